"""A People API server on loopback, checked against the discovery document, with faults to order."""

import base64
import gzip
import hashlib
import json
import socket
import struct
import threading
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import people_discovery as discovery
from people_discovery import Bad
from people_store import Account, kind_of

PROPERTIES = discovery.DOCUMENT["schemas"]["Person"]["properties"]
LISTS = {name for name, spec in PROPERTIES.items() if "items" in spec}
PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@dataclass
class Asked:
    """One request as it came in."""

    method: str
    query: dict = field(default_factory=dict)
    body: dict | None = None
    thread: int = 0


class PeopleServer(ThreadingHTTPServer):
    """Serves one account. `faults` is a list of faults, one taken off for each API request."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.account = Account()
        self.faults = []
        self.asked = []
        self.valid = {"good"}
        self.refreshes = []
        self.refresh_answer = (
            200,
            {"access_token": "good", "expires_in": 3600, "token_type": "Bearer"},
        )
        self.codes = {}
        self.grants = "https://www.googleapis.com/auth/contacts.readonly"
        self.ignores_sources = False
        self.pictures = {"/photo/own.png": ("image/png", PICTURE)}
        self.release = threading.Event()
        self.lock = threading.Lock()
        self.latency = 0.0

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/"

    def methods(self):
        """The names of the methods that were asked for, in order."""
        return [asked.method.removeprefix("people.") for asked in self.asked]

    def handle_error(self, request, client_address):
        """A client that went away is no news."""


@contextmanager
def serving():
    server = PeopleServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.release.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args):
        pass

    def _serve(self):
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length) if length else b""
        match parts.path:
            case "/token":
                return self._json(*self._token(dict(parse_qsl(body.decode()))))
            case "/auth":
                return self._authorize(dict(parse_qsl(parts.query)))
            case path if path.startswith("/photo/"):
                return self._picture(path)
        with self.server.lock:
            fault = self.server.faults.pop(0) if self.server.faults else None
            status, headers, answer = self._api(parts, body, fault)
        if self.server.latency:
            self.server.release.wait(self.server.latency)
        return self._send_faulty(status, headers, answer, fault)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

    def _api(self, parts, body, fault):
        """Status, headers and answer. A fault is a pair of its name and what it needs."""
        try:
            method, names = discovery.find(self.command, parts.path)
            query = parse_qs(parts.query, keep_blank_values=True)
            asked = Asked(method["id"].removeprefix("people."), {k: v[0] for k, v in query.items()})
            asked.thread = self.client_address[1]
            self.server.asked.append(asked)
            self._check_login()
            discovery.check_query(method, query)
            if body:
                asked.body = json.loads(body)
                discovery.check_body(method["request"]["$ref"], asked.body)
            if fault and fault[0] == "status":
                return fault[1], fault[2], fault[3]
            return 200, {}, self._answer(asked, names)
        except Bad as bad:
            return (
                bad.status,
                ({"www-authenticate": "Bearer"} if bad.status == 401 else {}),
                bad.body,
            )

    def _check_login(self):
        bearer = self.headers.get("authorization", "").removeprefix("Bearer ")
        if bearer not in self.server.valid:
            raise Bad(401, "Invalid Credentials", "authError", "UNAUTHENTICATED")

    def _answer(self, asked, names):
        account, query = self.server.account, asked.query
        match asked.method:
            case "people.connections.list":
                if names != ("me",):
                    raise Bad(400, "Only people/me is valid.")
                answer = account.page(query, account.people, "connections")
                return answer | self._masked_list(answer, "connections", query)
            case "otherContacts.list":
                answer = account.page(query, account.other, "otherContacts", deleted=False)
                return answer | self._masked_list(answer, "otherContacts", query)
            case "contactGroups.list":
                return self._groups(query)
            case "people.get":
                return self._masked(account.get(f"people/{names[0]}"), query)
            case "people.updateContact":
                mask = query["updatePersonFields"].split(",")
                return self._masked(account.update(f"people/{names[0]}", mask, asked.body), query)
            case "people.createContact":
                return self._masked(account.create(asked.body), query)
            case "people.deleteContact":
                account.get(f"people/{names[0]}")
                account.delete(f"people/{names[0]}")
                return {}
            case other:
                raise Bad(501, f"{other} is not played here")

    def _groups(self, query):
        groups = list(self.server.account.list_groups())
        size, at = int(query.get("pageSize", 30)), int(query.get("pageToken", 0))
        more = {"nextPageToken": str(at + size)} if at + size < len(groups) else {}
        return {"contactGroups": groups[at : at + size], "totalItems": len(groups), **more}

    def _masked_list(self, answer, name, query):
        return {name: [self._masked(p, query) for p in answer[name]]} if name in answer else {}

    def _masked(self, person, query):
        mask = (query.get("personFields") or query.get("readMask") or "").split(",")
        only = (
            query.get("sources") == "READ_SOURCE_TYPE_CONTACT" and not self.server.ignores_sources
        )
        found = {}
        for key, value in person.items():
            if key not in (*mask, "resourceName", "etag"):
                continue
            kept = [i for i in value if kind_of(i) != "PROFILE"] if only and key in LISTS else value
            if kept:
                found[key] = kept
        return found

    # OAuth

    def _authorize(self, query):
        """A user who consents at once: the browser is sent back with a code."""
        code = f"code{len(self.server.codes)}"
        self.server.codes[code] = query
        back = urlencode({"state": query["state"], "code": code, "scope": self.server.grants})
        self._send(302, {"location": f"{query['redirect_uri']}?{back}"}, b"")

    def _token(self, form):
        if form["grant_type"] == "refresh_token":
            self.server.refreshes.append(form)
            return self.server.refresh_answer
        asked = self.server.codes.pop(form["code"])
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked["code_challenge_method"] != "S256" or asked["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant", "error_description": "bad verifier"}
        return 200, {
            "access_token": "good",
            "refresh_token": "refresh-1",
            "expires_in": 3600,
            "token_type": "Bearer",
            "scope": self.server.grants,
        }

    def _picture(self, path):
        kind, content = self.server.pictures[path]
        self.server.asked.append(Asked("picture", dict(self.headers)))
        self._send(200, {"content-type": kind}, content)

    # sending

    def _json(self, status, answer):
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self._send(status, {"content-type": "application/json"}, content)

    def _send_faulty(self, status, headers, answer, fault):
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        headers = {"content-type": "application/json; charset=UTF-8"} | headers
        match fault[0] if fault else "":
            case "reset" | "reset-after":
                self._reset()
            case "midway":
                length = {"content-length": str(len(content))}
                self._send(status, headers | length, content[: len(content) // 2])
                self._reset()
            case "truncate":
                self._send(status, headers, content[: len(content) // 2])
            case "short":
                self._send(status, headers | {"content-length": str(len(content) + 9)}, content)
                self.close_connection = True
            case "stall":
                self.server.release.wait(10)
                self.close_connection = True
            case "bomb":
                packed = gzip.compress(b" " * fault[1])
                self._send(status, headers | {"content-encoding": "gzip"}, packed)
            case _ if "gzip" in self.headers.get("accept-encoding", ""):
                packed = zlib.compress(content, 1, wbits=31)
                self._send(status, headers | {"content-encoding": "gzip"}, packed)
            case _:
                self._send(status, headers, content)

    def _send(self, status, headers, content):
        self.send_response(status)
        for name, value in {"content-length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def _reset(self):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True
