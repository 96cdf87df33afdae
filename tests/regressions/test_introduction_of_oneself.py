"""An introduction that someone made for you was told as if you had made it for two others."""

import pytest


@pytest.fixture
def asked(kith):
    """Ada, who was helped before, is asked to introduce you to Eve."""
    kith("add", "Ada Lovelace")
    kith("add", "Eve Far")
    kith("give", "ada", "a hint")
    return kith("introduce", "me", "eve", "--through", "ada", "--asked")


def test_whoever_made_it_is_thanked(kith, asked):
    """The follow-up of two weeks is with Eve and Ada, and says that Ada brought you together."""
    made = kith("introduce", "me", "eve", "--made")
    assert made["next"] == {
        "what": "thank Ada Lovelace, and tell how it went with Eve Far",
        "by": "2026-03-18",
        "because": "Ada Lovelace brought you together on 4 Mar 2026",
    }
    (item,) = kith("show", "ada")["touchpoints"]
    assert (item["title"], item["due"]) == ("Eve Far – how did it go?", "2026-03-18")
    assert len(item["contacts"]) == 2
    assert (kith("balance")["received"], kith("balance")["ask"]) == (1, 1)


def test_a_pitch_that_is_not_written_is_no_blurb(kith, asked):
    """Without a pitch nothing with empty slots is kept for forwarding; with one it is."""
    assert asked["blurb"] == ""
    kith("config", "set", "profile.pitch", "I'm Alice; I mend looms.")
    again = kith("introduce", "me", "eve", "--through", "ada", "--asked", "--anyway")
    assert again["blurb"] == "I'm Alice; I mend looms."


def test_what_was_never_begun_is_neither_dropped_nor_heard_of(kith):
    """Nothing is made up in order to be closed."""
    kith("add", "Ada Lovelace")
    kith("add", "Eve Far")
    kith("introduce", "ada", "eve", "--drop", code=3)
    kith("introduce", "ada", "eve", "--heard", "well", code=3)
    assert kith("history")[0]["what"] == "added Eve Far"


def test_a_look_far_ahead_ends_with_the_calendar(kith):
    """`due --within` of a quarter of a million years answers who is due before the year 10000."""
    kith("add", "Ada Lovelace", "--circle", "inner")
    assert [each["name"] for each in kith("due", "--within", "99999999")] == ["Ada Lovelace"]
