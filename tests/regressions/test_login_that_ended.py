"""`kith doctor` said to sync again where a login had ended, which only ends it again."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class _Shut(BaseHTTPRequestHandler):
    """A server that lets nobody in."""

    def _refuse(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="contacts"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_OPTIONS = do_PROPFIND = do_REPORT = _refuse  # noqa: N815

    def log_message(self, *_words):
        """Tests read what is asserted, not a log."""


@pytest.fixture
def shut():
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Shut)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/book/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_doctor_says_to_log_in_anew(kith, shut, tmp_path):
    """Once a sync ended so, the fix is the command that asks for the password again."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text(
        f'[connections.cards]\nplugin = "vcard"\nurl = "{shut}"\nusername = "alice"\n'
        'password_command = ["echo", "wrong"]\n'
    )
    kith("sync", home=home, code=4)
    (row,) = [
        row for row in kith("doctor", home=home, code=1) if row["check"] == "last sync of cards"
    ]
    assert "needs you to log in again" in row["detail"]
    assert row["fix"] == "kith connect vcard --as cards"
