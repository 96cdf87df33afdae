"""How well people are recognised and how fast, on a labelled set that is made here.

    python benchmarks/bench_identity.py [CONTACTS]

A book of people (four fifths of CONTACTS) meets what a second source says of half of them and of
others, with the noise of real books: slips of the pen, transliteration, swapped and shortened
names, nicknames, new jobs and family names, couples on one e-mail address, parents and children of
one name, switchboards. Prints precision and recall of automatic merges and of proposals beside the
baseline of merging on equal keys alone, and seconds beside those of a fifth of the contacts.
"""

from __future__ import annotations

import random
import sys
import time
from typing import NamedTuple

from kithkeeper.identity.compose import Own, compose
from kithkeeper.identity.duplicates import candidates
from kithkeeper.identity.keys import strong_keys
from kithkeeper.identity.match import Index
from kithkeeper.model import Card, Email, Link, Names, Organization, PartialDate, Phone

REGION = "DE"
LEAST_PRECISION = 0.99

MEN = {
    "en": "James Robert John Michael William David Richard Thomas Charles Daniel Matthew Anthony "
    "Mark Steven Andrew Joshua Kenneth Edward Timothy Samuel Benjamin Gregory Alexander Patrick",
    "de": "Hans Jürgen Wolfgang Klaus Stefan Thomas Michael Andreas Martin Christian Jörg Günther "
    "Matthias Sebastian Maximilian Johannes Tobias Lukas Friedrich Heinrich Ulrich Björn Paul Simon",
    "ru": "Александр Дмитрий Сергей Андрей Алексей Михаил Иван Владимир Николай Евгений Павел Юрий",
    "es": "José Juan Francisco Antonio Jesús Manuel Alejandro Javier Ignacio Rafael Sebastián Andrés",
    "el": "Γιώργος Δημήτρης Νίκος Κώστας Γιάννης Παναγιώτης Βασίλης Χρήστος",
}
WOMEN = {
    "en": "Mary Patricia Jennifer Elizabeth Barbara Susan Jessica Margaret Katherine Deborah "
    "Stephanie Rebecca Victoria Samantha Christina Abigail Pamela Alexandra Martha Simone Olivia",
    "de": "Anna Maria Katharina Elisabeth Ursula Martina Andrea Stefanie Sabine Birgit Käthe Jana "
    "Christina Christiane Daniela Michaela Johanna Franziska Ulrike Susanne Gabriele Paula Marion",
    "ru": "Анна Мария Екатерина Юлия Наталья Татьяна Ольга Елена Светлана Ксения Анастасия Галина",
    "es": "María Carmen Isabel Dolores Francisca Pilar Teresa Guadalupe Mercedes Rosario Concepción",
    "el": "Μαρία Ελένη Κατερίνα Βασιλική Σοφία Αγγελική",
}
STEMS = {
    "en": "Ash Black Brad Car Clif Cole Har Hol Ken Lang Mar Nor Pem Rad Shel Stan Thorn Wal Whit Win",
    "de": "Bau Berg Brück Eich Falken Grün Hoff Käst Krä Lind Mühl Ober Rösch Schön Stein Vogel Weiß Zieg",
    "ru": "Иван Петр Сидор Кузнец Смирн Попов Сокол Лебед Козл Новик Мороз Волк Зайц Павл Семён Голуб",
    "es": "Álvar Domíngu Fernánd Gonzál Gutiérr Hernánd Jimén Martín Muñ Rodrígu Sánch Vázqu Ramír Suár",
    "el": "Παπαδ Γεωργ Δημητρ Νικολ Κωνσταντ Ιωανν Βασιλ Αθανασ Χριστοδ Αντων",
}
ENDS = {
    "en": "bury by dale field ford ham land ley man more ridge son stead ton well wood worth wick",
    "de": "ach auer bach baum berger eder feld haus hofer huber inger ler mann meier müller ner stetter",
    "ru": "ов ев ин ский енко чук овский ич",
    "es": "ez ero eda illo ano ado era ines",
    "el": "όπουλος άκης ίδης άτος ίου άς ίνης έας",
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LATIN = dict(zip(
    "абвгдежзийклмнопрстуфхцчшщъыьэюяё",
    ["a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t",
     "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya", "e"],
    strict=True,
)) | dict(zip(
    "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊ",
    ["a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s",
     "t", "y", "f", "ch", "ps", "o", "a", "e", "i", "i", "o", "y", "o", "i"],
    strict=True,
))  # fmt: skip
SHORT = {
    "James": "Jim", "Robert": "Bob", "John": "Jack", "Michael": "Mike", "William": "Bill",
    "Richard": "Dick", "Thomas": "Tom", "Charles": "Chuck", "Daniel": "Dan", "Matthew": "Matt",
    "Anthony": "Tony", "Steven": "Steve", "Andrew": "Drew", "Edward": "Ted", "Alexander": "Alex",
    "Alexandra": "Alex", "Elizabeth": "Liz", "Margaret": "Peggy", "Katherine": "Kate",
    "Patricia": "Pat", "Jennifer": "Jenny", "Deborah": "Debbie", "Rebecca": "Becky",
    "Wolfgang": "Wolf", "Stefan": "Steff", "Johannes": "Hannes", "Friedrich": "Fritz",
    "Heinrich": "Heiner", "Ulrich": "Uli", "Katharina": "Kathi", "Elisabeth": "Sissi",
    "Ursula": "Uschi", "Susanne": "Susi", "Francisco": "Paco", "José": "Pepe", "Ignacio": "Nacho",
    "Guadalupe": "Lupe", "Александр": "Саша", "Дмитрий": "Дима", "Екатерина": "Катя",
    "Мария": "Маша", "Наталья": "Наташа", "Михаил": "Миша", "Владимир": "Вова",
}  # fmt: skip


class Someone(NamedTuple):
    """The truth about a person."""

    given: str
    middle: str
    family: str
    private: str
    work: str
    mobile: str
    landline: str
    slug: str
    firm: str
    switchboard: str
    birthday: PartialDate | None
    generation: str = ""


def in_latin(text: str) -> str:
    """The text as a passport would write it."""
    made = "".join(LATIN.get(each, each) for each in text.lower())
    return made.title() if made != text.lower() else text


def plain(text: str) -> str:
    for umlaut, vowels in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("ñ", "n")):
        text = text.replace(umlaut, vowels)
    for accent, vowel in zip("áéíóúÁ", "aeiouA", strict=True):
        text = text.replace(accent, vowel)
    return text


