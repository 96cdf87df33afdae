"""A pull of 25,000 contacts through the plugin against the bare Google client, in one run.

Both read the same pages from a server of our own, which runs as a process of its own and answers
after `LATENCY` seconds (what Google takes for a page of 1,000 is nearer to one second). Prints the
ratio of the times, and the requests. Aim: within 1.3 of the bare client; 25 requests and one for
the labels, then one each.

Run: python benchmarks/bench_google.py [contacts] [latency]
"""

import json
import multiprocessing
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

TESTS = Path(__file__).parents[1] / "plugins/kithkeeper-google/tests"
ROUNDS = 3


def contact(number):
    """Fields of one contact as people have them: a name, two addresses, a job, some labels."""
    return {
        "names": [{"givenName": f"Given{number}", "familyName": f"Family{number % 997}"}],
        "emailAddresses": [
            {"value": f"person{number}@example.org", "type": "work"},
            {"value": f"p{number}@home.example", "type": "home"},
        ],
        "phoneNumbers": [{"value": f"+4930{number:08}", "type": "mobile"}],
        "organizations": [
            {"name": f"Company {number % 500}", "title": "Engineer", "current": True}
        ],
        "birthdays": [{"date": {"year": 1970 + number % 30, "month": 1 + number % 12, "day": 5}}],
        "urls": [{"value": f"https://example.org/{number}", "type": "profile"}],
        "biographies": [{"value": f"Met at a conference, table {number % 40}. " * 3}],
    }


def serve(count, latency, pipe):
    """Fill an account and serve it until the parent says stop."""
    sys.path.insert(0, str(TESTS))
    from people_api_server import serving

    with serving() as server:
        for number in range(count):
            server.account.add(**contact(number))
        server.latency = latency
        pipe.send(server.url)
        pipe.recv()


def bare(url, token_file, counted):
    """What anyone would write: build, list, next page."""
    from google.oauth2.credentials import Credentials
    from googleapiclient.discovery import build

    from kithkeeper_google.fields import PERSON_FIELDS, READ_CONTACT

    token = json.loads(token_file.read_text())["token"]
    service = build(
        "people", "v1", credentials=Credentials(token=token),
        static_discovery=True, client_options={"api_endpoint": url},
    )  # fmt: skip
    people, page = [], None
    while True:
        answer = service.people().connections().list(
            resourceName="people/me", personFields=PERSON_FIELDS, sources=READ_CONTACT,
            pageSize=1000, requestSyncToken=True, pageToken=page,
        ).execute()  # fmt: skip
        counted[0] += 1
        people += answer.get("connections", [])
        page = answer.get("nextPageToken")
        if page is None:
            service.close()
            return len(people)


def ours(url, token_file, counted, cursor=None):
    """The plugin's pull, everything of it read; returns how many changes and the cursor."""
    from kithkeeper.hooks import PluginContext
    from kithkeeper_google.settings import GoogleSettings
    from kithkeeper_google.source import open_source

    context = PluginContext(
        api=(1, 0), plugin="google", owner="me", today=date(2026, 11, 2), connection="bench",
        now=datetime(2026, 11, 2, tzinfo=UTC), timezone=ZoneInfo("UTC"),
        settings=GoogleSettings(api_endpoint=url, token_file=str(token_file)),
    )  # fmt: skip
    source = open_source(context)
    changes = 0
    for page in source.pull(cursor):
        changes += len(page.changes)
        cursor = page.checkpoint or cursor
    counted[0] += source.requests
    return changes, cursor


def timed(function, *arguments):
    counted = [0]
    start = time.perf_counter()
    found = function(*arguments, counted)
    return time.perf_counter() - start, found, counted[0]


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 25_000
    latency = float(sys.argv[2]) if len(sys.argv) > 2 else 0.25
    here, there = multiprocessing.get_context("spawn").Pipe()
    worker = multiprocessing.get_context("spawn").Process(
        target=serve, args=(count, latency, there)
    )
    worker.start()
    url = here.recv()
    with tempfile.TemporaryDirectory() as folder:
        token_file = Path(folder, "token.json")
        token_file.write_text('{"token": "good"}')
        bare(url, token_file, [0])  # imports and the server's caches are warm for both
        theirs, mine = [], []
        for _ in range(ROUNDS):  # in turn, so that a busy machine is busy for both
            theirs.append(timed(bare, url, token_file))
            mine.append(timed(ours, url, token_file))
        counted = [0]
        again = ours(url, token_file, counted, mine[-1][1][1])
    here.send("stop")
    worker.join()
    slow, fast = statistics.median(m[0] for m in mine), statistics.median(t[0] for t in theirs)
    assert mine[0][1][0] == theirs[0][1] == count
    print(f"google: {count:,} contacts, server latency {latency:.2f} s a page")
    print(f"  bare client {fast:6.2f} s   {theirs[0][2]} requests")
    print(
        f"  kithkeeper  {slow:6.2f} s   {mine[0][2]} requests   ratio {slow / fast:.2f} (aim 1.30)"
    )
    print(f"  nothing changed: {again[0]} changes, {counted[0]} requests")


if __name__ == "__main__":
    main()
