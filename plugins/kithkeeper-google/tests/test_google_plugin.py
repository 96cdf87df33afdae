"""The plugin as the host sees it: light to import, one source, pictures on demand."""

import subprocess
import sys

import pytest

from kithkeeper.errors import PluginError
from kithkeeper.hooks import PluginContext
from kithkeeper_google import GooglePlugin
from kithkeeper_google.settings import GoogleSettings
from kithkeeper_google.source import open_source


def test_importing_the_plugin_imports_no_client():
    """A quarter of a second saved whenever Google isn't asked."""
    code = (
        "import sys, kithkeeper_google; heavy = {'googleapiclient', 'google', 'httplib2', "
        "'pydantic', 'requests'} & set(sys.modules); sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_plugin_offers_one_source_with_login_and_check(google):
    """The descriptor that `kith connect` reads."""
    (spec,) = GooglePlugin().sources(google.context())
    assert (spec.name, spec.settings) == ("google", GoogleSettings)
    assert spec.check
    assert spec.login
    assert spec.open(google.context())


def test_settings_of_another_plugin_are_an_error(google):
    """Never an AttributeError in the middle of a sync."""
    from dataclasses import replace

    with pytest.raises(PluginError, match="settings"):
        open_source(replace(google.context(), settings=None))
    assert isinstance(google.context(), PluginContext)


def photo(url, **more):
    return [{"url": url, "metadata": {"source": {"type": "CONTACT", "id": "1"}}, **more}]


def test_a_picture_is_fetched_when_asked_and_without_the_login(google, server):
    """One request for its address, one for it; the token doesn't go to whoever serves pictures."""
    ada = server.account.add(photos=photo(server.url + "photo/own.png"))
    source = google.open()
    google.pull(source)
    assert "picture" not in server.methods()
    assert source.picture(ada).startswith(b"\x89PNG")
    headers = {name.casefold() for name in server.asked[-1].query}
    assert "authorization" not in headers
    source.close()


@pytest.mark.parametrize("url", ["http://pictures.example/a.png", "file:///etc/passwd", "", "x"])
def test_a_picture_elsewhere_than_https_or_loopback_is_not_fetched(google, server, url):
    """An address comes from outside."""
    ada = server.account.add(photos=photo(url))
    source = google.open()
    assert source.picture(ada) is None
    source.close()


def test_a_drawn_letter_a_page_and_too_much_are_no_picture(google, server):
    """default: true is Google's letter; HTML, SVG (it may hold a script) and 5 MB are not taken."""
    source = google.open()
    server.pictures["/photo/page"] = ("text/html", b"<html>")
    server.pictures["/photo/drawing"] = ("image/svg+xml", b"<svg/>")
    server.pictures["/photo/big"] = ("image/png", b"\0" * (5 << 20))
    shown = ("photo/page", "photo/drawing", "photo/big")
    for url, more in (("photo/own.png", {"default": True}), *((url, {}) for url in shown)):
        ada = server.account.add(photos=photo(server.url + url, **more))
        assert source.picture(ada) is None, url
    source.close()