class World:
    """Makes people: households, firms and strangers."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.firms = [f"{a}{b} {c}" for a in STEMS["en"] for b in ENDS["en"] for c in ("AG", "Ltd")]
        self.boards = {each: self.number("30") for each in self.firms}
        self.count = 0

    def number(self, area: str) -> str:
        return f"+49{area}{self.chance.randrange(10**6, 10**7)}"

    def family(self, culture: str) -> str:
        name = self.chance.choice(STEMS[culture].split()) + self.chance.choice(
            ENDS[culture].split()
        )
        if self.chance.random() < 0.3:
            name = self.chance.choice(STEMS[culture].split()) + name.lower()
        return name

    def household(self) -> list[Someone]:
        """One person, a couple, or a parent and a child of one name."""
        chance = self.chance
        culture = chance.choices(list(STEMS), [35, 35, 12, 12, 6])[0]
        family, landline = self.family(culture), self.number("89")
        kind = chance.random()
        if kind < 0.7:
            return [self.person(culture, family, chance.choice([MEN, WOMEN]), landline)]
        shared = (
            f"{in_latin(family).lower()}{self.count}@example.org" if chance.random() < 0.5 else ""
        )
        if kind < 0.97:
            return [self.person(culture, family, each, landline, shared) for each in (MEN, WOMEN)]
        father = self.person(culture, family, MEN, landline, shared)
        son = self.person(culture, family, MEN, landline, shared)
        mark = "Jr." if chance.random() < 0.5 else ""
        return [father, son._replace(given=father.given, middle="", generation=mark)]

    def person(self, culture, family, gender, landline, shared="") -> Someone:
        chance, names = self.chance, gender[culture].split()
        self.count += 1
        given, firm = chance.choice(names), chance.choice(self.firms)
        handle = plain(f"{in_latin(given)}.{in_latin(family)}").lower()
        return Someone(
            given,
            chance.choice(names) if chance.random() < 0.2 else "",
            family,
            shared or f"{handle}{self.count}@mail.example",
            f"{handle}@{plain(firm).replace(' ', '-').lower()}{self.count % 97}.example",
            self.number("17"),
            landline,
            f"{handle.replace('.', '-')}-{self.count}",
            firm,
            self.boards[firm],
            PartialDate(
                chance.randrange(1940, 2004), chance.randrange(1, 13), chance.randrange(1, 29)
            )
            if chance.random() < 0.4
            else None,
        )

    def slip(self, word: str) -> str:
        """One letter left out, doubled, swapped or struck wrongly."""
        if len(word) < 4:
            return word
        at = self.chance.randrange(1, len(word) - 1)
        other = self.chance.choice(LETTERS)
        swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return self.chance.choice(
            [word[:at] + word[at + 1 :], word[:at] + other + word[at + 1 :], swapped,
             word[:at] + word[at] + word[at:]]
        )  # fmt: skip

    def book_card(self, one: Someone) -> Card:
        """What the user's own address book says."""
        chance = self.chance
        emails = [one.private] * (chance.random() < 0.7) + [one.work] * (chance.random() < 0.35)
        phones = [one.mobile] * (chance.random() < 0.7) + [one.landline] * (chance.random() < 0.35)
        phones += [one.switchboard] * (chance.random() < 0.2)
        names = Names(
            given=one.given, additional=one.middle, family=one.family, suffix=one.generation
        )
        return Card(
            name=names.reading_order,
            names=names,
            emails=tuple(Email(value=each) for each in emails),
            phones=tuple(Phone(value=each) for each in phones),
            organizations=(Organization(name=one.firm),) * (chance.random() < 0.5),
            birthday=one.birthday if chance.random() < 0.5 else None,
            links=(Link(url=f"https://www.linkedin.com/in/{one.slug}"),) * (chance.random() < 0.2),
        )

    def other_card(self, one: Someone) -> Card:
        """What a second source says of the same person, written by somebody else."""
        chance = self.chance
        name, names = self.rewritten(one)
        firm = chance.choice(self.firms) if chance.random() < 0.25 else one.firm
        emails = [one.private] * (chance.random() < 0.5) + [one.work] * (chance.random() < 0.4)
        phones = [one.mobile] * (chance.random() < 0.5) + [one.landline] * (chance.random() < 0.25)
        phones += [one.switchboard] * (chance.random() < 0.25)
        return Card(
            name=name,
            names=names,
            emails=tuple(Email(value=each.title()) for each in emails),
            phones=tuple(Phone(value=self.as_written(each)) for each in phones),
            organizations=(Organization(name=firm, title="Manager"),) * (chance.random() < 0.7),
            birthday=one.birthday if chance.random() < 0.4 else None,
            links=(Link(url=f"linkedin.com/in/{one.slug}/"),) * (chance.random() < 0.4),
        )

    def as_written(self, number: str) -> str:
        rest = number[3:]
        return self.chance.choice(
            [number, f"0{rest[:2]} {rest[2:]}", f"0{rest[:2]}/{rest[2:5]}-{rest[5:]}",
             f"+49 (0){rest[:2]} {rest[2:]}", f"0049{rest}"]
        )  # fmt: skip

    def rewritten(self, one: Someone) -> tuple[str, Names]:
        """The name with one or two kinds of noise."""
        chance = self.chance
        given, middle, family = one.given, one.middle, one.family
        if not given.isascii() and chance.random() < 0.6:
            given, middle, family = in_latin(given), in_latin(middle), in_latin(family)
        if chance.random() < 0.3:
            given, family = plain(given), plain(family)
        kind = chance.choices(
            [
                "same",
                "nickname",
                "initial",
                "slip in given",
                "slip in family",
                "married",
                "only given",
            ],
            [52, 14, 6, 7, 7, 5, 4],
        )[0]
        match kind:
            case "nickname":
                given = SHORT.get(one.given, given)
            case "initial":
                given = f"{given[0]}."
            case "slip in given":
                given = self.slip(given)
            case "slip in family":
                family = self.slip(family)
            case "married":
                family = self.family("de")
            case "only given":
                family = ""
        middle = middle if chance.random() < 0.4 else ""
        name = " ".join(each for each in (given, middle, family, one.generation) if each)
        if family and chance.random() < 0.15:
            return f"{family}, {given}", Names()
        if chance.random() < 0.4:
            return name, Names()
        return name, Names(given=given, additional=middle, family=family, suffix=one.generation)


