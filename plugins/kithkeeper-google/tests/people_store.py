"""The contacts of one pretended account, with etags, a change log, tokens and labels."""

import base64
import copy
import itertools
import json

from people_discovery import Bad

SINGLETONS = ("names", "birthdays", "biographies", "genders")
NOT_COPIED = ("resourceName", "etag", "metadata")
SYSTEM = {"contactGroups/myContacts": "myContacts", "contactGroups/starred": "starred"}
FULL = {
    "names": [{"givenName": "Ada", "familyName": "Byron", "phoneticGivenName": "Eida"}],
    "emailAddresses": [{"value": "ada@example.org", "type": "home", "displayName": "A. B."}],
    "phoneNumbers": [{"value": "+44 20 7946 0000", "type": "mobile"}],
    "organizations": [
        {"name": "Analytical Engines", "title": "Analyst", "costCenter": "7", "current": True}
    ],
    "relations": [{"person": "Lord Byron", "type": "father"}],
    "clientData": [{"key": "other-program", "value": "x"}],
}
"""A contact with more in it than we keep."""


class Account:
    """One account. Its own methods change it as a user in a browser would."""

    def __init__(self):
        self.people = {}
        self.other = {}
        self.groups = dict(SYSTEM)
        self.changed = {}
        self.deleted = {}
        self.renamed = {}
        self.tokens = {}
        self.expired_style = "details"
        self.bare_tombstones = False
        self.stale_reads = {}
        self._clock = itertools.count(1)
        self._number = itertools.count(0x1000)
        self.now = 0

    # what a user does

    def add(self, resource=None, source_id=None, **fields):
        number = next(self._number)
        resource = resource or f"people/c{number}"
        person = {
            "resourceName": resource,
            "metadata": {
                "objectType": "PERSON",
                "sources": [{"type": "CONTACT", "id": source_id or f"{number:x}"}],
            },
        }
        self.people[resource] = person
        self.put(resource, {"memberships": [member("contactGroups/myContacts")], **fields})
        return resource

    def put(self, resource, fields):
        """Replace fields of the contact; what a linked profile says stays."""
        person = self.people[resource]
        source = person["metadata"]["sources"][0]
        for field, items in fields.items():
            profile = [i for i in person.get(field, []) if kind_of(i) == "PROFILE"]
            mine = [
                self._finished(field, item, source["id"], n == 0) for n, item in enumerate(items)
            ]
            person[field] = profile + mine
            if not person[field]:
                del person[field]
        self.touch(resource)

    def link_profile(self, resource, **fields):
        """A profile that Google links: its items come first and claim to be primary."""
        person = self.people[resource]
        person["metadata"]["sources"].insert(0, {"type": "PROFILE", "id": "117", "etag": "#prof"})
        mark = {"primary": True, "source": {"type": "PROFILE", "id": "117"}}
        for field, items in fields.items():
            found = [{**item, "metadata": mark} for item in items]
            person[field] = found + person.get(field, [])
        person["metadata"]["sources"].sort(key=lambda s: s["type"])
        self.touch(resource)

    def touch(self, resource):
        self.now = next(self._clock)
        person = self.people[resource]
        source = next(s for s in person["metadata"]["sources"] if s["type"] == "CONTACT")
        etag = base64.b64encode(self.now.to_bytes(8)).decode()
        source |= {"etag": f"#{etag}", "updateTime": f"2026-11-01T00:00:00.{self.now:06}Z"}
        person["etag"] = f"%{etag}"
        self.changed[resource] = self.now

    def delete(self, resource):
        self.now = next(self._clock)
        person = self.people.pop(resource)
        self.changed.pop(resource)
        self.deleted[resource] = (self.now, person["metadata"]["sources"])

    def rename(self, old, new):
        self.people[new] = self.people.pop(old) | {"resourceName": new}
        self.changed.pop(old)
        self.renamed.setdefault(new, []).append(old)
        self.touch(new)

    def label(self, resource, name):
        self.groups[resource] = name

    # what the API does

    def page(self, query, people, field, deleted=True):
        """One page of a list, by page token or from the start."""
        constant = {k: v for k, v in query.items() if k not in ("pageToken", "alt")}
        if "pageToken" in query:
            held = self.tokens.get(query["pageToken"])
            if held is None or held["constant"] != constant:
                raise Bad(400, "Request parameters do not match the page token.")
        else:
            held = {"constant": constant, "rows": self._rows(constant, people, deleted), "at": 0}
            held["until"] = self.now
        size = min(int(query.get("pageSize", 100)) or 100, 1000)
        answer = {}
        if rows := held["rows"][held["at"] : held["at"] + size]:
            answer[field] = rows
        if held["at"] + size < len(held["rows"]):
            answer["nextPageToken"] = self._token(held | {"at": held["at"] + size})
        elif query.get("requestSyncToken") == "true":
            answer["nextSyncToken"] = self._token({"since": held["until"], "constant": constant})
        if "syncToken" not in query:
            answer["totalItems"] = len(held["rows"])
        return answer

    def _rows(self, constant, people, deleted):
        if "syncToken" not in constant:
            order = constant.get("sortOrder") == "LAST_MODIFIED_DESCENDING"
            names = sorted(people, key=lambda r: self.changed.get(r, 0), reverse=order)
            return [people[name] for name in names]
        held = self.tokens.get(constant["syncToken"])
        if held is None:
            raise self.expired()
        free = ("syncToken", "requestSyncToken")
        if any(held["constant"].get(k) != v for k, v in constant.items() if k not in free):
            raise Bad(400, "Request parameters do not match the sync token.")
        since = held["since"]
        rows = [
            self._since(people[name])
            for name, at in self.changed.items()
            if at > since and name in people
        ]
        return rows + (
            [t for n, (at, s) in self.deleted.items() if at > since for t in [self._tomb(n, s)]]
            if deleted
            else []
        )

    def _since(self, person):
        former = self.renamed.get(person["resourceName"])
        if not former:
            return person
        metadata = person["metadata"] | {"previousResourceNames": former}
        return person | {"metadata": metadata}

    def _tomb(self, name, sources):
        metadata = {"deleted": True, "objectType": "PERSON"}
        if not self.bare_tombstones:
            metadata["sources"] = sources
        return {"resourceName": name, "metadata": metadata}

    def _token(self, held):
        token = f"t{len(self.tokens):05}"
        self.tokens[token] = held
        return token

    def expire(self):
        self.tokens.clear()

    def expired(self):
        message = "Sync token is expired. Clear local cache and retry call without the sync token."
        info = {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "EXPIRED_SYNC_TOKEN",
            "domain": "people.googleapis.com",
        }
        match self.expired_style:
            case "details":
                return Bad(400, message, details=[info])
            case "precondition":
                return Bad(400, "No.", "failedPrecondition", "FAILED_PRECONDITION", [info])
            case "gone":
                return Bad(410, "Gone", "gone", "GONE")
            case _:
                return Bad(400, message)

    def get(self, resource):
        if self.stale_reads.get(resource):
            return self.stale_reads[resource].pop()
        if resource not in self.people:
            raise Bad(404, "Requested entity was not found.", "notFound", "NOT_FOUND")
        return self.people[resource]

    def update(self, resource, mask, body):
        person = self.people.get(resource) or self.get(resource)
        source = next(s for s in person["metadata"]["sources"] if s["type"] == "CONTACT")
        given = body.get("metadata", {}).get("sources", [])
        if not given:
            raise Bad(400, "Request person.metadata.sources must be set.")
        etags = {s.get("etag") for s in given if s.get("type") == "CONTACT"} - {None}
        if not etags:
            raise Bad(400, "Request must set person.etag or person.metadata.sources.etag.")
        if etags != {source["etag"]}:
            message = "Request person.etag is different than the current person.etag."
            raise Bad(400, message, "failedPrecondition", "FAILED_PRECONDITION")
        self._check_person(body, mask)
        self.put(resource, {field: copy.deepcopy(body.get(field, [])) for field in mask})
        return self.people[resource]

    def create(self, body):
        fields = {k: v for k, v in body.items() if k not in NOT_COPIED}
        self._check_person(body, fields)
        return self.people[self.add(**copy.deepcopy(fields))]

    def _check_person(self, body, mask):
        for field in SINGLETONS:
            if len(body.get(field, [])) > 1:
                raise Bad(400, f"Cannot have more than one person.{field} per source.")
        if any(kind_of(item) == "PROFILE" for f in mask for item in body.get(f, [])):
            raise Bad(400, "profile data in a write")
        if "memberships" in mask and not body.get("memberships"):
            raise Bad(400, "person.memberships must be set.")
        for item in body.get("memberships", []):
            name = item["contactGroupMembership"]["contactGroupResourceName"]
            if name not in self.groups:
                raise Bad(400, f"unknown group {name}")

    def list_groups(self):
        for resource, name in self.groups.items():
            system = resource in SYSTEM
            count = sum(
                resource in json.dumps(p.get("memberships", [])) for p in self.people.values()
            )
            yield {
                "resourceName": resource,
                "groupType": "SYSTEM_CONTACT_GROUP" if system else "USER_CONTACT_GROUP",
                "name": name,
                "formattedName": f"Markiert: {name}" if system else name,
                **({"memberCount": count} if count else {}),
            }

    def _finished(self, field, item, source_id, first):
        done = {k: v for k, v in item.items() if k != "metadata"}
        done["metadata"] = {"source": {"type": "CONTACT", "id": source_id}}
        if first:
            done["metadata"] |= {"primary": True, "sourcePrimary": True}
        if field == "names":
            done["displayName"] = display_name(done)
        if field in ("emailAddresses", "phoneNumbers", "urls") and done.get("type"):
            done["formattedType"] = f"[{done['type']}]"
        if field == "phoneNumbers" and done.get("value", "").startswith("+"):
            done["canonicalForm"] = "+" + "".join(c for c in done["value"] if c.isdigit())
        return done


def display_name(name):
    parts = ("honorificPrefix", "givenName", "middleName", "familyName", "honorificSuffix")
    return " ".join(name[p] for p in parts if name.get(p)) or name.get("unstructuredName", "")


def kind_of(item):
    return item.get("metadata", {}).get("source", {}).get("type")


def member(group):
    return {"contactGroupMembership": {"contactGroupResourceName": group}}
