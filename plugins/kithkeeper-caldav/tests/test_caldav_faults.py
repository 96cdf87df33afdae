"""The calendar when requests fail, answers lie or redirects lead astray."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from kithkeeper.errors import LoginNeeded, PluginError, TryLater
from kithkeeper.hooks import PluginContext
from kithkeeper.sync.ports import CalendarItem, Result
from kithkeeper_caldav.connect import check_calendar, open_calendar
from kithkeeper_caldav.settings import CalDavSettings

ADA = CalendarItem(
    uid="kith-ada",
    summary="Ada Lovelace – coffee",
    day=date(2026, 11, 25),
    network="net1",
    touchpoint="t1",
    description="Inner circle, monthly; last spoke 4 Mar 2026 over coffee",
)


@pytest.fixture
def where(wayward):
    return wayward.add_calendar("Touchpoints")


def new(calendar, item=ADA):
    return calendar.put(item, id="", raw="", expected=None)


def one(calendar, id):
    (seen,) = calendar.read([id])
    return seen


@pytest.fixture
def probed(wayward, context, where):
    """A calendar whose probe is done, so that faults hit the request that is meant."""
    state = {}
    list(check_calendar(context(wayward.url, state=state)))
    calendar = open_calendar(context(wayward.url, state=state))
    calendar.test_cursor = list(calendar.changes(None))[-1].cursor
    wayward.requests.clear()
    return calendar


@pytest.mark.parametrize("fault", ["reset-before", "reset-after", "500", "truncated", "html"])
def test_caldav_a_lost_answer_to_a_write_neither_doubles_nor_loses(wayward, probed, where, fault):
    """Creation, change and deletion end as if nothing had happened."""
    wayward.faults.append(("PUT", fault))
    outcome = new(probed)
    assert outcome.result is Result.OK
    assert list(wayward.calendars[where]) == ["kith-ada.ics"]
    seen = one(probed, outcome.id)
    wayward.faults.append(("PUT", fault))
    later = replace(ADA, day=date(2026, 11, 27))
    second = probed.put(later, id=outcome.id, raw=seen.raw, expected=seen.version)
    assert second.result is Result.OK
    seen = one(probed, outcome.id)
    assert seen.item == later
    assert second.version in (None, seen.version)
    wayward.faults.append(("DELETE", fault))
    assert probed.delete(outcome.id, expected=seen.version).result in (Result.OK, Result.GONE)
    assert wayward.calendars[where] == {}


@pytest.mark.parametrize("fault", ["reset-before", "reset-after", "500", "truncated", "html"])
@pytest.mark.parametrize("method", ["PROPFIND", "REPORT"])
def test_caldav_a_reading_request_that_fails_once_is_sent_again(wayward, probed, fault, method):
    """A dropped, broken or senseless answer is asked for once more."""
    outcome = new(probed)
    wayward.faults.append((method, fault))
    cursor = None if method == "PROPFIND" else probed.test_cursor
    deltas = list(probed.changes(cursor))
    assert outcome.id in {id for d in deltas for id, _ in d.changed}


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT"])
def test_caldav_a_server_that_stays_away_asks_for_patience(wayward, probed, method):
    """After three attempts the run ends with TryLater, with nothing concluded."""
    wayward.faults += [("*", "reset-before")] * 6
    with pytest.raises(TryLater):
        list(probed.changes(None if method == "PROPFIND" else probed.test_cursor))


@pytest.mark.parametrize(
    ("fault", "error"),
    [("401", LoginNeeded), ("429", TryLater), ("403-quota", TryLater), ("507", PluginError)],
)
def test_caldav_answers_that_concern_the_account_end_the_run(wayward, probed, fault, error):
    """401, 429, a quota and a full disk are the connection's, for reading and for writing."""
    for method, act in (
        ("PUT", lambda: new(probed)),
        ("DELETE", lambda: probed.delete("/dav/alice/touchpoints/x.ics", expected='"1"')),
        ("PROPFIND", lambda: list(probed.changes(None))),
    ):
        wayward.faults.append((method, fault))
        with pytest.raises(error) as caught:
            act()
        if fault == "429":
            assert caught.value.after == 7


