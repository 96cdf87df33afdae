"""Everything goes out, and the JSON document comes back as an equal network."""

import io
import json
import stat
from datetime import date

import pytest

from kithkeeper import Network
from kithkeeper.config import Config
from kithkeeper.errors import Invalid
from kithkeeper.services.calendar_file import folded

TODAY = date(2026, 11, 22)
VCARDS = """BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u-1\r\nFN:Grace Hopper\r\nN:Hopper;Grace;;;\r\nEMAIL:grace@example.org\r
ORG:Navy\r\nCATEGORIES:outer\r\nX-SHIP:Compiler\r\nEND:VCARD\r\n"""


def network(path):
    return Network.open(home=path, clock=TODAY)


def noted(ada, charles):
    """Rows of the lists that the services below don't fill, as (table, key, row)."""
    fair = {"event": "e1", "parent": "e1", "on": "2026-12-05", "date": "2026-12-05"}
    answer = {"community": "c1", "engagement": "answer", "on": "2026-11-20", "contacts": [ada]}
    target = {"what": "meet people", "period": "month", "target": 3, "since": "2026-11-01"}
    return [
        ("relation", "r1", {"a": ada, "b": charles, "strength": 3}),
        ("introduction", "i1", {"a": ada, "b": charles, "wanted_on": "2026-11-20"}),
        (
            "networking_event",
            "e1",
            {"name": "Fair", "on": "2026-12-05", "date": "2026-12-05", "expected": [ada]},
        ),
        ("encounter", "n1", {**fair, "contact": ada}),
        ("community", "c1", {"name": "Analysts"}),
        ("community_act", "a1", answer),
        ("goal", "g1", target),
        ("goal_tick", "t1", {"goal": "g1", "on": "2026-11-02"}),
        ("days_off", "d1", {"date": "2026-12-24", "until": "2027-01-02"}),
    ]


@pytest.fixture
def full(tmp_path):
    """A network with something in every list of the document."""
    with network(tmp_path / "full") as net:
        (tmp_path / "grace.vcf").write_text(VCARDS)
        net.imports.files([tmp_path / "grace.vcf"])
        ada = net.contacts.add("Ada Lovelace", email="ada@example.org", circle="inner", tags=["maths"],
                               birthday="--12-10", interests=["engines"])  # fmt: skip
        king = net.contacts.add("Ada King", email="king@example.com")
        charles = net.contacts.add("Charles Babbage", circle="outer")
        net.contacts.edit(
            charles, {"cadence": "2 months", "notes": "„Zeile 1“\nline 2; a, b\t=1+1"}
        )
        net.contacts.pause(charles, until=date(2027, 1, 1))
        net.contacts.archive(net.contacts.add("Herman Hollerith"))
        net.contacts.remove(net.contacts.add("Removed Person"))
        net.touchpoints.log(
            ada, charles, channel="coffee", note="spoke of the engine", on=date(2026, 11, 2)
        )
        net.touchpoints.meet(ada, on=date(2026, 12, 1))
        net.exchanges.give(ada, "a translation", kind="insight")
        net.exchanges.promise(charles, "the notes", by=date(2026, 12, 24))
        net.contacts.merge(ada, king)
        net.duplicates.dismiss(ada, charles)
        net.contacts.forget(net.contacts.add("Forgotten Soul", email="forgotten@example.org"))
        with net.session.change("noted") as work:
            for table, key, row in noted(ada.id, charles.id):
                work.put(table, key, row)
        net.plan()
        yield net


def outcome(done):
    tally = done.tally
    return {name: count for name, count in vars(tally).items() if count} | {
        "problems": done.problems
    }


def test_a_complete_export_comes_back_as_an_equal_network(full, tmp_path):
    """Imported into an empty home and exported again, the document is the same to the byte."""
    full.exports.write(tmp_path / "out.json")
    with network(tmp_path / "copy") as copy:
        done = copy.imports.files([tmp_path / "out.json"])
        assert outcome(done) == {"added": 5, "problems": []}
        copy.exports.write(tmp_path / "again.json")
        standings = copy.session.store.find("standing")

    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "out.json").read_bytes()
    assert standings == full.session.store.find("standing")


