"""Of settings that two processes changed at once, one was lost."""

import multiprocessing
from functools import partial

from kithkeeper.config import edit, load
from kithkeeper.errors import Invalid

NAMES = ("name", "pitch", "region", "language")


def _set_many(path, start, key):
    """One process: waits for the others, then sets its own key again and again."""
    start.wait()
    for each in ("DE", "FR", "IT", "ES", "DE") * 2:
        edit.set_value(path, f"profile.{key}", each.lower() if key == "language" else each)


def _add(path, start, _key):
    start.wait()
    try:
        edit.add_table(path, "connections.home", {"plugin": "vcard"})
    except Invalid:
        raise SystemExit(2) from None


def _at_once(function, path):
    """Runs a function in four processes that begin together; their exit codes in order."""
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(len(NAMES))
    each = [spawn.Process(target=partial(function, path, start), args=(name,)) for name in NAMES]
    for process in each:
        process.start()
    for process in each:
        process.join()
    return sorted(process.exitcode for process in each)


def test_each_process_finds_its_setting_there(tmp_path):
    """Four processes set one key each, ten times; all four keys stand, and nothing else lies there."""
    path = tmp_path / "config.toml"
    assert _at_once(_set_many, path) == [0, 0, 0, 0]
    profile = load(path).profile
    assert [getattr(profile, name) for name in NAMES] == ["DE", "DE", "DE", "de"]
    assert [each.name for each in tmp_path.iterdir()] == ["config.toml"]


def test_a_table_is_added_by_one_of_them(tmp_path):
    """The others are told that it is there already."""
    assert _at_once(_add, tmp_path / "config.toml") == [0, 2, 2, 2]
