"""Logging in, and the token file: loopback, PKCE, scopes, refreshing, revocation."""

import json
import stat
import threading
import webbrowser
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from pydantic import ValidationError

from kithkeeper.errors import Invalid, LoginNeeded, TryLater
from kithkeeper_google.login import login
from kithkeeper_google.settings import READ_SCOPE, WRITE_SCOPE, GoogleSettings
from kithkeeper_google.source import check

EXPIRED = {"token": "stale", "expiry": "2020-01-01T00:00:00Z"}


class Browser:
    """Opens the page as a browser would, in a thread of its own, and remembers the address."""

    opened: ClassVar[list] = []

    def open(self, url, **_):
        self.opened.append(parse_qs(urlsplit(url).query))
        threading.Thread(target=lambda: urlopen(url).read()).start()
        return True


@pytest.fixture
def browser():
    Browser.opened = []
    webbrowser.register("kith-test", None, Browser())
    return "kith-test"


@pytest.fixture
def secrets(google, server, tmp_path):
    path = tmp_path / "client.json"
    client = {
        "client_id": "id", "client_secret": "secret",
        "auth_uri": server.url + "auth", "token_uri": server.url + "token",
    }  # fmt: skip
    path.write_text(json.dumps({"installed": client}))
    google.settings["client_secrets_file"] = str(path)
    google.token_file.unlink()
    return path


def refreshable(google, server, **more):
    google.login(
        refresh_token="refresh-1", client_id="id", client_secret="secret",
        token_uri=server.url + "token", **EXPIRED | more,
    )  # fmt: skip


def test_login_asks_for_reading_only_with_pkce_over_loopback(google, server, secrets, browser):
    """Offline, with consent, S256; the server checks the verifier. A pull works right after."""
    lines = list(login(google.context(), browser=browser))
    (asked,) = browser and Browser.opened
    assert asked["scope"] == [READ_SCOPE]
    assert asked["code_challenge_method"] == ["S256"]
    assert (asked["access_type"], asked["prompt"]) == (["offline"], ["consent"])
    assert asked["redirect_uri"][0].startswith("http://127.0.0.1:")
    assert "read your contacts" in lines[0]
    assert google.pull().complete


def test_a_login_that_holds_is_kept_without_a_browser(google, browser):
    """`kith connect` with a token file of one's own needs no client, and asks nobody."""
    (line,) = login(google.context(), browser=browser)
    assert "holds" in line
    assert Browser.opened == []


def test_a_login_that_ended_or_reaches_too_little_opens_the_browser(
    google, server, secrets, browser
):
    """Revoked: again. Read-only, and now write = true: again, for the larger scope."""
    google.login(token="revoked")
    login(google.context(), browser=browser)
    assert google.pull().complete
    server.grants = WRITE_SCOPE
    login(google.context(write=True), browser=browser)
    assert [asked["scope"] for asked in Browser.opened] == [[READ_SCOPE], [WRITE_SCOPE]]
    assert google.open(write=True)


def test_the_token_file_is_the_owners_alone_and_says_what_was_granted(
    google, server, secrets, browser
):
    """Mode 0600, authorized-user JSON and granted_scopes, nothing else left in the folder."""
    login(google.context(), browser=browser)
    kept = json.loads(google.token_file.read_text())
    assert stat.S_IMODE(google.token_file.stat().st_mode) == 0o600
    assert kept["refresh_token"] == "refresh-1"
    assert kept["granted_scopes"] == [READ_SCOPE]
    assert {path.name for path in google.folder.iterdir()} == {"client.json", "token.json"}


def test_write_scope_is_asked_for_with_write_only(google, server, secrets, browser):
    """And a user who leaves its tick out is told so; nothing is stored."""
    with pytest.raises(LoginNeeded, match="read and change"):
        login(google.context(write=True), browser=browser)
    assert Browser.opened[0]["scope"] == [WRITE_SCOPE]
    assert not google.token_file.exists()


def test_a_client_that_is_no_desktop_app_is_refused_before_a_browser_opens(
    google, secrets, browser
):
    """A web client's file has another first key; no file at all is named too."""
    secrets.write_text(json.dumps({"web": {}}))
    with pytest.raises(Invalid, match="Desktop app"):
        login(google.context(), browser=browser)
    with pytest.raises(Invalid, match="client_secrets_file"):
        login(google.context(client_secrets_file=""), browser=browser)
    assert Browser.opened == []


def test_a_login_page_on_plain_http_elsewhere_is_refused(google, secrets, browser):
    """The client's secret would be readable on the way."""
    client = json.loads(secrets.read_text())
    client["installed"]["token_uri"] = "http://login.example/token"
    secrets.write_text(json.dumps(client))
    with pytest.raises(Invalid, match="token_uri"):
        login(google.context(), browser=browser)