def test_every_list_of_the_document_has_something_in_this_test(full, tmp_path):
    """What the equality above compares is not empty by oversight."""
    full.exports.write(tmp_path / "out.json")
    document = json.loads((tmp_path / "out.json").read_text())
    empty = {name for name, value in document.items() if value in ([], "")}
    assert empty <= {"circles", "checklist_ticks", "touch_marks", "network"}
    grace = next(each for each in document["contacts"] if each["name"] == "Grace Hopper")
    assert "X-SHIP:Compiler" in grace["sources"][0]["raw"]


def test_a_second_import_changes_nothing(full, tmp_path):
    """Neither into the copy nor into the network that it came from; no history entry is written."""
    full.exports.write(tmp_path / "out.json")
    with network(tmp_path / "copy") as copy:
        copy.imports.files([tmp_path / "out.json"])
        for net in (copy, full):
            entries = len(net.history.all())
            assert outcome(net.imports.files([tmp_path / "out.json"])) == {
                "unchanged": 5,
                "problems": [],
            }
            assert len(net.history.all()) == entries


def test_the_copy_goes_on_as_the_first_would(full, tmp_path):
    """A merge is split, the plan stands, and the vCard's re-import finds its contact."""
    full.exports.write(tmp_path / "out.json")
    with network(tmp_path / "copy") as copy:
        copy.imports.files([tmp_path / "out.json"])
        assert outcome(copy.imports.files([tmp_path / "grace.vcf"])) == {
            "unchanged": 1,
            "problems": [],
        }
        ada = next(
            row[0]
            for row in copy.session.store.columns("contact", ["id", "name"])
            if row[1] == "Ada Lovelace"
        )
        assert copy.contacts.split(ada)[1].name == "Ada King"
        (tmp_path / "f.vcf").write_text(
            VCARDS.replace("u-1", "u-2")
            .replace("grace@", "forgotten@")
            .replace("Grace Hopper", "Forgotten Soul")
        )
        copy.imports.files([tmp_path / "f.vcf"])
        assert "forgotten soul" not in [
            row[0] for row in copy.session.store.columns("contact", ["sort"])
        ]


def test_an_import_of_a_document_is_undone_as_one(full, tmp_path):
    """One entry brings all, one undo takes it back."""
    full.exports.write(tmp_path / "out.json")
    with network(tmp_path / "copy") as copy:
        copy.imports.files([tmp_path / "out.json"])
        assert len(copy.history.all()) == 1
        copy.history.undo()
        assert copy.session.store.count("contact") == copy.session.store.count("touchpoint") == 0


def test_a_reformatted_document_in_any_order_is_taken_just_the_same(full, tmp_path):
    """Sorted keys put touchpoints' people behind them, and each item on many lines."""
    full.exports.write(tmp_path / "out.json")
    document = json.loads((tmp_path / "out.json").read_text())
    sorted_text = json.dumps(
        dict(sorted(document.items(), reverse=True)), indent=2, ensure_ascii=True
    )
    (tmp_path / "sorted.json").write_text(sorted_text, encoding="utf-16")
    with network(tmp_path / "copy") as copy:
        done = copy.imports.files([tmp_path / "sorted.json"], format="json")
        copy.exports.write(tmp_path / "again.json")
    assert done.problems == []
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "out.json").read_bytes()


def test_someone_known_under_another_id_is_merged_by_a_strong_key(full, tmp_path):
    """A network that has its own Ada keeps one Ada, with the touches of both."""
    full.exports.write(tmp_path / "out.json")
    with network(tmp_path / "other") as other:
        mine = other.contacts.add("Ada Lovelace", email="ADA@example.org")
        other.touchpoints.log(mine, channel="call", on=date(2026, 11, 20))
        done = other.imports.files([tmp_path / "out.json"])
        again = other.imports.files([tmp_path / "out.json"])

        assert outcome(done) == {"added": 4, "merged": 1, "problems": []}
        assert outcome(again) == {"unchanged": 5, "problems": []}
        assert len([t for t in other.touchpoints.of(mine) if t.state == "done"]) == 2
        assert other.contacts.get(mine).circle == "inner"


def test_what_was_closed_here_since_is_not_opened_by_an_older_document(full, tmp_path):
    """A meeting ticked after the export stays ticked."""
    full.exports.write(tmp_path / "out.json")
    meeting = next(row["id"] for row in full.session.store.find("touchpoint", {"kind": "meeting"}))
    full.touchpoints.done(meeting, on=TODAY)
    full.imports.files([tmp_path / "out.json"])
    assert full.touchpoints.get(meeting).state == "done"


