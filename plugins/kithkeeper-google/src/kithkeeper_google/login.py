"""Logging in: OAuth for installed apps over a loopback redirect with PKCE, least scope first."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from kithkeeper.errors import Invalid, LoginNeeded, PluginError
from kithkeeper.hooks import PluginContext
from kithkeeper_google import tokens
from kithkeeper_google.endpoints import is_loopback, trusted
from kithkeeper_google.session import login_needed
from kithkeeper_google.settings import OTHER_SCOPE, READ_SCOPE, WRITE_SCOPE, GoogleSettings
from kithkeeper_google.source import open_source, settings_of

PATIENCE = 300
"""Seconds in which the user must have answered in the browser."""

_MEANING = {
    READ_SCOPE: "read your contacts",
    WRITE_SCOPE: "read and change your contacts",
    OTHER_SCOPE: "read your “Other contacts”",
}


def login(ctx: PluginContext, *, browser: str | None = None) -> Iterable[str]:
    """Open the browser, wait for the user's consent, and store the token.

    Where a login is stored that still holds and reaches far enough, no browser is opened.

    Args:
        ctx: Its settings name the client's secrets and the token file.
        browser: Name of a browser for the standard library's `webbrowser`; None for the user's.

    Returns:
        Lines that say what was granted and where the token is.

    Raises:
        Invalid: The settings or the secrets file don't do.
        LoginNeeded: The user declined, or left out something that is needed.
    """
    settings = settings_of(ctx)
    path = settings.token_path(ctx.data_dir, ctx.connection)
    if _still_holds(ctx, path):
        return [f"the login in {path} holds"]
    client = _client(settings)
    credentials = _consent(client, settings, ctx.connection, browser)
    granted = list(credentials.granted_scopes or credentials.scopes or settings.scopes)
    missing = settings.missing(granted)
    if missing:
        left = " and ".join(_MEANING[scope] for scope in missing)
        raise login_needed(ctx.connection, f"Google's page was left without the tick at “{left}”")
    tokens.save(path, json.loads(credentials.to_json()) | {"granted_scopes": granted})
    allowed = " and ".join(_MEANING[scope] for scope in settings.scopes)
    return [f"Google allows Kithkeeper to {allowed}", f"the login is kept in {path}"]


def _still_holds(ctx: PluginContext, path: Path) -> bool:
    """Whether Google answers with the login that is stored, and it was granted enough."""
    try:
        source = open_source(ctx)
    except LoginNeeded:
        return False
    known = tokens.load(path)
    if settings_of(ctx).missing(known.get("granted_scopes") or known.get("scopes")):
        return False
    try:
        source.list_groups()
    except LoginNeeded:
        return False
    finally:
        source.close()
    return True


def _client(settings: GoogleSettings) -> dict[str, Any]:
    """The secrets file's content, checked before a browser opens."""
    where = "client_secrets_file"
    if not settings.client_secrets_file:
        raise Invalid(where, "name the JSON file of your OAuth client; docs/google.md says how")
    path = Path(settings.client_secrets_file).expanduser()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Invalid(where, f"{path} can't be read: {error}") from error
    client = found.get("installed") if isinstance(found, dict) else None
    if not isinstance(client, dict):
        raise Invalid(where, f"{path} is not that of a client of the type “Desktop app”")
    for key in ("client_id", "client_secret", "auth_uri", "token_uri"):
        if not isinstance(client.get(key), str):
            raise Invalid(where, f"{path} has no {key}")
    for key in ("auth_uri", "token_uri"):
        try:
            trusted(client[key])
        except ValueError as error:
            raise Invalid(where, f"{path}: {key} {error}") from error
    return {"installed": client}


def _consent(
    client: dict[str, Any], settings: GoogleSettings, connection: str, browser: str | None
) -> Any:
    from google_auth_oauthlib.flow import InstalledAppFlow, WSGITimeoutError
    from oauthlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]
    from requests import RequestException

    flow = InstalledAppFlow.from_client_config(
        client, scopes=list(settings.scopes), autogenerate_code_verifier=True
    )
    try:
        with _oauth_environment(client["installed"]["token_uri"]), redirect_stdout(sys.stderr):
            return flow.run_local_server(
                host="127.0.0.1",
                port=0,
                browser=browser,
                timeout_seconds=PATIENCE,
                authorization_prompt_message="Your browser should open; if not, visit:\n{url}",
                success_message="Kithkeeper has what it needs; you may close this window.",
                access_type="offline",
                prompt="consent",  # a refresh token comes with a consent only
            )
    except WSGITimeoutError as error:
        raise login_needed(connection, "nobody answered Google's page in time") from error
    except OAuth2Error as error:
        raise login_needed(
            connection, f"Google said: {error.description or error.error}"
        ) from error
    except RequestException as error:
        raise PluginError(f"Google's login can't be reached: {error}", plugin="google") from error
    finally:
        flow.oauth2session.close()


@contextmanager
def _oauth_environment(token_uri: str) -> Iterator[None]:
    """What oauthlib only takes from the environment: a user may grant less than was asked for
    (we look ourselves), and plain http on loopback is no danger.
    """
    wanted = {"OAUTHLIB_RELAX_TOKEN_SCOPE": "1"}
    if is_loopback(token_uri):
        wanted["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
