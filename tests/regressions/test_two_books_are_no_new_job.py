"""A second address book that differs from the first read as a new job, "since today"."""

CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:a\r\nFN:Ada Low\r\nEMAIL:ada@low.example\r\n"
    "ORG:Engines\r\nTITLE:Engineer\r\nEND:VCARD\r\n"
)
CONNECTIONS = (
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    "Ada,Low,https://www.linkedin.com/in/ada-low,ada@low.example,{},{},08 Feb 2024\n"
)


def test_two_books_are_no_new_job(kith, tmp_path):
    """A source that is new here only differs; once it says something else itself, that is news."""
    (tmp_path / "book.vcf").write_text(CARD, newline="")
    table = tmp_path / "Connections.csv"
    table.write_text(CONNECTIONS.format("Loom", "Analyst"))
    kith("import", f"{tmp_path}/book.vcf")
    assert kith("import", str(table))["merged"] == 1
    assert kith("today")["milestones"] == []

    table.write_text(CONNECTIONS.format("Loom", "Director"))
    kith("import", str(table))
    (news,) = kith("today")["milestones"]
    assert news["what"].startswith("Ada Low is now Director")