class Labelled(NamedTuple):
    """A book, a second source, and the truth: the number of the person of each card."""

    book: list[tuple[int, Card]]
    other: list[tuple[int, Card]]


def labelled(contacts: int, seed: int = 20261122) -> Labelled:
    """About `contacts` people in the book, and half as many cards of a second source."""
    world = World(seed)
    people: list[Someone] = []
    while len(people) < contacts:
        people += world.household()
    known = {i for i in range(len(people)) if world.chance.random() < 0.8}
    told = [i for i in range(len(people)) if world.chance.random() < 0.5]
    return Labelled(
        [(i, world.book_card(people[i])) for i in sorted(known)],
        [(i, world.other_card(people[i])) for i in told],
    )


class Figures(NamedTuple):
    """Counts of right and wrong verdicts against the pairs that there are."""

    right: int
    wrong: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.wanted, 1)


def by_matching(cards: Labelled) -> tuple[dict[str, Figures], float, list]:
    """Each card of the second source against the book: merges, proposals and the baseline."""
    began = time.process_time()
    index = Index(((str(i), card) for i, card in cards.book), REGION)
    verdicts = [(i, card, index.find(card)) for i, card in cards.other]
    seconds = time.process_time() - began
    by_key: dict[str, set[int]] = {}
    keys_of: dict[int, frozenset[str]] = {}
    for i, card in cards.book:
        keys_of[i] = strong_keys(card, REGION)
        for key in keys_of[i]:
            by_key.setdefault(key, set()).add(i)
    counts = dict.fromkeys(["same", "proposal", "keys"], (0, 0))
    reachable = there = 0
    mistakes = []
    for i, card, verdict in verdicts:
        keys = strong_keys(card, REGION)
        there += i in keys_of
        reachable += bool(keys & keys_of.get(i, frozenset()))
        if verdict.kind:
            right, wrong = counts[verdict.kind]
            good = verdict.contact == str(i)
            counts[verdict.kind] = (right + good, wrong + (not good))
            if verdict.kind == "same" and not good:
                mistakes.append((card, verdict))
        if holders := {each for key in keys for each in by_key.get(key, ())}:
            right, wrong = counts["keys"]
            good = min(holders) == i
            counts["keys"] = (right + good, wrong + (not good))
    figures = {
        "automatic": Figures(*counts["same"], reachable),
        "proposed": Figures(*counts["proposal"], there - counts["same"][0]),
        "baseline": Figures(*counts["keys"], reachable),
    }
    return figures, seconds, mistakes


