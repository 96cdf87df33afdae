"""Lines within a cell ended as the program that saved them has it, and the same table was another."""

TABLE = 'Name,Email,Notes\nAda Lovelace,ada@example.org,"one\ntwo"\n'


def test_table_that_a_spreadsheet_saved(kith, tmp_path):
    """A table saved again with CR LF and a byte order mark changes nobody."""
    (tmp_path / "a.csv").write_bytes(TABLE.encode())
    (tmp_path / "b.csv").write_bytes(b"\xef\xbb\xbf" + TABLE.replace("\n", "\r\n").encode())
    assert kith("import", f"{tmp_path}/a.csv")["added"] == 1
    assert kith("import", f"{tmp_path}/b.csv")["unchanged"] == 1
    assert kith("show", "Ada Lovelace")["notes"] == "one\ntwo"
