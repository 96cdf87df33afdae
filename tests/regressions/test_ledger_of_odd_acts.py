"""Acts that were counted or told twice, and an answer about asking that `kith ask` contradicted."""


def test_someone_named_twice_is_one_person(kith):
    """An act for Ada and Ada is for Ada."""
    ada = kith("add", "Ada Lovelace")["id"]
    assert kith("give", "ada", ada, "a hint")["exchange"]["contacts"] == [ada]


def test_an_insight_is_no_kind_of_help(kith):
    """`--as feedback` names a kind of help; with an insight it is refused and nothing is noted."""
    kith("add", "Ada Lovelace")
    error = kith("give", "ada", "a hint", "--kind", "insight", "--as", "feedback", code=2)["error"]
    assert "kind of help" in error["message"]
    assert kith("balance")["insight"] == 0


def test_one_reason_is_told_once(kith):
    """Two people asked at once, one ask too many: the warning about the share stands once."""
    for name in ("ada", "ben"):
        kith("add", name)
        kith("give", name, "a hint")
    kith("ask", "ada", "a favour")
    assert kith("log", "ada", "ben", "--asked", "another")["warnings"] == [
        "you asked once among 3 acts in 90 days, and one more would be over a tenth; "
        "give 16 times before the next ask"
    ]


def test_whether_one_may_ask_looks_back_ninety_days_in_any_view(kith):
    """An ask 40 days ago: `balance --days 30` shows none, and still says what `ask` would."""
    kith("add", "Ada Lovelace")
    kith("give", "ada", "a hint", "--on", "2026-01-20")
    kith("ask", "ada", "a favour", "--on", "2026-01-23")
    read = kith("balance", "ada", "--days", "30")
    assert (read["ask"], read["may_ask"], read["gives_before_next_ask"]) == (0, False, 17)
    kith("ask", "ada", "another", code=5)


def test_an_ask_of_an_earlier_day_is_judged_by_that_day(kith):
    """Given on 1 February, asked on 31 January: that ask came before the give."""
    kith("add", "Ada Lovelace")
    kith("give", "ada", "a hint", "--on", "2026-02-01")
    error = kith("ask", "ada", "a favour", "--on", "2026-01-31", code=5)["error"]
    assert error["code"] == "refused"
    assert kith("ask", "ada", "a favour", "--on", "2026-02-01")["exchange"]["on"] == "2026-02-01"
