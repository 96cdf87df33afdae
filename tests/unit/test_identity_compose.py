"""One contact from the user's layer and its sources."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithkeeper.errors import Invalid
from kithkeeper.identity.compose import (
    Own,
    add_item,
    clear,
    compose,
    edit,
    item_of,
    provenance,
    remove_item,
    replace_items,
)
from kithkeeper.identity.keys import normal_form
from kithkeeper.model import (
    Address,
    Card,
    Email,
    Link,
    NamedDate,
    Names,
    Organization,
    PartialDate,
    Phone,
)
from kithkeeper.model.card import LISTS

PHONE = Card(
    name="Ada Byron",
    names=Names(given="Ada", family="Byron"),
    uid="phone-1",
    phones=(Phone(value="030 1234567", label="home"),),
    emails=(Email(value="ada@example.org"),),
    birthday=PartialDate(None, 12, 10),
    tags=("Maths",),
)
LINKEDIN = Card(
    name="Ada Lovelace",
    names=Names(given="Ada", family="Lovelace", suffix="FRS"),
    uid="li-1",
    emails=(Email(value="ADA@example.org", label="work"),),
    phones=(Phone(value="+49 30 1234567"),),
    organizations=(Organization(name="Analytical Engines", title="Programmer"),),
    notes="Connected 2026-02-08",
    tags=("maths", "london"),
)


def test_the_highest_layer_that_has_a_value_gives_the_scalar():
    """On 1 March the phone says who she is and LinkedIn what the phone doesn't know."""
    card = compose(Own(), [PHONE, LINKEDIN], "DE")
    assert (card.name, card.uid, card.notes) == ("Ada Byron", "phone-1", "Connected 2026-02-08")
    assert card.birthday == PartialDate(None, 12, 10)


def test_lists_are_the_union_by_normal_form():
    """One address in two spellings is one item: the first spelling, the first label that exists."""
    card = compose(Own(), [PHONE, LINKEDIN], "DE")
    assert card.emails == (Email(value="ada@example.org", label="work"),)
    assert card.phones == (Phone(value="030 1234567", label="home"),)
    assert card.tags == ("Maths", "london")


def test_the_parts_of_a_name_come_from_one_layer():
    """The suffix of LinkedIn's name is not hung onto the phone's."""
    card = compose(Own(), [PHONE, LINKEDIN], "DE")
    assert card.names == Names(given="Ada", family="Byron")
    assert compose(Own(), [Card(name="A."), LINKEDIN]).names.suffix == "FRS"


def test_the_users_edit_wins_and_clear_gives_the_field_back():
    """An edit stands above every source until it is cleared; an emptied field stays empty."""
    own = edit(Own(), "notes", "Likes punch cards")
    assert compose(own, [LINKEDIN]).notes == "Likes punch cards"
    assert compose(edit(own, "notes", ""), [LINKEDIN]).notes == ""
    assert compose(edit(own, "birthday", None), [PHONE]).birthday is None
    assert compose(clear(own, "notes"), [LINKEDIN]).notes == "Connected 2026-02-08"


def test_dates_survive_the_users_layer():
    """A birthday without a year, one that nobody can read and a day of meeting are kept."""
    own = edit(edit(Own(), "birthday", "--02-29"), "met_on", date(2026, 3, 4))
    card = compose(Own.load(json.loads(json.dumps(own.dump()))), [])
    assert (card.birthday, card.met_on) == (PartialDate(None, 2, 29), date(2026, 3, 4))
    unread = compose(edit(Own(), "birthday", "circa 1800"), []).birthday
    assert unread == PartialDate(text="circa 1800")


def test_a_changed_family_name_changes_the_full_name():
    """She marries; the user rewrites one part, the others and the full name follow."""
    card = compose(edit(Own(), "names.family", "King"), [PHONE])
    assert (card.name, card.names.given, card.names.family) == ("Ada King", "Ada", "King")


def test_a_rewritten_full_name_drops_parts_that_contradict_it():
    """A full name of the user's never stands beside somebody else's family name."""
    own = edit(Own(), "name", "Augusta King")
    assert compose(own, [PHONE]).names == Names()
    kept = compose(edit(Own(), "name", "Ada M. Byron"), [PHONE])
    assert kept.names.family == "Byron"


def test_all_parts_of_a_name_can_be_set_at_once():
    """Parts that the user left empty don't come from a source."""
    own = edit(Own(), "names", Names(given="Augusta", family="King"))
    assert compose(own, [LINKEDIN]).names == Names(given="Augusta", family="King")
    assert compose(clear(own, "names"), [LINKEDIN]).names.suffix == "FRS"


