"""One brief of any length, made up: the same words whenever it is made.

Enters: a number of pages. Leaves: a `Brief`, plain data that `forms` writes for each program.
Invariant: nothing in it looks like a fact. Every title, source and address says that it is made
up; there are no people, places or quotations in it. Its texts hold letters, digits, commas,
stops and hyphens alone, which mean nothing to Markdown, Typst, LaTeX or HTML.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

__all__ = [
    "SIZES", "Brief", "Comparison", "Faq", "Paragraph", "Prose", "Sentence", "Source", "brief",
]  # fmt: skip

# pages: chapters, paragraphs in each, sources
SIZES = {2: (1, 3, 4), 6: (2, 9, 12), 13: (4, 8, 28), 44: (10, 17, 60), 226: (36, 28, 150)}

NOUNS = """
    account agreement allocation amount assessment average balance benchmark border budget capacity
    change channel charge committee comparison condition corridor cost decision delay demand
    development difference distance district duty effect energy estimate exchange export figure
    forecast freight growth harbour import increase index industry inflation inspection
    institution interest investment labour level licence limit market measure method mission
    network number objective office outcome partner payment period permit plan policy port price
    procedure production programme project proposal rate record region register report requirement
    reserve result review revenue route sample schedule sector service share standard statement
    storage supply survey system tariff territory trade transit transport treaty volume water yield
"""
QUALITIES = """
    annual average bilateral combined common comparable continental current domestic earlier
    eastern external formal foreign general gradual industrial initial intermediate joint later
    limited local long-term marginal moderate monthly national northern official ordinary partial
    preliminary previous provisional regional regular relative remaining seasonal second separate
    short-term southern stable standard technical temporary usual western
"""
VERBS = """
    accompanied affected determined exceeded explained followed included limited matched preceded
    raised reduced reflected replaced required restricted shaped supported
"""
LINKS = "after although because before since until whereas while"


@dataclass(frozen=True, slots=True)
class Citation:
    """A source by its number, at one place of the text."""

    place: int
    source: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or what stands in a cell, and its citations."""

    text: str
    cited: tuple[Citation, ...] = ()


Paragraph = tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A section of running text."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A section that is a table: a label and cells in each row."""

    title: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Sentence, ...]], ...]


@dataclass(frozen=True, slots=True)
class Faq:
    """A section of questions and answers."""

    title: str
    questions: tuple[tuple[str, Paragraph], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A source, its number, and the places that cite it."""

    number: int
    author: str
    title: str
    year: int
    address: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """All that is printed."""

    title: str
    sections: tuple[Prose | Comparison | Faq, ...]
    sources: tuple[Source, ...]


class Writer:
    """Writes one brief; sources are numbered in the order in which they are first cited."""

    def __init__(self, seed: int, sources: int) -> None:
        self._random = Random(seed)  # noqa: S311  nothing here is secret
        self._sources = sources
        self._words = {name: name.split() for name in (NOUNS, QUALITIES, VERBS, LINKS)}
        self._numbers: dict[int, int] = {}
        self.places: list[int] = []
        """Number of the source that is cited at each place."""

    def cite(self, most: int) -> tuple[Citation, ...]:
        """Cite up to `most` sources; a few are cited often and most seldom."""
        picks = {self._pick() for _ in range(self._random.randint(1, most))}
        return tuple(self._citation(pick) for pick in sorted(picks))

    def _pick(self) -> int:
        return int(self._sources * self._random.random() ** 1.6)

    def _citation(self, pick: int) -> Citation:
        number = self._numbers.setdefault(pick, len(self._numbers) + 1)
        self.places.append(number)
        return Citation(len(self.places), number)

    def _word(self, words: str) -> str:
        return self._random.choice(self._words[words])

    def phrase(self) -> str:
        """Write a noun with what goes before it."""
        return f"the {self._word(QUALITIES)} {self._word(NOUNS)} of the {self._word(NOUNS)}"

    def clause(self) -> str:
        """Write a sentence without its end."""
        return f"{self.phrase()} {self._word(VERBS)} {self.phrase()}"

    def sentence(self) -> str:
        """Write a sentence of one clause or two, some with a figure."""
        text = self.clause()
        if self._random.random() < 0.6:
            text += f", {self._word(LINKS)} {self.clause()}"
        if self._random.random() < 0.3:
            text += f", by {self._random.randint(11, 98) / 10} per cent"
        return f"{text[0].upper()}{text[1:]}."

    def paragraph(self, sentences: int) -> Paragraph:
        """Write a paragraph of which every second sentence or so cites something."""
        return tuple(
            Sentence(self.sentence(), self.cite(2) if self._random.random() < 0.45 else ())
            for _ in range(sentences)
        )

    def prose(self, number: int, paragraphs: int) -> Prose:
        """Write a section of running text; its first sentence is there to be changed."""
        first = (Sentence(f"Edition 1 of the made-up part {number}, written for measuring."),)
        rest = tuple(self.paragraph(self._random.randint(3, 6)) for _ in range(paragraphs - 1))
        return Prose(f"Made-up part {number}", (first + self.paragraph(3), *rest))

    def comparison(self, number: int) -> Comparison:
        """Write a section that is a table of nine rows."""
        rows = tuple(
            (f"Measure {row}", tuple(self._cell() for _ in range(3))) for row in range(1, 10)
        )
        columns = ("First made-up office", "Second made-up office", "Third made-up office")
        return Comparison(f"Made-up table {number}", f"What is counted, {number}", columns, rows)

    def _cell(self) -> Sentence:
        text = f"{self._random.randint(100, 9999) / 10}, {self.phrase()}"
        return Sentence(text, self.cite(1))

    def faq(self, number: int) -> Faq:
        """Write a section of four questions."""
        questions = ((f"What was {self.phrase()}", self.paragraph(3)) for _ in range(4))
        return Faq(f"Made-up questions {number}", tuple(questions))

    def sources(self) -> Iterator[Source]:
        """Describe what was cited, in the order of the numbers."""
        places: dict[int, list[int]] = {}
        for place, number in enumerate(self.places, start=1):
            places.setdefault(number, []).append(place)
        for number, those in sorted(places.items()):
            words = " ".join(self._word(NOUNS) for _ in range(6))
            yield Source(
                number,
                author=f"Made-up office {self._random.randint(1, 40)}",
                title=f"Made-up report {number}, {words}",
                year=self._random.randint(1990, 2020),
                address=f"https://example.org/made-up/{number}",
                places=tuple(those),
            )


def brief(pages: int, *, seed: int = 0) -> Brief:
    """Make a brief up that `briefing` prints on about so many pages: one of `SIZES`."""
    chapters, paragraphs, sources = SIZES[pages]
    writer = Writer(pages * 1000 + seed, sources)
    sections: list[Prose | Comparison | Faq] = []
    for number in range(1, chapters + 1):
        sections += (writer.prose(number, paragraphs), writer.comparison(number))
        if number % 3 == 0:
            sections.append(writer.faq(number))
    title = f"A made-up brief of {pages} pages, number {seed}"
    return Brief(title, tuple(sections), tuple(writer.sources()))
