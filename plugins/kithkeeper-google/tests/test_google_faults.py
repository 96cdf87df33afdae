"""What goes wrong on the way: quotas, broken connections, cut answers, slow servers, threads."""

import json
import threading

import pytest

from kithkeeper.errors import LoginNeeded, PluginError, TryLater
from kithkeeper_google.answers import DAILY_WAIT, Kind, read_error

MINUTE = {
    "error": {
        "code": 429,
        "message": "Quota exceeded for quota metric 'Critical read requests (Contact and Profile "
        "Reads)' and limit 'Critical read requests per minute per user' of service",
        "status": "RESOURCE_EXHAUSTED",
    }
}
FBS = {
    "error": {
        "code": 429,
        "message": "Resource has been exhausted (e.g. check quota).",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.QuotaFailure",
                "violations": [{"description": "FBS quota limit exceeded"}],
            }
        ],
    }
}


def ask(google, server, *faults):
    """Pull one contact with faults before the first answer."""
    server.account.add(names=[{"givenName": "Ada"}])
    server.faults = list(faults)
    return google.pull().names


def test_retry_after_is_honoured_to_the_second(google, server):
    """The client's own retries ignore it; two answers ask for 5 s each."""
    busy = ("status", 429, {"retry-after": "5"}, MINUTE)
    assert ask(google, server, busy, busy) == ["Ada"]
    assert google.waits == [5, 5]


def test_retry_after_may_be_a_date(google, server):
    """Counted from the answer's own Date, so that a wrong clock here does no harm."""
    headers = {
        "date": "Mon, 02 Nov 2026 08:00:00 GMT",
        "retry-after": "Mon, 02 Nov 2026 08:00:30 GMT",
    }
    parsed = read_error(503, headers, b"busy")
    assert (parsed.kind, parsed.after) == (Kind.SERVER, 30)


def test_a_long_retry_after_is_handed_on_instead_of_waited_for(google, server):
    """Half an hour is the engine's to wait."""
    with pytest.raises(TryLater) as later:
        ask(google, server, ("status", 503, {"retry-after": "1800"}, {}))
    assert (later.value.after, google.waits) == (1800, [])


def test_waits_without_a_hint_are_jittered_below_doubling_bounds(google, server):
    """Full jitter, base 1 s: below 1, 2, 4, 8 and 16 seconds."""
    down = ("status", 503, {}, b"<html>Error 502</html>")
    assert ask(google, server, *[down] * 5) == ["Ada"]
    assert len(google.waits) == 5
    assert all(wait < 2**n for n, wait in enumerate(google.waits))


def test_a_server_that_stays_down_is_given_up_after_six_requests(google, server):
    """Politely: TryLater, nothing lost."""
    with pytest.raises(TryLater):
        ask(google, server, *[("status", 500, {}, {})] * 9)
    assert len(server.asked) == 6


def test_a_quota_of_a_minute_is_waited_for_once(google, server):
    """Three in a row: the third wait is the whole minute, then it works."""
    assert ask(google, server, *[("status", 429, {}, MINUTE)] * 3) == ["Ada"]
    assert google.waits[0] < 1
    assert 60 <= google.waits[2] < 61


def test_the_write_quota_of_an_account_is_not_waited_for(google, server):
    """FBS means hours: one request, and TryLater with hours."""
    with pytest.raises(TryLater) as later:
        ask(google, server, ("status", 429, {}, FBS))
    assert later.value.after == DAILY_WAIT
    assert (google.waits, len(server.asked)) == ([], 1)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("userRateLimitExceeded", Kind.MINUTE),
        ("rateLimitExceeded", Kind.MINUTE),
        ("dailyLimitExceeded", Kind.DAY),
        ("quotaExceeded", Kind.DAY),
        ("ACCESS_TOKEN_SCOPE_INSUFFICIENT", Kind.LOGIN),
        ("SERVICE_DISABLED", Kind.REFUSED),
    ],
)
def test_a_403_is_tried_again_for_rate_limits_only(reason, kind):
    """The older and the newer form of the reason are both read."""
    for error in ({"errors": [{"reason": reason}]}, {"details": [{"reason": reason}]}):
        body = json.dumps({"error": {"message": "no", **error}}).encode()
        assert read_error(403, {}, body).kind is kind


