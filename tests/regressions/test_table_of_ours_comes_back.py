"""Our own table, imported where it came from, made a second contact of everyone without an e-mail."""

import csv


def test_table_of_ours_comes_back(kith, tmp_path):
    """It changes nobody; a cell that was edited changes its contact."""
    for words in (
        ("Ada Lovelace",),
        ("Ada Lovelace", "--org", "Engines"),
        ("Bob", "--phone", "030 1"),
    ):
        kith("add", *words)
    place = tmp_path / "people.csv"
    kith("export", str(place))
    before = kith("list")
    again = kith("import", str(place))
    assert (again["cards"], again["unchanged"]) == (3, 3)
    assert kith("list") == before
    assert all(kith("show", each["id"])["sources"] == [] for each in before)

    with place.open(newline="") as file:
        rows = list(csv.DictReader(file))
    rows[2]["interests"] = "chess"
    with place.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    edited = kith("import", str(place))
    assert (edited["updated"], edited["unchanged"]) == (1, 2)
    assert kith("show", "Bob")["interests"] == ["chess"]