def test_a_value_goes_when_its_last_source_drops_it():
    """LinkedIn forgets the address, the phone still has it; then the phone forgets it too."""
    without = LINKEDIN.model_copy(update={"emails": ()})
    assert compose(Own(), [PHONE, without]).emails == PHONE.emails
    assert compose(Own(), [PHONE.model_copy(update={"emails": ()}), without]).emails == ()


def test_what_the_user_removed_stays_removed():
    """No source brings the address back, in whatever spelling, until the user adds it again."""
    own = remove_item(Own(), "emails", Email(value="Ada@Example.org"))
    assert compose(own, [PHONE, LINKEDIN]).emails == ()
    again = add_item(own, "emails", "ada@example.org")
    assert compose(again, [PHONE]).emails == PHONE.emails


def test_an_added_item_stands_in_the_place_of_the_same_one():
    """The user's label of a number wins over the source's, and the number is not doubled."""
    own = add_item(Own(), "phones", Phone(value="+49301234567", label="cell"), "DE")
    shown = compose(own, [PHONE], "DE").phones
    assert shown == (Phone(value="+49301234567", label="cell"),)
    assert compose(remove_item(own, "phones", "030 1234567", "DE"), [PHONE], "DE").phones == ()


def test_an_employer_with_and_without_title_is_one():
    """The phone knows only the company; the title of LinkedIn completes it."""
    bare = Card(organizations=(Organization(name="analytical engines"),))
    assert compose(Own(), [bare, LINKEDIN]).organizations == LINKEDIN.organizations
    own = remove_item(Own(), "organizations", "Analytical Engines")
    assert compose(own, [bare, LINKEDIN]).organizations == ()


def test_two_posts_at_one_employer_stay_two():
    """A former and a present title are both kept."""
    posts = tuple(Organization(name="ACME", title=each) for each in ("CTO", "Engineer"))
    assert compose(Own(), [Card(organizations=posts)]).organizations == posts


def test_a_whole_list_can_be_replaced():
    """What was shown and is not wanted is removed, what is new is added, the rest is the source's."""
    own = replace_items(Own(), "tags", LINKEDIN.tags, ["london", "chess"])
    assert compose(own, [LINKEDIN]).tags == ("london", "chess")
    assert own.added["tags"] == ("chess",)


def test_nicknames_are_a_list_of_their_own():
    """Nicknames of all layers are shown, whoever gives the other parts."""
    one = Card(names=Names(given="Augusta", nicknames=("Ada",)))
    other = Card(names=Names(nicknames=("ada", "Countess")))
    assert compose(Own(), [one, other]).names.nicknames == ("Ada", "Countess")
    own = remove_item(Own(), "names.nicknames", "ADA")
    assert compose(own, [one, other]).names.nicknames == ("Countess",)


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: edit(Own(), "emails", "x"), "emails"),
        (lambda: edit(Own(), "nonsense", "x"), "nonsense"),
        (lambda: edit(Own(), "met_on", "yesterday"), "met_on"),
        (lambda: clear(Own(), "nonsense"), "nonsense"),
        (lambda: add_item(Own(), "notes", "x"), "notes"),
        (lambda: add_item(Own(), "emails", "  "), "emails"),
        (lambda: add_item(Own(), "emails", {"nonsense": "x"}), "emails"),
        (lambda: add_item(Own(), "dates", "2015-06-20"), "dates"),
        (lambda: add_item(Own(), "tags", Email(value="x")), "tags"),
        (lambda: add_item(Own(), "emails", Phone(value="x")), "emails"),
    ],
)
def test_a_wrong_edit_names_its_field(call, field):
    """An edit that means nothing is refused with the field that it was for."""
    with pytest.raises(Invalid) as caught:
        call()
    assert caught.value.field == field


def test_provenance_names_who_says_what():
    """Each value that is shown names its sources, the user's own name the user."""
    own = add_item(edit(Own(), "notes", "mine"), "tags", "chess")
    said = provenance(own, [("phone", PHONE), ("linkedin", LINKEDIN)], "DE")
    assert said["name"] == ("phone",)
    assert said["notes"] == said["tags:chess"] == ("user",)
    assert said["emails:ada@example.org"] == ("phone", "linkedin")
    assert said["tags:london"] == ("linkedin",)
    assert "how_met" not in said


