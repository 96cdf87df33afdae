"""Rules of several plugins as one, each error costing its own rule only."""

from datetime import date, timedelta

from kithkeeper.hooks import Rulebook, RuleSpec
from kithkeeper.rules.facts import Candidate, Finding, View

FRIDAY = date(2026, 3, 6)
ADA = Candidate("c1", "Ada Example", "inner", 0, FRIDAY, 30, 2)


def fridays(facts, day):
    return "Fridays are kept free" if day == FRIDAY else None


def test_the_first_rule_that_blocks_gives_the_reason_and_its_plugin() -> None:
    """None lets it pass, and so does an empty reason."""
    book = Rulebook([
        ("calm", RuleSpec("calm", "", blocks=lambda facts, day: "")),
        ("fridays", RuleSpec("f", "", blocks=fridays)),
    ])  # fmt: skip

    assert book.blocks(None, FRIDAY) == "Fridays are kept free (fridays)"
    assert book.blocks(None, FRIDAY + timedelta(days=1)) is None


def test_weights_add_up_and_say_why() -> None:
    """A weight of nothing gives no reason."""
    book = Rulebook([
        ("a", RuleSpec("a", "", weighs=lambda it: (0.5, f"near {it.name}"))),
        ("b", RuleSpec("b", "", weighs=lambda it: (0, "nothing"))),
        ("c", RuleSpec("c", "", weighs=lambda it: (float("nan"), "no number"))),
    ])  # fmt: skip

    assert book.weighs(ADA) == (0.5, ("near Ada Example (a)",))


def test_findings_name_their_plugin() -> None:
    """In the order of the rules."""
    book = Rulebook(
        [("a", RuleSpec("a", "", finds=lambda view: [Finding("c1", "wake", "it is quiet")]))]
    )

    assert book.finds(View(FRIDAY, (), ())) == [Finding("c1", "wake", "it is quiet (a)")]


def test_an_error_is_reported_with_its_plugin_and_the_others_go_on() -> None:
    """After three, the rule is left out."""
    failures = []

    def bad(facts, day):
        raise SystemExit(1)

    book = Rulebook(
        [("bad", RuleSpec("b", "", blocks=bad)), ("fridays", RuleSpec("f", "", blocks=fridays))],
        lambda failure, error: failures.append((failure.plugin, failure.hook)),
    )
    for _ in range(10):
        assert book.blocks(None, FRIDAY) == "Fridays are kept free (fridays)"

    assert failures == [("bad", "rules (b blocks)")] * 3


def test_an_answer_of_the_wrong_kind_is_an_error() -> None:
    """A rule that says True has said no reason."""
    failures = []
    book = Rulebook(
        [("bad", RuleSpec("b", "", blocks=lambda facts, day: True, finds=lambda view: ["x"]))],
        lambda failure, error: failures.append(failure.error),
    )

    assert book.blocks(None, FRIDAY) is None
    assert book.finds(View(FRIDAY, (), ())) == []
    assert ["reason or None, not bool" in failures[0], "findings" in failures[1]] == [True, True]