def test_caldav_a_refused_item_is_that_items_matter(wayward, probed, where):
    """A 403 with a precondition refuses one item, and the next goes through."""
    wayward.faults.append(("PUT", "403-component"))
    refused = new(probed)
    assert refused.result is Result.REFUSED
    assert "supported-calendar-component" in refused.reason
    assert new(probed, replace(ADA, uid="kith-bob")).result is Result.OK


@pytest.mark.parametrize("fault", ["giant", "bomb"])
def test_caldav_a_hostile_answer_is_refused(wayward, probed, fault):
    """A gigabyte and nested entities cost neither memory nor time."""
    wayward.faults.append(("PROPFIND", fault))
    with pytest.raises(PluginError, match="refused"):
        list(probed.changes(None))


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT", "PUT"])
def test_caldav_a_redirect_never_takes_the_password_to_another_host(
    wayward, other_host, probed, method
):
    """The other host hears nothing, and the error names it."""
    wayward.elsewhere = other_host.url + "dav/alice/touchpoints/"
    wayward.faults.append((method, "redirect"))
    wayward.elsewhere += "kith-ada.ics" if method == "PUT" else ""
    with pytest.raises(PluginError, match=r"will not be shown your password.*touchpoints/'"):
        {
            "PROPFIND": lambda: list(probed.changes(None)),
            "REPORT": lambda: list(probed.changes(probed.test_cursor)),
            "PUT": lambda: new(probed),
        }[method]()
    assert other_host.requests == []


def test_caldav_a_home_on_another_host_is_not_followed(wayward, other_host, context):
    """What a redirect may not do, an address in the answer may not do either."""
    wayward.elsewhere = other_host.url
    wayward.quirks.add("home-elsewhere")
    with pytest.raises(PluginError, match="will not be shown your"):
        open_calendar(context(wayward.url))
    assert other_host.requests == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://dav.example.org/", "plain http"),
        ("http://127.0.0.1.example.org/", "plain http"),
        ("ftp://127.0.0.1/", "no http address"),
        ("http://alice:secret@127.0.0.1:1/", "names an account"),
        ("", "no url"),
    ],
)
def test_caldav_an_address_that_would_give_the_password_away_is_refused(context, url, why):
    """Before anything is sent, with what to do, and without the password in the message."""
    with pytest.raises(PluginError, match=why) as caught:
        open_calendar(context(url))
    assert "secret" not in str(caught.value)


def test_caldav_an_account_can_come_from_the_shared_file(wayward, where, tmp_path, monkeypatch):
    """`config_section` names a section of caldav's own configuration file."""
    file = tmp_path / "calendar.yaml"
    file.write_text(f"work: {{url: '{wayward.url}', username: alice, password: wonderland}}\n")
    file.chmod(0o600)
    monkeypatch.setenv("CALDAV_CONFIG_FILE", str(file))
    monkeypatch.setenv("CALDAV_URL", "https://elsewhere.example.org/")

    def no_secret(name):
        raise KeyError(name)

    settings = CalDavSettings(config_section="work")
    ctx = PluginContext(
        api=(1, 0), plugin="caldav", owner="me", today=date(2026, 11, 22), settings=settings,
        now=datetime(2026, 11, 22, tzinfo=UTC), timezone=ZoneInfo("UTC"), secret=no_secret,
    )  # fmt: skip
    assert open_calendar(ctx).url.endswith(where)
    missing = replace(ctx, settings=CalDavSettings(config_section="home"))
    with pytest.raises(PluginError, match="home"):
        open_calendar(missing)


@pytest.mark.parametrize("fault", ["redirect", "303"])
def test_caldav_a_redirect_on_the_same_host_is_followed(wayward, probed, where, fault):
    """Servers that move a path keep working; RFC 6764 names 303 among the ways to say it."""
    wayward.elsewhere = where
    wayward.faults.append(("PROPFIND", fault))
    assert next(iter(probed.changes(None))).complete


def test_caldav_a_write_that_is_answered_with_303_is_not_sent_elsewhere(wayward, probed, where):
    """It means that the answer is to be had there, not that the write is."""
    wayward.faults.append(("PUT", "303"))
    assert new(probed).result is Result.REFUSED
    assert where not in {path for method, path, _ in wayward.requests if method == "PUT"}