def test_a_disabled_api_is_said_in_googles_words(google, server):
    """The message holds the address where it can be switched on."""
    said = "People API has not been used in project 1 before or it is disabled."
    refusal = {"error": {"code": 403, "message": said, "details": [{"reason": "SERVICE_DISABLED"}]}}
    with pytest.raises(PluginError, match="has not been used"):
        ask(google, server, ("status", 403, {}, refusal))


@pytest.mark.parametrize("fault", ["reset", "midway", "truncate", "short"])
def test_broken_and_cut_answers_are_asked_for_again(google, server, fault):
    """A cut JSON with status 200 comes out of the client as a text, which is no answer."""
    assert ask(google, server, None, (fault,), (fault,)) == ["Ada"]
    assert server.methods().count("connections.list") == 3


@pytest.mark.parametrize("answer", [[], "words", None, 3, b"", b"\xff\xfe"])
def test_an_answer_that_is_no_object_is_an_error_after_four_tries(google, server, answer):
    """With status 200, four times: given up."""
    with pytest.raises(TryLater):
        ask(google, server, *[("status", 200, {}, answer)] * 9)
    assert 4 <= len(server.asked) <= 6


def test_after_a_reset_the_next_request_goes_over_a_fresh_connection(google, server):
    """httplib2 keeps the dead socket; one more fault would be counted."""
    assert ask(google, server, None, ("midway",)) == ["Ada"]
    assert len(google.waits) == 1


def test_a_server_that_does_not_answer_is_left_after_the_timeout(google, server):
    """A fifth of a second, then a fresh connection."""
    google.settings["timeout"] = 0.2
    assert ask(google, server, ("stall",)) == ["Ada"]
    assert len(google.waits) == 1


def test_no_server_at_all_is_try_later(google, server):
    """A closed port: three attempts."""
    server.socket.close()
    with pytest.raises(TryLater, match="reached"):
        google.pull()
    assert len(google.waits) == 2
    google.settings["api_endpoint"] = "http://localhost:1/"
    with pytest.raises(TryLater):
        google.pull()


def test_an_answer_that_unpacks_to_more_than_the_bound_is_refused(google, server):
    """80 MB of blanks in 80 KB: not unpacked, not tried again."""
    with pytest.raises(PluginError, match="unpacks to more"):
        ask(google, server, ("bomb", 80 << 20))
    assert len(server.asked) == 1


def test_a_redirect_is_not_followed(google, server):
    """The token would go to whoever the answer names."""
    away = ("status", 302, {"location": "http://127.0.0.1:1/steal"}, {})
    with pytest.raises((PluginError, TryLater)):
        ask(google, server, away)
    assert len(server.asked) == 1


def test_each_thread_has_a_connection_of_its_own(google, server):
    """Eight threads share a session: one service over threads would hang."""
    server.account.add(names=[{"givenName": "Ada"}])
    source = google.open()
    results = []

    def work():
        results.extend(len(source.list_groups()) for _ in range(5))
        source.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert results == [2] * 40
    assert len({asked.thread for asked in server.asked}) == 8


def test_a_token_that_no_longer_holds_needs_a_login_and_keeps_the_cursor(google, server):
    """401 without a refresh token is a RefreshError in the client, exit code 4 here."""
    google.pull()
    cursor = google.cursor
    server.valid = set()
    with pytest.raises(
        LoginNeeded, match=r"nothing is there.*kith connect google --as people"
    ) as needed:
        google.pull()
    assert needed.value.exit_code == 4
    assert google.cursor == cursor
    server.valid = {"good"}
    assert not google.pull().complete


def test_a_login_that_may_not_read_needs_another(google, server):
    """Granular consent: 403 with ACCESS_TOKEN_SCOPE_INSUFFICIENT."""
    refusal = {
        "error": {
            "code": 403,
            "message": "Request had insufficient authentication scopes.",
            "details": [{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}],
        }
    }
    with pytest.raises(LoginNeeded):
        ask(google, server, ("status", 403, {}, refusal))
