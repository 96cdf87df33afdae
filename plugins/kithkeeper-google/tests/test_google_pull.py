"""Pulling contacts: tokens, deletions, renames, labels."""

ADA = {"givenName": "Ada", "familyName": "Lovelace"}


def named(given):
    return [{"givenName": given}]


def test_first_pull_lists_everyone_and_is_complete(google, server):
    """Two contacts: one request for the labels, one for the people, and absence may be read."""
    server.account.add(names=[ADA])
    server.account.add(names=named("Grace"))
    pulled = google.pull()
    assert pulled.names == ["Ada Lovelace", "Grace"]
    assert pulled.complete
    assert server.methods() == ["contactGroups.list", "connections.list"]


def test_second_pull_with_nothing_changed_costs_one_request_each(google, server):
    """`connections` is absent when nothing changed; that is no error and no emptiness."""
    server.account.add(names=[ADA])
    google.pull()
    server.asked.clear()
    pulled = google.pull()
    assert (pulled.changes, pulled.complete) == ([], False)
    assert server.methods() == ["contactGroups.list", "connections.list"]
    assert "syncToken" in server.asked[-1].query
