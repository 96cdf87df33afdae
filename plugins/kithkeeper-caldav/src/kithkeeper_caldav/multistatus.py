"""WebDAV's XML: the bodies that we send and the answers as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from lxml import etree

from kithkeeper.errors import PluginError

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
SERVER = "{http://calendarserver.org/ns/}"
_NAMESPACES = (
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'
)
XML_BODY = {"Content-Type": "application/xml; charset=utf-8"}
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_STATUS = re.compile(r"\s*HTTP/[\d.]+\s+(\d{3})")
_PROLOGUE = re.compile(rb"(?:\s|\xef\xbb\xbf|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL)


class BadXml(ValueError):
    """The answer is not the XML that was asked for."""


class Member(NamedTuple):
    """One response of a multistatus.

    Attributes:
        href: Exactly as given.
        status: Of the whole response; 200 where it has property groups.
        props: Properties found, by `{namespace}name`.
        failed: Status of each property that was not.
    """

    href: str
    status: int
    props: Mapping[str, etree._Element]
    failed: Mapping[str, int]

    def text(self, name: str) -> str:
        """A property's text, or an empty string."""
        found = self.props.get(name)
        return (found.text or "").strip() if found is not None else ""

    def hrefs(self, name: str) -> list[str]:
        """The addresses inside a property."""
        found = self.props.get(name)
        inner = found.iter(f"{DAV}href") if found is not None else ()
        return [(each.text or "").strip() for each in inner if (each.text or "").strip()]

    @property
    def types(self) -> set[str]:
        """The kinds of resource that it is."""
        found = self.props.get(f"{DAV}resourcetype")
        return {str(each.tag) for each in found} if found is not None else set()

    @property
    def is_calendar(self) -> bool:
        """Whether it is a calendar."""
        return f"{CALDAV}calendar" in self.types


class Multistatus(NamedTuple):
    """A 207 answer."""

    members: tuple[Member, ...]
    sync_token: str


def parse(body: bytes) -> etree._Element:
    """Read XML without entities, network or a document type.

    Raises:
        BadXml: It is none, or is cut off.
        PluginError: It declares a document type or entities, and is refused.
    """
    if _PROLOGUE.match(body):
        raise PluginError("the server's XML declares a document type and is refused")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadXml("the answer is not XML") from error
    if tree.getroottree().docinfo.doctype:
        raise PluginError("the server's XML declares a document type and is refused")
    return tree


def read_multistatus(body: bytes) -> Multistatus:
    """Take a 207 answer apart.

    Raises:
        BadXml: It is no multistatus.
        PluginError: It declares entities.
    """
    tree = parse(body)
    if tree.tag != f"{DAV}multistatus":
        found = tree.find(f".//{DAV}multistatus")
        if found is None:
            raise BadXml("the answer is XML, but no multistatus")
        tree = found
    members = tuple(_member(each) for each in tree.iterfind(f"{DAV}response"))
    return Multistatus(members, (tree.findtext(f"{DAV}sync-token") or "").strip())


def _member(response: etree._Element) -> Member:
    props: dict[str, etree._Element] = {}
    failed: dict[str, int] = {}
    for group in response.iterfind(f"{DAV}propstat"):
        status = _code(group.findtext(f"{DAV}status"))
        for prop in group.iterfind(f"{DAV}prop"):
            for each in prop:
                if 200 <= status < 300:
                    props[str(each.tag)] = each
                else:
                    failed[str(each.tag)] = status
    status = _code(response.findtext(f"{DAV}status"))
    href = (response.findtext(f"{DAV}href") or "").strip()
    return Member(href, status, props, failed)


def _code(text: str | None) -> int:
    found = _STATUS.match(text or "")
    return int(found[1]) if found else 200


def preconditions(body: bytes) -> set[str]:
    """Names of the conditions that an error says were not met, without their namespaces."""
    if body.lstrip()[:1] != b"<":
        return set()
    try:
        tree = parse(body)
    except (BadXml, PluginError):
        return set()
    error = tree if tree.tag == f"{DAV}error" else tree.find(f".//{DAV}error")
    return (
        {etree.QName(each).localname for each in error if isinstance(each.tag, str)}
        if (error is not None)
        else set()
    )


def conflicting_href(body: bytes) -> str:
    """The address that a `no-uid-conflict` error names, or an empty string."""
    try:
        found = parse(body).find(f".//{CALDAV}no-uid-conflict/{DAV}href")
    except (BadXml, PluginError):
        return ""
    return (found.text or "").strip() if found is not None else ""


def propfind(*names: str) -> str:
    """The body of a PROPFIND; names with their prefix (`D:getetag`)."""
    props = "".join(f"<{name}/>" for name in names)
    return f"{_HEAD}<D:propfind {_NAMESPACES}><D:prop>{props}</D:prop></D:propfind>"


def sync_collection(token: str) -> str:
    """The body of a sync-collection REPORT (RFC 6578)."""
    return (
        f"{_HEAD}<D:sync-collection {_NAMESPACES}><D:sync-token>{escape(token)}</D:sync-token>"
        "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
    )


def multiget(paths: Iterable[str]) -> str:
    """The body of a calendar-multiget REPORT (RFC 4791 section 7.9)."""
    hrefs = "".join(f"<D:href>{escape(each)}</D:href>" for each in paths)
    return (
        f"{_HEAD}<C:calendar-multiget {_NAMESPACES}><D:prop><D:getetag/><C:calendar-data/>"
        f"</D:prop>{hrefs}</C:calendar-multiget>"
    )


def query_uid(uid: str, component: str) -> str:
    """The body of a calendar-query REPORT for one UID (RFC 4791 section 7.8)."""
    return (
        f"{_HEAD}<C:calendar-query {_NAMESPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
        f'<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="{component}">'
        f'<C:prop-filter name="UID"><C:text-match collation="i;octet">{escape(uid)}'
        "</C:text-match></C:prop-filter></C:comp-filter></C:comp-filter></C:filter>"
        "</C:calendar-query>"
    )


def query_span(first: datetime, last: datetime) -> str:
    """The body of a calendar-query REPORT for the events of a span (RFC 4791 section 7.8)."""
    start, end = (f"{each.astimezone(UTC):%Y%m%dT%H%M%SZ}" for each in (first, last))
    return (
        f"{_HEAD}<C:calendar-query {_NAMESPACES}><D:prop><D:getetag/></D:prop>"
        '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
        f'<C:time-range start="{start}" end="{end}"/></C:comp-filter></C:comp-filter></C:filter>'
        "</C:calendar-query>"
    )


def new_calendar(name: str, components: Iterable[str], *, request: str) -> str:
    """The body of a MKCALENDAR, or of an extended MKCOL (RFC 5689) where `request` is `mkcol`."""
    kinds = "".join(f'<C:comp name="{each}"/>' for each in components)
    kinds = kinds and (
        f"<C:supported-calendar-component-set>{kinds}</C:supported-calendar-component-set>"
    )
    if request == "mkcol":
        kinds += "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
    tag = "D:mkcol" if request == "mkcol" else "C:mkcalendar"
    props = f"<D:prop><D:displayname>{escape(name)}</D:displayname>{kinds}</D:prop>"
    return f"{_HEAD}<{tag} {_NAMESPACES}><D:set>{props}</D:set></{tag}>"


def proppatch_name(name: str) -> str:
    """The body of a PROPPATCH that names a collection."""
    return (
        f"{_HEAD}<D:propertyupdate {_NAMESPACES}><D:set><D:prop><D:displayname>{escape(name)}"
        "</D:displayname></D:prop></D:set></D:propertyupdate>"
    )
