"""The keys of people and of the items of a card."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kithkeeper.identity.keys import (
    linkedin_slug,
    normal_email,
    normal_form,
    normal_phone,
    strong_keys,
)
from kithkeeper.identity.text import words
from kithkeeper.model import (
    Address,
    Card,
    Email,
    Link,
    NamedDate,
    Organization,
    PartialDate,
    Phone,
)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        (" Ada@Example.ORG ", "ada@example.org"),
        ("mailto:ada@example.org", "ada@example.org"),
        ("Ada Lovelace <ada@example.org>", "ada@example.org"),
        ("ada+club@example.org", "ada+club@example.org"),
        ("a.d.a@example.org", "a.d.a@example.org"),
        ("\u202aada@example.org\u202c", "ada@example.org"),
        ("ada@xn--mller-kva.example", "ada@müller.example"),
        ("ada@example.org.", "ada@example.org"),
        ("", ""),
    ],
)
def test_an_address_has_one_normal_form(written, normal):
    """Case, spaces, wrappers and invisible marks don't make another address; tags and dots do."""
    assert normal_email(written) == normal


@pytest.mark.parametrize(
    ("written", "region", "normal"),
    [
        ("+49 30 1234567", "", "+49301234567"),
        ("030 / 123 45 67", "DE", "+49301234567"),
        ("+49 (0)30 1234567", "US", "+49301234567"),
        ("+49 030 1234567", "", "+49301234567"),
        ("0049 30 1234567", "US", "+49301234567"),
        ("tel:+1-212-555-0100", "", "+12125550100"),
        ("(212) 555-0100", "us", "+12125550100"),
        ("030 1234567 ext. 12", "DE", "+49301234567;ext=12"),
        ("\u202a+49\u00a030\u00a01234567\u202c", "", "+49301234567"),
        ("+39 06 6988 1234", "", "+390669881234"),
        ("030 1234567", "", ""),
        ("555-0100", "US", ""),
        ("call Ada", "DE", ""),
        ("9" * 10_000, "DE", ""),
        ("", "DE", ""),
    ],
)
def test_a_number_is_read_into_e164(written, region, normal):
    """National numbers need a region; what can't be dialled from abroad has no normal form."""
    assert normal_phone(written, region) == normal


@pytest.mark.parametrize(
    "number",
    ["+493012345678", "+14155550123", "+442071234567", "+33612345678", "+79161234567",
     "+390669881234", "+3531234567", "+420601123456", "+34911234567", "+81312345678",
     "+4366412345678", "+41446681800", "+61291234567", "+919812345678", "+358401234567"],
)  # fmt: skip
def test_the_fast_path_says_what_the_library_says(number):
    """A number that is taken as it stands is what phonenumbers would make of it."""
    import phonenumbers

    read = phonenumbers.format_number(
        phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.E164
    )
    assert normal_phone(number) == read == number


@given(st.from_regex(r"\+[1-9][0-9]{5,15}", fullmatch=True))
def test_the_fast_path_never_differs_from_a_full_reading(number):
    """Where a possible number is read at all, both ways give the same digits."""
    from kithkeeper.identity.keys import _read_phone

    if read := _read_phone(number, ""):
        assert normal_phone(number) == read


@given(
    st.sampled_from(["AT", "AU", "BE", "CH", "DE", "FR", "GB", "IE", "IN", "JP", "NL", "SE", "US"]),
    st.from_regex(r"0[1-9][0-9]{5,12}", fullmatch=True),
)
def test_the_national_fast_path_never_differs_either(region, number):
    """A national number is what phonenumbers makes of it in every region that has a short cut."""
    from kithkeeper.identity.keys import _read_phone

    if read := _read_phone(number, region):
        assert normal_phone(number, region) == read


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://www.linkedin.com/in/Ada-L/", "ada-l"),
        ("linkedin.com/in/ada-l?trk=x", "ada-l"),
        ("http://de.linkedin.com/in/ada-l/en", "ada-l"),
        ("https://m.linkedin.com/mwlite/in/ada-l", "ada-l"),
        ("https://www.linkedin.com/in/j%C3%BCrgen-m", "jürgen-m"),
        ("https://www.linkedin.com/pub/ada-l/1/23/456", "ada-l/1/23/456"),
        ("https://www.linkedin.com/company/acme", ""),
        ("https://evil.example/?u=linkedin.com/in/ada-l", ""),
        ("https://notlinkedin.com/in/ada-l", ""),
        ("https://example.org/in/ada-l", ""),
        ("", ""),
    ],
)
def test_a_profile_address_gives_its_slug(url, slug):
    """Country hosts, mobile paths and tracking make no difference; other sites are no profiles."""
    assert linkedin_slug(url) == slug


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Søren  Kierkegård", "soren kierkegard"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("O’Neill, Seán", "oneill sean"),
        ("Anna-Lena Groß", "anna lena gross"),
        ("ΓΙΏΡΓΟΣ", "γιωργοσ"),
        ("Дмитрий", "дмитрии"),
        ("山田 太郎", "山田 太郎"),
        ("\u202eada\u202c", "ada"),
        ("...", ""),
    ],
)
def test_a_name_is_folded(written, normal):
    """Case, accents, punctuation and invisible marks are gone, the script stays."""
    assert " ".join(words(written)) == normal


