"""Writing one contact to Google: get, merge, update what changed, under the etag of the contact."""

from __future__ import annotations

import json
from hashlib import sha256

from kithkeeper.model import Card
from kithkeeper.sync.ports import Change, Outcome, Result
from kithkeeper_google import fields
from kithkeeper_google.answers import Failed, Kind
from kithkeeper_google.fields import Json
from kithkeeper_google.reading import read_card
from kithkeeper_google.session import Session
from kithkeeper_google.writing import merge

_ENDS = {Kind.GONE: Result.GONE, Kind.STALE: Result.CONFLICT}
_LOOK_BACK = 100


class Writer:
    """Writes contacts one after the other, as Google asks for."""

    def __init__(self, session: Session, write: bool, groups: dict[str, str]) -> None:
        self._session = session
        self._write = write
        self._groups = groups

    def push(self, change: Change, base: Card | None, expected: str | None) -> Outcome:
        """Write one contact; see `kithkeeper.sync.ports.WritableSource.push`.

        Raises:
            LoginNeeded: The login no longer holds, or may not write.
            TryLater: A quota is used up.
        """
        if not self._write:
            return Outcome(Result.REFUSED, change.key, reason="this connection has write = false")
        if change.key.startswith("otherContacts/"):
            return Outcome(Result.REFUSED, change.key, reason="“Other contacts” can only be read")
        try:
            if change.card is None:
                return self._delete(change, expected)
            if not change.key:
                return self._create(change.card)
            return self._update(change, change.card, base, expected)
        except Failed as failed:
            result = _ENDS.get(failed.fault.kind, Result.REFUSED)
            return Outcome(result, change.key, reason=failed.fault.message)

    def _update(
        self, change: Change, wanted: Card, base: Card | None, expected: str | None
    ) -> Outcome:
        received = _received(change)
        before = base if base is not None else read_card(received, self._groups)
        ours = merge(received, before, wanted, self._groups)
        if received and not ours.fields and not ours.conflicts:
            # All that differs is what Google has no place for: not worth a request.
            return Outcome(Result.OK, change.key, expected, change.raw, card=before)
        etag = ""
        for last in (False, True):
            person = self._get(_resource(change, received))
            if fields.is_older(person, expected) or (etag and _etag(person) == etag):
                # A read right after a write may be old; the etag that we were given is newer.
                person = _with_etag(received, person, fields.etag_in(expected))
            etag = _etag(person)
            merged = merge(person, before, wanted, self._groups)
            if merged.conflicts:
                both = f"changed there too: {', '.join(merged.conflicts)}"
                return Outcome(Result.CONFLICT, change.key, reason=both)
            if not merged.fields:
                return self._outcome(change.key, person)
            try:
                answer = self._patch(person, merged.fields)
            except Failed as failed:
                if failed.fault.kind is not Kind.STALE or last:
                    raise
            else:
                # What they changed meanwhile was kept, but is not ours to call known: no version.
                merged_theirs = fields.canonical(person) != change.raw
                return self._outcome(change.key, answer, told=not merged_theirs)
        raise AssertionError("the second attempt returns or raises")

    def _get(self, resource: str) -> Json:
        return self._session.call(
            lambda service: service.people().get(
                resourceName=resource,
                personFields=fields.PERSON_FIELDS,
                sources=fields.READ_CONTACT,
            )
        )

    def _patch(self, person: Json, changed: Json) -> Json:
        known = {k: v for k, v in fields.source(person).items() if k in ("type", "id", "etag")}
        body = {"metadata": {"sources": [known]}, **changed}
        if not known.get("etag") and person.get("etag"):
            body["etag"] = person["etag"]
        return self._session.call(
            lambda service: service.people().updateContact(
                resourceName=person["resourceName"],
                updatePersonFields=",".join(sorted(changed)),
                personFields=fields.PERSON_FIELDS,
                sources=fields.READ_CONTACT,
                body=body,
            )
        )

    def _delete(self, change: Change, expected: str | None) -> Outcome:
        received = _received(change)
        person = self._get(_resource(change, received))
        etag = fields.etag_in(expected)
        if etag and etag != _etag(person) and fields.canonical(person) != change.raw:
            return Outcome(Result.CONFLICT, change.key, reason="changed there since it was read")
        self._session.call(
            lambda service: service.people().deleteContact(resourceName=person["resourceName"])
        )
        return Outcome(Result.OK, change.key)

    def _create(self, card: Card) -> Outcome:
        """Create a contact once: after a break it is looked for by its mark before it is repeated."""
        mark = (
            sha256(card.model_dump_json().encode()).hexdigest()[:32] if not card.uid else card.uid
        )
        body = merge({}, Card(), card, self._groups).fields
        body["clientData"] = [{"key": fields.MARK, "value": mark}]
        answer = self._session.call(
            lambda service: service.people().createContact(
                personFields=fields.PERSON_FIELDS, sources=fields.READ_CONTACT, body=body
            ),
            look=lambda: self._find(mark),
        )
        return self._outcome("", answer)

    def _find(self, mark: str) -> Json | None:
        """The contact with this mark among those changed last."""
        listed = self._session.call(
            lambda service: (
                service.people()
                .connections()
                .list(
                    resourceName="people/me",
                    personFields=fields.PERSON_FIELDS,
                    sources=fields.READ_CONTACT,
                    pageSize=_LOOK_BACK,
                    sortOrder="LAST_MODIFIED_DESCENDING",
                )
            )
        )
        for person in listed.get("connections", []):
            for item in fields.items(person, "clientData"):
                if item.get("key") == fields.MARK and item.get("value") == mark:
                    return dict(person)
        return None

    def _outcome(self, key: str, person: Json, *, told: bool = True) -> Outcome:
        raw = fields.canonical(person)
        known = key or str(fields.source(person).get("id") or person.get("resourceName", ""))
        card = read_card(person, self._groups)
        salt = " ".join(card.tags)
        version = fields.version(person, raw, salt) if told and _etag(person) else None
        return Outcome(Result.OK, known, version=version, raw=raw, card=card)


def _received(change: Change) -> Json:
    try:
        found = json.loads(change.raw)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _resource(change: Change, received: Json) -> str:
    """The resource name: as received, else made from the key by Google's own rule."""
    name = received.get("resourceName")
    if isinstance(name, str) and name.startswith("people/"):
        return name
    if change.key.startswith("people/"):
        return change.key
    try:
        return f"people/c{int(change.key, 16)}"
    except ValueError:
        return f"people/{change.key}"


def _etag(person: Json) -> str:
    found = fields.source(person).get("etag")
    return found if isinstance(found, str) else ""


def _with_etag(received: Json, person: Json, etag: str) -> Json:
    """The person as it was received, under the etag that belongs to that."""
    if not received or not etag:
        return person
    known = {**fields.source(person), "etag": etag}
    return {**received, "resourceName": person["resourceName"], "metadata": {"sources": [known]}}
