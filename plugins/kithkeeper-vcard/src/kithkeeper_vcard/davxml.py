"""Reads WebDAV answers (RFC 4918 section 14) without entities, and writes the requests' bodies."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

DAV = "DAV:"
CARDDAV = "urn:ietf:params:xml:ns:carddav"
CALENDARSERVER = "http://calendarserver.org/ns/"
_MAX_DEPTH = 64


class BadXml(ValueError):
    """The answer is no XML, is nested too deeply, or declares a document type."""


@dataclass(slots=True)
class Element:
    """An element with its text and children; names are `namespace name`."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def all(self, name: str) -> list[Element]:
        """The children of that name."""
        return [child for child in self.children if child.name == name]

    def find(self, *path: str) -> Element | None:
        """The first descendant along a path of names."""
        found: Element | None = self
        for name in path:
            found = next(iter(found.all(name)), None) if found else None
        return found

    def text_at(self, *path: str) -> str:
        """The text of the first descendant along a path of names, or ''."""
        found = self.find(*path)
        return found.text.strip() if found else ""


def dav(name: str) -> str:
    """A name of WebDAV's."""
    return f"{DAV} {name}"


def carddav(name: str) -> str:
    """A name of CardDAV's."""
    return f"{CARDDAV} {name}"


def parse(data: bytes) -> Element:
    """Read a document.

    Raises:
        BadXml: It is none, or holds what has no business in an answer.
    """
    root = Element("")
    stack = [root]
    pieces: list[list[str]] = [[]]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > _MAX_DEPTH:
            raise BadXml("the answer is nested too deeply")
        element = Element(name, attributes)
        stack[-1].children.append(element)
        stack.append(element)
        pieces.append([])

    def end(_: str) -> None:
        stack.pop().text = "".join(pieces.pop())

    def take(text: str) -> None:
        pieces[-1].append(text)

    def refuse(*_: object) -> None:
        raise BadXml("the answer declares a document type or entities")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = take
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise BadXml(f"the answer is no XML ({error})") from error
    return root.children[0]


@dataclass(frozen=True, slots=True)
class Resource:
    """One `response` of a multistatus.

    Attributes:
        href: As the server wrote it.
        status: Of the resource itself: 200 where properties were found, else what was said.
        prop: The properties that were found.
    """

    href: str
    status: int
    prop: Element


def resources(root: Element) -> list[Resource]:
    """The responses of a multistatus."""
    return [_resource(each) for each in root.all(dav("response"))]


def _resource(response: Element) -> Resource:
    found = Element("prop")
    own = _code(response.text_at(dav("status")))
    seen = []
    for part in response.all(dav("propstat")):
        code = _code(part.text_at(dav("status"))) or 200
        seen.append(code)
        if code < 300 and (prop := part.find(dav("prop"))):
            found.children += prop.children
    status = own or (200 if found.children or not seen else min(seen))
    return Resource(response.text_at(dav("href")), status, found)


def _code(status: str) -> int:
    """The number of a status line such as `HTTP/1.1 404 Not Found`; 0 where there is none."""
    words = status.split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0


_OPEN = (
    '<?xml version="1.0" encoding="utf-8"?>'
    f'<d:{{0}} xmlns:d="{DAV}" xmlns:c="{CARDDAV}" xmlns:cs="{CALENDARSERVER}">'
)


def propfind(*names: str) -> bytes:
    """The body of a PROPFIND for properties such as `d:getetag`."""
    props = "".join(f"<{name}/>" for name in names)
    return f"{_OPEN.format('propfind')}<d:prop>{props}</d:prop></d:propfind>".encode()


def sync_collection(token: str) -> bytes:
    """The body of a sync-collection report (RFC 6578)."""
    inner = (
        f"<d:sync-token>{escape(token)}</d:sync-token><d:sync-level>1</d:sync-level>"
        "<d:prop><d:getetag/></d:prop>"
    )
    return f"{_OPEN.format('sync-collection')}{inner}</d:sync-collection>".encode()


def multiget(hrefs: list[str], version: str) -> bytes:
    """The body of an addressbook-multiget report; `version` asks for that of vCard, if given."""
    wanted = f' content-type="text/vcard" version="{version}"' if version else ""
    listed = "".join(f"<d:href>{escape(href)}</d:href>" for href in hrefs)
    opened = _OPEN.format("report").replace("<d:report", "<c:addressbook-multiget")
    inner = f"<d:prop><d:getetag/><c:address-data{wanted}/></d:prop>{listed}"
    return f"{opened}{inner}</c:addressbook-multiget>".encode()