def test_a_damaged_document_gives_what_is_sound_and_names_the_lines(full, tmp_path):
    """Cut off in the middle, with a broken contact, a stranger's touchpoint and a bad value."""
    lines = (
        '{"kithkeeper": 1, "contacts": [',
        '{"id": "a1", "name": "Ada Lovelace", "circle": "inner"},',
        '{"id": "a2"},', '{"name": "No Id"},', '"text",',
        '{"id": "a3", "name": "Bad Mail", "emails": "none"},',
        '{"id": "a4", "name": "Bad Own", "own": {"added": {"emails": [1]}}, "sources": []},',
        '{"id": "a5", "name": "Elsewhere", "circle": "moon"}],',
        '"touchpoints": [{"id": "t1", "kind": "touch", "state": "done", "contacts": ["zz"], "date": "2026-01-01"},',
        '{"id": "t2", "kind": "touch", "state": "done", "contacts": ["a1"], "date": "2026-01-01"},',
        '{"id": "t3", "kind": "dance", "contacts": ["a1"]}, {"id": "t4", "ki',
    )  # fmt: skip
    (tmp_path / "cut.json").write_text("\n".join(lines))
    with network(tmp_path / "copy") as copy:
        done = copy.imports.files([tmp_path / "cut.json"])
        found = {(each.line, each.reason.split(":")[0]) for each in done.problems}
        touches = [touch.id for touch in copy.touchpoints.of("a1")]

    assert (done.tally.added, done.tally.rejected, touches) == (2, 5, ["t2"])
    assert {line for line, _ in found} == {1, 3, 4, 5, 6, 7, 9, 11}
    assert (9, "it names a contact that is not there (zz)") in found
    assert (11, "the document can't be read any further") in found
    assert {each.file for each in done.problems} == {str(tmp_path / "cut.json")}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"kithkeeper": 2, "contacts": [{"id": "a", "name": "A B"}]}', "newer Kithkeeper"),
        ('{"kithkeeper": 1, "contacts": ' + "[" * 100_000, "nested too deeply"),
        ('{"kithkeeper": 1, "merged": [{"id": "b", "merged_into": "b", "was": {}}]}', "missing"),
        ('{"kithkeeper": 1, "contacts"', "ends too early"),
    ],
)
def test_a_hostile_document_is_a_problem_and_no_crash(tmp_path, text, reason):
    """The reason is said and nothing is taken."""
    (tmp_path / "bad.json").write_text(text)
    with network(tmp_path / "copy") as copy:
        done = copy.imports.files([tmp_path / "bad.json"])
        assert any(reason in each.reason for each in done.problems)
        assert copy.session.store.count("contact") == 0


def test_a_merge_that_leads_in_a_circle_is_not_taken(tmp_path, full):
    """Two contacts of a document that are merged into each other are named, and found by nobody."""
    was = {
        "row": {"name": "X"},
        "own": {},
        "brought": {},
        "decisions": {},
        "since": {},
        "refs": [],
        "dropped": [],
        "made": [],
        "n": 1,
    }
    rows = [
        {"id": "x", "merged_into": "y", "was": was},
        {"id": "y", "merged_into": "x", "was": was},
    ]
    (tmp_path / "bad.json").write_text(json.dumps({"kithkeeper": 1, "merged": rows}))
    done = full.imports.files([tmp_path / "bad.json"])
    assert [each.record for each in done.problems] == ["x", "y"]
    assert full.session.store.get("contact", "x") is None


def test_a_name_of_ten_thousand_characters_survives(tmp_path):
    """Long and strange names go out and come back."""
    with network(tmp_path / "a") as net:
        net.contacts.add("Ä" * 10_000)
        net.contacts.add('=cmd|"/c calc"!A1 \u202e <b>&amp;', tags=["-1+1", "@x"])
        net.exports.write(tmp_path / "out.json")
        net.exports.write(tmp_path / "out.csv")
    with network(tmp_path / "b") as copy:
        assert outcome(copy.imports.files([tmp_path / "out.json"])) == {"added": 2, "problems": []}
        copy.exports.write(tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "out.json").read_bytes()
    rows = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert not any(cell.startswith(("=", "@", '"=')) for row in rows for cell in row.split(","))


