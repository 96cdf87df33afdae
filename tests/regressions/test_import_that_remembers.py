"""An importer that remembers something ended every import in an error of the database."""

LINKEDIN = (
    b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
    b"Ada,Lovelace,https://www.linkedin.com/in/ada,ada@analytical.example,Engines,Countess,01 Mar 2026\n"
)


def test_a_linkedin_export_is_read_twice(kith):
    """The second time it knows everyone."""
    assert kith("import", "-", stdin=LINKEDIN)["added"] == 1
    assert kith("import", "-", stdin=LINKEDIN)["unchanged"] == 1
