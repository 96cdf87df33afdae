"""A dry run counted those without a circle as if nobody had been imported or placed."""

VCARDS = "".join(f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada {n}\r\nEND:VCARD\r\n" for n in (1, 2, 3))


def test_dry_run_counts_who_waits(kith):
    """A dry run tells the numbers of the run that follows it, and changes nothing."""
    for words in ((), ("--circle", "outer")):
        tried = kith("import", "-", *words, "--dry-run", stdin=VCARDS.encode())
        assert kith("list", "--circle", "outer") == []
        assert tried == kith("import", "-", *words, stdin=VCARDS.encode())