def test_a_comma_is_no_part_of_a_name():
    """Family name first or last, with comma or without, has the same words."""
    assert sorted(words("Lovelace, Ada")) == sorted(words("Ada LOVELACE")) == ["ada", "lovelace"]


def test_strong_keys_are_what_belongs_to_one_person():
    """E-mail, phone and LinkedIn give keys; other links and unreadable things give none."""
    card = Card(
        emails=(Email(value="Ada@Example.org"), Email(value="nonsense")),
        phones=(
            Phone(value="030 1234567"),
            Phone(value="12"),
            Phone(value="?", normal="+12125550100"),
        ),
        links=(Link(url="https://linkedin.com/in/ada-l"), Link(url="https://example.org/ada")),
    )
    assert strong_keys(card, "DE") == {
        "email:ada@example.org",
        "tel:+49301234567",
        "tel:+12125550100",
        "linkedin:ada-l",
    }
    assert strong_keys(Card(), "DE") == frozenset()


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("emails", Email(value="Ada@X.org", label="home"), Email(value="ada@x.org", label="work")),
        ("phones", Phone(value="030 1234567"), Phone(value="+49 30 1234567")),
        ("phones", Phone(value="Ext. 4-5"), Phone(value="ext 45")),
        ("organizations", Organization(name="ACME"), Organization(name=" Acme ")),
        ("addresses", Address(street="Hauptstr. 1", city="Köln"), Address(formatted="Hauptstr 1\nKoln")),
        ("links", Link(url="https://www.example.org/"), Link(url="http://example.org")),
        ("links", Link(url="https://linkedin.com/in/ada-l"), Link(url="de.linkedin.com/in/Ada-L/")),
        ("tags", "Friends  of Ada", "friends of ada"),
        ("dates", NamedDate(label="Anniversary", date=PartialDate(None, 6, 20)),
         NamedDate(label="anniversary", date="--0620")),
    ],
)  # fmt: skip
def test_one_item_written_twice_is_one(field, one, other):
    """The same thing in another spelling has the same normal form."""
    assert normal_form(field, one, "DE") == normal_form(field, other, "DE") != ""


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("phones", Phone(value="030 1234567 ext 1"), Phone(value="030 1234567 ext 2")),
        ("organizations", Organization(name="ACME", title="CEO"), Organization(name="ACME", title="CTO")),
        ("links", Link(url="https://x.org/A"), Link(url="https://x.org/a")),
        ("tags", "café", "cafe"),
        ("dates", NamedDate(label="a", date="2020"), NamedDate(label="b", date="2020")),
    ],
)  # fmt: skip
def test_two_items_stay_two(field, one, other):
    """What may be another thing is never folded away."""
    assert normal_form(field, one, "DE") != normal_form(field, other, "DE")


@given(st.text(max_size=300))
def test_normal_forms_are_stable(text):
    """Normalising what is normal changes nothing, whatever was written."""
    assert normal_email(normal_email(text)) == normal_email(text)
    assert words(" ".join(words(text))) == words(text)
    assert normal_phone(normal_phone(text, "DE"), "DE") == normal_phone(text, "DE")


def test_importing_identity_is_light():
    """The package loads neither pydantic nor phonenumbers nor rapidfuzz."""
    program = (
        "import sys, kithkeeper.identity, kithkeeper.identity.keys; "
        "print([m for m in ('pydantic', 'phonenumbers', 'rapidfuzz') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_what_the_package_offers_is_there():
    """Every public name of the package is found, and is no module that bears the same name."""
    from types import ModuleType

    from kithkeeper import identity

    for name in identity.__all__:
        assert not isinstance(getattr(identity, name), ModuleType)
    with pytest.raises(AttributeError):
        _ = identity.nonsense
