"""A company two people away was out of reach where the person who works there was not."""


def test_the_way_to_a_company_is_as_long_as_to_the_person_there(kith):
    """Ada, close to you, knows Cy, who knows Eve of Initech: the way to either leads by Ada."""
    kith("add", "Ada Lovelace", "--circle", "inner")
    kith("add", "Cy Co")
    eve = kith("add", "Eve Far", "--org", "Initech")["id"]
    kith("relate", "Ada Lovelace", "knows", "Cy Co")
    kith("relate", "Cy Co", "knows", "Eve Far")
    to_eve, to_initech = kith("path", eve), kith("path", "initech")
    assert [each["via"] for each in to_eve] == [["Ada Lovelace", "Cy Co", "Eve Far"]]
    assert [each["via"] for each in to_initech] == [["Ada Lovelace", "Cy Co", "Eve Far"]]
    assert to_initech[0]["because"].endswith("Cy Co knows Eve Far; Eve Far is at Initech")