def test_an_expired_token_is_refreshed_and_the_file_rewritten(google, server):
    """The library does not write it; unknown keys and granted scopes stay; mode 0600."""
    refreshable(google, server, granted_scopes=[READ_SCOPE], mine="kept")
    google.token_file.chmod(0o644)
    google.pull()
    kept = json.loads(google.token_file.read_text())
    assert (kept["token"], kept["mine"]) == ("good", "kept")
    assert kept["granted_scopes"] == [READ_SCOPE]
    assert stat.S_IMODE(google.token_file.stat().st_mode) == 0o600
    assert len(server.refreshes) == 1
    google.pull()
    assert len(server.refreshes) == 1


def test_a_token_that_the_server_refuses_is_refreshed_once(google, server):
    """401 with a refresh token: a new token, the same request again."""
    refreshable(google, server, expiry="2099-01-01T00:00:00Z")
    assert google.pull().complete
    assert len(server.refreshes) == 1


def test_a_revoked_login_is_login_needed_with_the_command(google, server):
    """invalid_grant: the state is kept, the user is told what to type."""
    refreshable(google, server)
    reason = {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
    server.refresh_answer = (400, reason)
    with pytest.raises(LoginNeeded, match=r"expired or revoked.*kith connect google --as people"):
        google.pull()
    assert google.waits == []


def test_a_login_server_that_stumbles_is_no_reason_to_log_in_again(google, server, monkeypatch):
    """503 from the token endpoint: later. The library's own waits are cut short."""
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _: None)
    refreshable(google, server)
    server.refresh_answer = (503, {"error": "internal_failure"})
    with pytest.raises((TryLater, LoginNeeded)) as raised:
        google.pull()
    assert raised.type is TryLater


@pytest.mark.parametrize(
    "answer", [(500, b"oops"), (502, b""), (404, b"<html>"), (400, b""), (200, b"<html>")]
)
def test_a_login_server_that_speaks_no_oauth_is_no_reason_to_log_in_again(
    google, server, monkeypatch, answer
):
    """A proxy's page in its place says nothing of the login: later, not exit code 4."""
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _: None)
    refreshable(google, server)
    server.refresh_answer = answer
    with pytest.raises(TryLater, match="login server"):
        google.pull()


def test_a_token_that_no_header_can_carry_is_login_needed(google):
    """A line break or an object in its place: the key is named, nothing is sent."""
    for key, value in [("token", "two\nlines"), ("token", "bär"), ("refresh_token", {"a": 1})]:
        google.login(**{key: value})
        with pytest.raises(LoginNeeded, match=f"json: {key}"):
            google.open()


def test_a_token_file_is_read_however_it_was_written(google, server):
    """With a byte order mark, an expiry of another form, or a scope of one word."""
    google.login(expiry="soon", scopes="openid")
    google.token_file.write_text("\ufeff" + google.token_file.read_text())
    assert google.pull().complete


def test_a_token_file_that_others_can_read_is_closed_to_them(google):
    """It is as good as a password; nothing need be refreshed for that."""
    google.token_file.chmod(0o644)
    google.open()
    assert stat.S_IMODE(google.token_file.stat().st_mode) == 0o600


def test_a_token_file_that_is_a_link_stays_one(google, server):
    """What it points to is rewritten."""
    refreshable(google, server)
    kept = google.token_file.rename(google.folder / "elsewhere.json")
    google.token_file.symlink_to(kept)
    google.pull()
    assert google.token_file.is_symlink()
    assert json.loads(kept.read_text())["token"] == "good"


def test_no_token_file_is_login_needed(google):
    """Before anything is asked."""
    google.token_file.unlink()
    with pytest.raises(LoginNeeded, match="no login yet"):
        google.open()
    google.token_file.write_text("{}")
    with pytest.raises(LoginNeeded, match="neither"):
        google.open()


def test_a_login_that_was_granted_less_than_the_settings_want_is_not_used(google):
    """write = true was set after a read-only login."""
    google.login(granted_scopes=[READ_SCOPE])
    with pytest.raises(LoginNeeded):
        google.open(write=True)
    google.login(granted_scopes=[WRITE_SCOPE])
    assert google.open()


def test_plain_http_is_taken_on_loopback_only():
    """The setting itself refuses it."""
    with pytest.raises(ValidationError, match="loopback"):
        GoogleSettings(api_endpoint="http://people.example/")
    for address in ("https://me:word@people.example", "http://[::1]:99999", "http://[::1]/?a=b"):
        with pytest.raises(ValidationError):
            GoogleSettings(api_endpoint=address)
    assert GoogleSettings(api_endpoint="http://[::1]:8080").api_endpoint == "http://[::1]:8080/"


def test_every_setting_is_described_and_has_a_default():
    """`kith connect` asks with these words."""
    for name, field in GoogleSettings.model_fields.items():
        assert field.description, name
        assert not field.is_required(), name


def test_check_describes_the_account_in_one_request(google, server):
    """Number of labels and contacts, and whether it writes."""
    server.account.add(names=[{"givenName": "Ada"}])
    server.account.label("contactGroups/1a", "Mentors")
    assert list(check(google.context())) == [
        "Google answers", "1 label", "1 contacts", "only reads"
    ]  # fmt: skip
    assert len(server.asked) == 1
