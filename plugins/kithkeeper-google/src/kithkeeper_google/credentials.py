"""The login of a token file as credentials of google-auth, which are written back when renewed."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from google.auth.exceptions import RefreshError
from google.oauth2.credentials import Credentials

from kithkeeper.errors import PluginError
from kithkeeper_google import tokens
from kithkeeper_google.endpoints import trusted

_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address

log = logging.getLogger("kithkeeper.plugins.google")


class StoredCredentials(Credentials):  # type: ignore[misc]  # untyped package
    """Credentials that know the file they came from."""

    _path: Path
    _saved: str | None

    @classmethod
    def load(cls, path: Path) -> StoredCredentials:
        """Read a token file.

        Raises:
            TokenUnreadable: There is no login in it.
            PluginError: It names a login server that may not be spoken to.
        """
        values = tokens.load(path)
        try:
            address = trusted(str(values.get("token_uri") or _TOKEN_URI))
        except ValueError as error:
            raise PluginError(f"{path}: token_uri {error}", plugin="google") from error
        made = cls(
            token=values.get("token"),
            refresh_token=values.get("refresh_token"),
            token_uri=address,
            client_id=values.get("client_id"),
            client_secret=values.get("client_secret"),
            scopes=_scopes(values.get("scopes")),
            account=str(values.get("account") or ""),
            expiry=_expiry(values.get("expiry")),
        )
        made._path, made._saved = path, made.token
        return made

    def refresh(self, request: Any) -> None:
        """Renew the token; whatever the answer is, the only error is a `RefreshError`."""
        try:
            super().refresh(request)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise RefreshError("the answer is no token", retryable=True) from error

    def keep(self) -> None:
        """Rewrite the file if the token was renewed, which google-auth does by itself."""
        if self.token == self._saved:
            return
        self._saved = self.token
        try:
            values = tokens.load(self._path) | json.loads(self.to_json())
            if self.granted_scopes:
                values["granted_scopes"] = list(self.granted_scopes)
            tokens.save(self._path, values)
        except (OSError, tokens.TokenUnreadable) as error:
            # The new token works all the same; only the next run must ask for another.
            log.warning("the renewed login could not be stored: %s", error)


def _scopes(given: object) -> list[str] | None:
    if isinstance(given, str):
        return given.split() or None
    return [str(scope) for scope in given] or None if isinstance(given, list) else None


def _expiry(given: object) -> datetime | None:
    """The instant in the form google-auth wants: UTC, without saying so.

    None where it can't be read: then Google says when the token has expired.
    """
    try:
        moment = datetime.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
