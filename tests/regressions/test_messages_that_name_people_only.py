"""Messages and invitations of older LinkedIn exports, which have no profiles, touched nobody."""

CONNECTIONS = (
    "First Name,Last Name,Email Address,Company,Position,Connected On\n"
    "Ada,Lovelace,,Engines,Analyst,08 Feb 2026\n"
    "John,Smith,,Acme,Cook,08 Feb 2026\n"
    "John,Smith,,Other,Smith,08 Feb 2026\n"
)
INVITATIONS = (
    "From,To,Sent At,Message,Direction\n"
    'Robin Doe,Ada Lovelace,"2/8/26, 2:37 PM",Hello,OUTGOING\n'
    'John Smith,Robin Doe,"2/9/26, 2:37 PM",,INCOMING\n'
    'Charles Babbage,Robin Doe,"2/10/26, 2:37 PM",,INCOMING\n'
)


def test_messages_that_name_people_only(kith, tmp_path):
    """A name that one connection has is that connection; one of two, or another's, is nobody."""
    kith("add", "Charles Babbage")
    (tmp_path / "Connections.csv").write_text(CONNECTIONS)
    (tmp_path / "Invitations.csv").write_text(INVITATIONS)
    kith("import", f"{tmp_path}/Connections.csv")
    assert kith("import", f"{tmp_path}/Invitations.csv")["touches"] == 1
    (touch,) = kith("show", "Ada Lovelace")["touchpoints"]
    assert (touch["date"], touch["depth"]) == ("2026-02-08", "passing")
