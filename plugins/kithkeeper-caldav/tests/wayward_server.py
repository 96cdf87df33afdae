"""A CalDAV server in this process that misbehaves on request."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

HOME = "/dav/alice/"
XML = "application/xml; charset=utf-8"
NAMESPACES = (
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'
)


_UNMET = f"<D:error {NAMESPACES}><C:{{}}/></D:error>"
FAULTS: dict[str, tuple[int, str, dict[str, str]]] = {
    "429": (429, "", {"Retry-After": "7"}),
    "401": (401, "", {"WWW-Authenticate": 'Basic realm="x"'}),
    "303": (303, "", {"Location": f"{HOME}touchpoints/"}),
    "403-quota": (403, '{"error": {"domain": "usageLimits"}}', {}),
    "403-component": (403, _UNMET.format("supported-calendar-component"), {}),
    "uid-409": (409, _UNMET.format("no-uid-conflict"), {}),
    "uid-412": (412, _UNMET.format("no-uid-conflict"), {}),
    "uid-403": (403, _UNMET.format("unique-scheduling-object-resource"), {}),
    "uid-409-bare": (409, "", {}),
}


class Wayward:
    """One account: path to {name: (text, version)}. `faults` are used once each, in order."""

    def __init__(self) -> None:
        self.quirks: set[str] = set()
        self.faults: list[tuple[str, str]] = []
        self.calendars: dict[str, dict[str, tuple[str, int]]] = {}
        self.names: dict[str, str] = {}
        self.journal: list[tuple[int, str, str]] = []
        self.number = 0
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.elsewhere = ""
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def add_calendar(self, name: str, path: str = "touchpoints") -> str:
        where = f"{HOME}{path}/"
        self.calendars[where], self.names[where] = {}, name
        return where

    def store(self, where: str, name: str, text: str) -> None:
        self.number += 1
        self.calendars[where][name] = (text, self.number)
        self.journal.append((self.number, where, name))

    def remove(self, where: str, name: str) -> None:
        self.number += 1
        del self.calendars[where][name]
        self.journal.append((self.number, where, name))

    def methods(self) -> list[str]:
        return [method for method, _, _ in self.requests]

    def etag(self, number: int) -> str:
        return f'W/"{number}"' if "weak-etags" in self.quirks else f'"{number}"'


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def log_message(self, *_: object) -> None:
        pass

    def handle_any(self) -> None:
        self.way: Wayward = self.server.way
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length).decode()
        self.way.requests.append((self.command, self.path, dict(self.headers)))
        fault = self._take_fault()
        if fault in FAULTS:
            status, body, headers = FAULTS[fault]
            self.say(status, body, kind=XML, headers=headers)
            return
        answer = getattr(self, f"fault_{fault.replace('-', '_')}", None)
        if fault.isdigit() and self.say(int(fault), ""):
            return
        if answer and answer():
            return
        self.held = fault == "reset-after"
        getattr(self, f"on_{self.command.lower()}")()
        if self.held:
            self.drop()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self.handle_any
        raise AttributeError(name)

    def _take_fault(self) -> str:
        for place, (method, what) in enumerate(self.way.faults):
            if method in (self.command, "*"):
                del self.way.faults[place]
                return what
        return ""

    def drop(self) -> bool:
        self.close_connection = True
        self.connection.shutdown(2)
        return True

    fault_reset_before = drop

    def fault_reset_after(self) -> bool:
        return False

    def fault_html(self) -> bool:
        return self.say(200, "<html><p>Welcome to the hotel</html>", kind="text/html")

    def fault_truncated(self) -> bool:
        self.wfile.write(b"HTTP/1.1 207 Multi-Status\r\nContent-Length: 900\r\n\r\n<?xml")
        return self.drop()

    def fault_giant(self) -> bool:
        self.wfile.write(b"HTTP/1.1 207 Multi-Status\r\nContent-Length: 1073741824\r\n\r\n<?xml")
        return self.drop()

    def fault_bomb(self) -> bool:
        entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
        head = f'<?xml version="1.0"?><!-- x --><!DOCTYPE m [<!ENTITY e0 "ha">{entities}]>'
        return self.say(207, f'{head}<D:multistatus xmlns:D="DAV:">&e9;</D:multistatus>', kind=XML)

    def fault_redirect(self) -> bool:
        return self.say(302, "", headers={"Location": self.way.elsewhere})

    def say(self, status: int, text: str, kind: str = "text/plain", headers: Any = None) -> bool:
        data = text.encode()
        if not getattr(self, "held", False):
            self.send_response(status)
            for name, value in {"Content-Type": kind, **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        return True

    def error(self, status: int, condition: str) -> bool:
        return self.say(status, f"<D:error {NAMESPACES}>{condition}</D:error>", kind=XML)

    def multistatus(self, responses: list[str], token: str = "") -> None:
        tail = f"<D:sync-token>{token}</D:sync-token>" if token else ""
        body = f"<D:multistatus {NAMESPACES}>{''.join(responses)}{tail}</D:multistatus>"
        self.say(207, '<?xml version="1.0"?>' + body, kind=XML)

    def response(self, path: str, props: str, status: int = 0) -> str:
        href = quote(path, safe="/")
        if "absolute-hrefs" in self.way.quirks:
            href = self.way.url.rstrip("/") + href
        if "odd-escapes" in self.way.quirks:
            href = href.replace("touchpoints", "touch%70oints").replace(".ics", "%2eics")
        inner = (
            f"<D:status>HTTP/1.1 {status} X</D:status>"
            if status
            else (
                f"<D:propstat><D:prop>{props}</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>"
            )
        )
        return f"<D:response><D:href>{escape(href)}</D:href>{inner}</D:response>"

    def token(self) -> str:
        return f"urn:token:{self.way.number}"

    def collection(self, where: str) -> str:
        quirks = self.way.quirks
        kinds = '<C:comp name="VTODO"/>'
        if "only-todo" not in quirks:
            kinds += '<C:comp name="VEVENT"/>'
        props = (
            "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
            f"<D:displayname>{escape(self.way.names[where])}</D:displayname>"
            f"<C:supported-calendar-component-set>{kinds}</C:supported-calendar-component-set>"
        )
        if "no-sync" not in quirks:
            props += f"<D:sync-token>{self.token()}</D:sync-token>"
        if "no-ctag" not in quirks:
            props += f"<S:getctag>{self.way.number}</S:getctag>"
        return self.response(where, props)

    def member(self, where: str, name: str, *, data: bool = False) -> str:
        text, number = self.way.calendars[where][name]
        told = "no-etags" not in self.way.quirks
        props = f"<D:getetag>{escape(self.way.etag(number))}</D:getetag>" if told else ""
        props += f"<C:calendar-data>{escape(text)}</C:calendar-data>" if data else ""
        return self.response(where + name, props)

    def on_propfind(self) -> None:
        path, deep = unquote(self.path), self.headers.get("Depth") == "1"
        if path in self.way.calendars:
            members = [self.member(path, each) for each in self.way.calendars[path]]
            self.multistatus([self.collection(path), *(members if deep else [])])
        elif path in ("/", HOME):
            found = [self.collection(each) for each in self.way.calendars] if deep else []
            home = self.way.elsewhere if "home-elsewhere" in self.way.quirks else HOME
            props = (
                "<D:resourcetype><D:collection/></D:resourcetype>"
                f"<D:current-user-principal><D:href>{HOME}</D:href></D:current-user-principal>"
                f"<C:calendar-home-set><D:href>{home}</D:href></C:calendar-home-set>"
            )
            self.multistatus([self.response(path, props), *found])
        else:
            self.say(404, "")

    def on_report(self) -> None:
        where = unquote(self.path)
        if where not in self.way.calendars:
            self.say(404, "")
        elif "sync-collection" in self.body:
            self.sync(where)
        elif "calendar-multiget" in self.body:
            self.multiget(where)
        else:
            self.query(where)

    def sync(self, where: str) -> None:
        found = re.search(r"<D:sync-token>(.*?)</D:sync-token>", self.body)
        number = (found[1] if found else "").rpartition(":")[2]
        since = int(number) if number.isdigit() else 0
        quirks, now = self.way.quirks, self.token()
        known = number.isdigit() or "any-token" in quirks
        if "no-sync" in quirks:
            self.error(403, "<D:supported-report/>")
        elif "token-refused" in quirks or not known:
            self.error(403, "<D:valid-sync-token/>")
        else:
            changed = [(n, name) for n, w, name in self.way.journal if w == where and n > since]
            if "pages" in quirks and len(changed) > 2:
                changed = changed[:2]
                now = f"urn:token:{changed[-1][0]}"
            names = dict.fromkeys(name for _, name in changed)
            there = self.way.calendars[where]
            told = [
                self.member(where, each) if each in there else self.response(where + each, "", 404)
                for each in names
            ]
            if now != self.token():
                told.append(self.response(where, "", 507))
            self.multistatus(told, now)

    def multiget(self, where: str) -> None:
        there, told = self.way.calendars[where], []
        for href in re.findall(r"<D:href>(.*?)</D:href>", self.body):
            name = unquote(href).rpartition("/")[2]
            if name in there:
                told.append(self.member(where, name, data=True))
            elif "multiget-404" in self.way.quirks:
                self.say(404, "")
                return
            elif "multiget-omits" not in self.way.quirks:
                told.append(self.response(where + name, "", 404))
        self.multistatus(told)

    def query(self, where: str) -> None:
        if "no-query" in self.way.quirks:
            self.say(501, "")
            return
        uid = re.search(r"<C:text-match[^>]*>(.*?)</C:text-match>", self.body)
        kind = re.search(r'comp-filter name="(V[ET].*?)"', self.body)
        assert uid
        assert kind
        self.multistatus([
            self.member(where, name, data=True)
            for name, (text, _) in self.way.calendars[where].items()
            if f"UID:{uid[1]}" in text and f"BEGIN:{kind[1]}" in text
        ])  # fmt: skip

    def split(self) -> tuple[str, str]:
        where, _, name = unquote(self.path).rpartition("/")
        return where + "/", name

    def on_get(self) -> None:
        where, name = self.split()
        if name not in self.way.calendars.get(where, {}):
            self.say(404, "")
            return
        text, number = self.way.calendars[where][name]
        told = {} if "no-etags" in self.way.quirks else {"ETag": self.way.etag(number)}
        self.say(200, text, kind="text/calendar", headers=told)

    def holds(self, there: tuple[str, int] | None) -> bool:
        """Whether the preconditions are met; a server that ignores them finds that they are."""
        if "no-preconditions" in self.way.quirks:
            return True
        if self.headers.get("If-None-Match") == "*" and there:
            return False
        wanted = self.headers.get("If-Match")
        return wanted is None or (there is not None and wanted == f'"{there[1]}"')

    def on_put(self) -> None:
        where, name = self.split()
        if where not in self.way.calendars:
            self.say(409, "")
            return
        there = self.way.calendars[where].get(name)
        if not self.holds(there):
            self.say(412, "")
            return
        moved = "relocates" in self.way.quirks and not there
        name = f"moved-{self.way.number}.ics" if moved else name
        self.way.store(where, name, self.body)
        silent = self.way.quirks & {"no-etags", "no-put-etag"}
        told = {} if silent else {"ETag": self.way.etag(self.way.number)}
        self.say(204 if there else 201, "", headers=told)

    def on_delete(self) -> None:
        where, name = self.split()
        there = self.way.calendars.get(where, {}).get(name)
        if there is None:
            self.say(404, "")
        elif not self.holds(there):
            self.say(412, "")
        else:
            self.way.remove(where, name)
            self.say(204, "")

    def on_mkcalendar(self) -> None:
        where = unquote(self.path)
        if "no-mkcalendar" in self.way.quirks:
            self.say(403, "")
        elif "one-kind" in self.way.quirks and self.body.count("<C:comp ") != 1:
            self.error(403, "<C:supported-calendar-component/>")
        elif where in self.way.calendars:
            self.error(405, "<D:resource-must-be-null/>")
        else:
            name = re.search(r"<D:displayname>(.*?)</D:displayname>", self.body)
            self.way.calendars[where], self.way.names[where] = {}, name[1] if name else ""
            self.say(201, "")

    on_mkcol = on_mkcalendar

    def on_proppatch(self) -> None:
        self.multistatus([])


@contextmanager
def serve() -> Iterator[Wayward]:
    """Run one on loopback, on a port that the system chooses."""
    way = Wayward()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.way, way.port = way, server.server_address[1]  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield way
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