def by_scoring(cards: Labelled) -> tuple[dict[float, Figures], float]:
    """All cards as one heap: the pairs that scoring finds, by least score."""
    heap = [(f"{i}-{side}", card) for side, part in enumerate(cards) for i, card in part]
    true = {i for i, _ in cards.book} & {i for i, _ in cards.other}
    began = time.process_time()
    pairs = candidates(heap, REGION)
    seconds = time.process_time() - began
    figures = {}
    for least in (0.5, 0.8, 0.95):
        good = [a.split("-")[0] == b.split("-")[0] for a, b, value, _ in pairs if value >= least]
        figures[least] = Figures(sum(good), len(good) - sum(good), len(true))
    return figures, seconds


def seconds_to_compose(cards: Labelled) -> float:
    began = time.process_time()
    for (_, one), (_, other) in zip(cards.book, cards.other, strict=False):
        compose(Own(), [one, other], REGION)
    return time.process_time() - began


def main(contacts: int) -> int:
    small, large = labelled(contacts // 6), labelled(contacts * 10 // 13)
    count = len(large.book) + len(large.other)
    print(f"{len(large.book)} contacts in the book, {len(large.other)} cards of another source")
    figures, seconds, _ = by_matching(large)
    for name, each in figures.items():
        print(
            f"  {name:10} precision {each.precision:.4f}  recall {each.recall:.3f}  ({each.right} right, {each.wrong} wrong)"
        )
    few = len(small.book) + len(small.other)
    scored, took = by_scoring(large)
    for least, each in scored.items():
        print(f"  score ≥ {least:.2f} precision {each.precision:.4f}  recall {each.recall:.3f}")
    first, less = by_matching(small)[1], by_scoring(small)[1]
    print(
        f"matching: {seconds:.2f} s for {count} cards, {seconds / first / (count / few):.2f} × linear"
    )
    print(f"scoring:  {took:.2f} s for {count} cards, {took / less / (count / few):.2f} × linear")
    composed = min(len(large.book), len(large.other))
    print(f"compose:  {seconds_to_compose(large) / composed * 1e6:.0f} µs a contact of two sources")
    return 0 if figures["automatic"].precision >= LEAST_PRECISION else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000))
