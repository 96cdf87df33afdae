"""Ids: opaque, lower-case, sortable."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from kithkeeper.identity import new_id
from kithkeeper.identity.ids import IdMaker


def test_an_id_is_26_lower_case_letters_and_digits():
    """The letters i, l, o and u are left out, so that an id can be read aloud."""
    assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{26}", new_id())


def test_a_fixed_clock_and_chance_give_a_fixed_id():
    """On 4 March 2026 at noon UTC, with no randomness, the id is known."""
    make = IdMaker(clock=lambda: 1772625600.0, random_bits=lambda _: 0)
    assert make() == "01kjwbg7g0" + "0" * 16


def test_ids_ascend_also_within_a_moment_and_when_the_clock_steps_back():
    """Later made sorts later, whatever the clock does."""
    moments = iter([5.0, 5.0, 5.0, 4.0, 6.0])
    make = IdMaker(clock=lambda: next(moments))
    made = [make() for _ in range(5)]
    assert made == sorted(made)
    assert len(set(made)) == 5


def test_threads_never_share_an_id():
    """Four threads make ten thousand ids, all different."""
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: new_id(), range(10_000)))
    assert len(set(made)) == 10_000
