"""Which addresses may be spoken to: https anywhere, plain http on this machine only."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def trusted(url: str) -> str:
    """Return the URL if nobody on the way can read it; raise ValueError with the reason if not."""
    parts = urlsplit(url)
    if "@" in parts.netloc or parts.port == 0:  # a port that there is not raises by itself
        raise ValueError("must be a plain address, without a user and with a port that there is")
    if parts.scheme == "https" and parts.hostname:
        return url
    if parts.scheme == "http" and is_loopback(url):
        return url
    raise ValueError("must be an https address; plain http is taken on loopback only")