def test_archived_and_removed_contacts_are_in_json_and_in_files_only_when_asked(full, tmp_path):
    """vcf has three; --archived adds the archived one, never a removed one."""
    counts = {
        (name, archived): full.exports.write(tmp_path / name, archived=archived).contacts
        for name in ("a.vcf", "a.csv", "a.json") for archived in (False, True)
    }  # fmt: skip
    assert counts == {("a.vcf", False): 3, ("a.vcf", True): 4, ("a.csv", False): 3, ("a.csv", True): 4,
                      ("a.json", False): 5, ("a.json", True): 5}  # fmt: skip


def test_vcard_comes_in_both_versions_and_csv_and_vcf_come_back(full, tmp_path):
    """What was exported is read again by the same plugins, one card a contact."""
    full.exports.write(tmp_path / "three.vcf")
    full.exports.write(tmp_path / "four.vcf", "vcf4")
    assert "VERSION:3.0" in (tmp_path / "three.vcf").read_text()
    assert "VERSION:4.0" in (tmp_path / "four.vcf").read_text()
    full.exports.write(tmp_path / "out.csv")
    for name in ("three.vcf", "four.vcf", "out.csv"):
        with network(tmp_path / f"from-{name}") as copy:
            assert outcome(copy.imports.files([tmp_path / name])) == {"added": 3, "problems": []}


def test_the_calendar_file_has_open_and_done_touchpoints_escaped_and_folded(full, tmp_path):
    """CR LF, 75 octets a line, an all-day event ends the next day, done ones are ticked."""
    done = full.exports.write(tmp_path / "out.ics")
    data = (tmp_path / "out.ics").read_bytes()
    lines = data.split(b"\r\n")

    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    assert data.count(b"BEGIN:VEVENT") == done.touchpoints == data.count(b"END:VEVENT") >= 4
    text = data.replace(b"\r\n ", b"").decode()
    assert "DTSTART;VALUE=DATE:20261102\r\nDTEND;VALUE=DATE:20261103" in text
    assert "SUMMARY:✓ Ada\\, Charles – coffee" in text
    assert "\\nspoke of the engine" in text


def test_a_line_is_folded_between_characters_never_within_one():
    """Forty signs of four octets each need three lines (RFC 5545, 3.1)."""
    pieces = folded("X:" + "😀" * 40).encode().split(b"\r\n")
    assert [len(each) for each in pieces] == [74, 73, 17, 0]
    assert b"".join([pieces[0], *(each[1:] for each in pieces[1:])]).decode() == "X:" + "😀" * 40


def test_a_file_is_replaced_whole_and_private_and_standard_output_takes_it_too(full, tmp_path):
    """An export over an old one leaves no rest of it and no temporary file."""
    (tmp_path / "out").mkdir()
    target = tmp_path / "out" / "a.json"
    target.write_text("old")
    full.exports.write(target)
    stream = io.BytesIO()
    full.exports.write("-", "json", stdout=stream)

    assert stream.getvalue() == target.read_bytes()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [each.name for each in target.parent.iterdir()] == ["a.json"]


def test_what_can_not_be_written_is_said_with_the_path(full, tmp_path):
    """A folder, a missing folder, an unknown format, no format."""
    (tmp_path / "folder.json").mkdir()
    for path, form, reason in (
        (tmp_path / "folder.json", None, "is a folder"), (tmp_path / "no" / "a.json", None, "No such file"),
        (tmp_path / "a.xyz", None, "'xyz' is not known"), (tmp_path / "a", None, "say which"),
        (tmp_path / "a.vcf", "word", "'word' is not known; there are csv, ics, json"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=reason):
            full.exports.write(path, form)


def test_without_plugins_json_and_ics_still_go_out_and_json_comes_in(tmp_path):
    """The bare core keeps its own formats."""
    with Network.in_memory(today=TODAY, config=Config()) as net:
        net.contacts.add("Ada Lovelace")
        net.exports.write(tmp_path / "out.json")
        net.exports.write(tmp_path / "out.ics")
    with Network.in_memory(today=TODAY) as copy:
        assert copy.imports.files([tmp_path / "out.json"]).tally.added == 1


def test_an_older_document_brings_nobody_back_who_was_forgotten_since(full, tmp_path):
    """The forgotten stay forgotten, by their key or by an address; what named them is said."""
    full.exports.write(tmp_path / "out.json")
    grace = next(
        row["id"] for row in full.session.store.find("contact") if row.get("name") == "Grace Hopper"
    )
    full.contacts.forget(grace)
    done = full.imports.files([tmp_path / "out.json"])
    assert outcome(done) == {"unchanged": 5, "problems": []}
    assert full.session.store.get("contact", grace) is None
