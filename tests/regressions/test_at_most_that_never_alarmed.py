"""The at-most cadence of a circle was derived and never told."""


def test_who_is_over_the_at_most_cadence_is_marked(kith):
    """Monthly, at most two: silent since 1 January is alarmed on 4 March, since 20 January not."""
    kith("circles", "set", "inner", "--at-most", "2 months")
    for name, on in (("Ada Lovelace", "2026-01-01"), ("Ben Bo", "2026-01-20")):
        kith("add", name, "--circle", "inner")
        kith("log", name, "--channel", "call", "--on", on)
    ada, ben = kith("due")
    assert (ada["name"], ada["due"], ada["alarm_on"], ada["alarm"]) == (
        "Ada Lovelace", "2026-02-01", "2026-03-01", True,
    )  # fmt: skip
    assert (ben["name"], ben["due"], ben["alarm_on"], ben["alarm"]) == (
        "Ben Bo", "2026-02-20", "2026-03-20", False,
    )  # fmt: skip
    assert ada["because"].startswith(
        "Inner circle, monthly; last spoke 1 Jan 2026 by phone; at most 2 months, until 1 Mar 2026"
    )
    kith("away", "2026-02-25", "2026-03-03")
    assert [each["alarm"] for each in kith("due")] == [False, False]


def test_a_contact_may_have_a_limit_of_its_own(kith):
    """Six weeks at most for Ada alone; without a limit there is no alarm however late."""
    kith("add", "Ada Lovelace", "--circle", "inner")
    kith("log", "ada", "--channel", "call", "--on", "2026-01-01")
    assert [(each["alarm_on"], each["alarm"]) for each in kith("due")] == [(None, False)]
    kith("edit", "ada", "--set", "at_most=6 weeks")
    assert [(each["alarm_on"], each["alarm"]) for each in kith("due")] == [("2026-02-12", True)]
