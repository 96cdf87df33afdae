"""Labels: the user's own contact groups, whose names become tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kithkeeper_google.fields import Json, items

_USERS = "USER_CONTACT_GROUP"
STARRED = "contactGroups/starred"
MY_CONTACTS = "contactGroups/myContacts"
FAVOURITE = "favourite"
"""The tag of a starred contact."""


def user_groups(listed: Iterable[Any]) -> dict[str, str]:
    """Name of each label by its resource name; system groups and deleted ones are left out."""
    found: dict[str, str] = {}
    for group in listed:
        if not isinstance(group, dict) or group.get("groupType", _USERS) != _USERS:
            continue
        metadata = group.get("metadata")
        if isinstance(metadata, dict) and metadata.get("deleted"):
            continue
        name = group.get("name") or group.get("formattedName")
        if isinstance(name, str) and isinstance(group.get("resourceName"), str) and name.strip():
            found[group["resourceName"]] = name.strip()
    return found


def group_of(item: Json) -> str:
    """The resource name of the group that a membership names, or an empty string."""
    membership = item.get("contactGroupMembership")
    if not isinstance(membership, dict):
        return ""
    name = membership.get("contactGroupResourceName")
    if isinstance(name, str) and name:
        return name
    number = membership.get("contactGroupId")
    return f"contactGroups/{number}" if isinstance(number, str) and number else ""


def tags(person: Json, names: Mapping[str, str]) -> tuple[str, ...]:
    """The tags of a person: its labels in the order of their names, and `favourite` if starred."""
    groups = {group_of(item) for item in items(person, "memberships")}
    found = {names[group] for group in groups if group in names}
    if STARRED in groups:
        found.add(FAVOURITE)
    return tuple(sorted(found))


def memberships(
    current: list[Json], before: tuple[str, ...], wanted: tuple[str, ...], names: Mapping[str, str]
) -> list[Json]:
    """The memberships after the tags that we added and removed; a tag without a label is no label.

    Args:
        current: The memberships as they stand.
        before: The tags as they were last received.
        wanted: The tags that there shall be.
        names: The labels that exist.
    """
    added = {group for tag in wanted if tag not in before for group in _groups_named(tag, names)}
    removed = {group for tag in before if tag not in wanted for group in _groups_named(tag, names)}
    kept = [item for item in current if group_of(item) not in removed]
    present = {group_of(item) for item in kept}
    kept += [_membership(group) for group in sorted(added - present)]
    if not any(group_of(item) for item in kept):
        kept.append(_membership(MY_CONTACTS))  # a contact must be in one group at least
    return kept


def _membership(group: str) -> Json:
    return {"contactGroupMembership": {"contactGroupResourceName": group}}


def _groups_named(tag: str, names: Mapping[str, str]) -> set[str]:
    """Labels of this name; one that differs by case only if it is the only one."""
    exact = {group for group, name in names.items() if name == tag}
    if tag == FAVOURITE:
        return exact | {STARRED}
    if exact:
        return exact
    alike = {group for group, name in names.items() if name.casefold() == tag.casefold()}
    return alike if len(alike) == 1 else set()