WORDS = st.sampled_from(["", "Ada", "ada", "Byron", "King", "Zoë", "\u202ex", "  ", "|", "CEO"])
MAIL = st.sampled_from(["a@x.org", "A@X.org", "b@x.org", "", "<a@x.org>", "nonsense"])
DATES = st.none() | st.sampled_from(["--02-29", "1990-01-01", "circa 1800", "2020"]).map(
    PartialDate.parse
)
ITEMS = {
    "organizations": st.builds(Organization, name=WORDS, title=WORDS, role=WORDS, department=WORDS),
    "emails": st.builds(Email, value=MAIL, label=WORDS),
    "phones": st.builds(
        Phone, value=st.sampled_from(["030 1234567", "+49301234567", "12", "-", ""]), label=WORDS
    ),
    "addresses": st.builds(Address, street=WORDS, city=WORDS, formatted=WORDS),
    "links": st.builds(
        Link,
        url=st.sampled_from(["linkedin.com/in/ada", "ada", "https://x.org/", "x.org", ""]),
        label=st.sampled_from(["", "LinkedIn", "blog"]),
    ),
    "dates": st.builds(NamedDate, label=WORDS, date=st.sampled_from(["2020", "--0620", "x"])),
}
CARDS = st.builds(
    Card,
    name=WORDS,
    uid=WORDS,
    notes=WORDS,
    birthday=DATES,
    names=st.builds(Names, given=WORDS, family=WORDS, nicknames=st.lists(WORDS, max_size=2).map(tuple)),
    **{
        field: st.lists(ITEMS.get(field, WORDS), max_size=3).map(tuple)
        for field in LISTS
    },
)  # fmt: skip


def an_own():
    """Some edits of the user's, made by the functions that make them."""

    def made(steps):
        own = Own()
        for kind, field, item in steps:
            match kind:
                case "edit":
                    own = edit(own, field, item)
                case "add" if normal_form(field, item, "DE"):
                    own = add_item(own, field, item, "DE")
                case "remove" if normal_form(field, item, "DE"):
                    own = remove_item(own, field, item, "DE")
        return own

    scalars = st.tuples(
        st.just("edit"), st.sampled_from(["name", "notes", "names.given", "names.family"]), WORDS
    )
    items = st.sampled_from(LISTS).flatmap(
        lambda field: st.tuples(
            st.sampled_from(["add", "remove"]), st.just(field), ITEMS.get(field, WORDS)
        )
    )
    return st.lists(scalars | items, max_size=6).map(made)


LAYERS = st.lists(CARDS, max_size=3)


def forms(card, field):
    return [normal_form(field, item, "DE") for item in getattr(card, field)]


@given(an_own(), LAYERS)
def test_composing_again_changes_nothing(own, layers):
    """The same layers give the same card, and a composed card composes to itself."""
    card = compose(own, layers, "DE")
    assert compose(own, layers, "DE") == card
    assert compose(own, [*layers, *layers], "DE") == card
    assert compose(Own(), [card], "DE") == card


@given(an_own(), LAYERS)
def test_no_item_is_shown_twice_and_none_is_invented(own, layers):
    """Every item of a composed list has a form of its own, which a layer or the user gave."""
    card = compose(own, layers, "DE")
    for field in LISTS:
        shown = forms(card, field)
        assert len(shown) == len(set(shown))
        theirs = {form for layer in layers for form in forms(layer, field)}
        mine = {normal_form(field, item_of(field, each), "DE") for each in own.added.get(field, ())}
        assert set(shown) <= theirs | mine


@given(an_own(), LAYERS, LAYERS)
def test_a_removed_item_stays_removed(own, layers, later):
    """Whatever the sources say later, what the user took away and didn't add is not shown."""
    for field, gone in own.removed.items():
        assert not set(forms(compose(own, later, "DE"), field)) & set(gone)


@given(an_own())
def test_the_users_layer_survives_json(own):
    """Writing the layer and reading it gives the same layer."""
    back = Own.load(json.loads(json.dumps(own.dump())))
    assert back.dump() == own.dump()
    assert compose(back, [PHONE, LINKEDIN], "DE") == compose(own, [PHONE, LINKEDIN], "DE")


@given(LAYERS, st.sampled_from(LISTS))
def test_dropping_by_all_drops_and_by_one_keeps(layers, field):
    """A list without its items in any layer is empty; a second copy of a layer keeps them."""
    emptied = [each.model_copy(update={field: ()}) for each in layers]
    assert getattr(compose(Own(), emptied, "DE"), field) == ()
    one_left = [*emptied, *layers]
    assert set(forms(compose(Own(), one_left, "DE"), field)) == set(
        forms(compose(Own(), layers, "DE"), field)
    )
