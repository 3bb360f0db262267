"""Sound topics made up at random, with words and signs that nobody expects.

They are drawn from the models themselves, so that a new field or kind is tried as soon as it is
there; only what names something else is made by hand.
"""

from collections.abc import Callable
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from briefing.model.base import Item, Prose, Text
from briefing.model.brief import Brief, Dispute, LeftOut
from briefing.model.sections.comparison import ComparisonTable
from briefing.model.sections.registry import Section
from briefing.model.source import Source
from briefing.model.yardstick import YARDSTICKS
from briefing.text.dates import Edtf
from briefing.themes.theme import theme_names
from tests.support.odd_tokens import WORDS

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
PICTURES = ("gauge.svg", "portrait.png")

DATES = (
    "1924", "1924-08", "2022-02-28", "2024-02-29", "1890~", "198X", "19XX", "1936/1940",
    "2014/..", "../2014", "0001", "9999-12-31", "2022-01-01/2022-01-31", "1920?/1930%",
)  # fmt: skip
NAMED = {
    "theme": tuple(theme_names()),
    "citation_style": ("numeric", "author-date", "notes"),
    "marking": ("TLP:AMBER", "OFFICIAL-SENSITIVE", "CUI//NOFORN", "text:Для своих"),
    "url": (
        "https://example.org/a",
        "http://example.org/%00?q=" + "x" * 300,
        "https://пример.рф/я",
    ),
    "logo": PICTURES,
    "photo": PICTURES,
    "file": PICTURES,
}

characters = st.characters(
    exclude_categories=["Cs", "Cc", "Co", "Zl", "Zp"], exclude_characters="[]<>@"
)
phrases = st.one_of(
    st.sampled_from(WORDS[:4]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
    st.text(characters, min_size=1, max_size=12),
)


# What is made by hand, and what only says how to print.
MADE_APART = (
    "sections", "sources", "disputes", "profiles", "silence", "source_notes", "parties",
    "yardstick",
)  # fmt: skip


class Maker:
    """Draws a topic that is sound: its names are there, and none is given twice."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.number = 0
        self.sources = [f"s{n}" for n in range(draw(st.integers(1, 3)))]
        self.parties = ["one", "two"]
        self.disputes = [f"dispute-{n}" for n in range(draw(st.integers(0, 2)))]
        self.yardstick = draw(st.sampled_from(sorted(YARDSTICKS)))

    def topic(self) -> dict[str, Any]:
        """Make a topic of some of the kinds of sections."""
        union = get_args(get_args(Section)[0])
        chosen = self.draw(st.lists(st.sampled_from(union), min_size=1, max_size=3, unique=True))
        names = [get_args(model.model_fields["kind"].annotation)[0] for model in chosen]
        self.sections = names
        topic = self.record(Brief, without=MADE_APART)
        topic["yardstick"] = self.yardstick
        topic["parties"] = [{"id": each, "name": self.text()} for each in self.parties]
        topic["sections"] = [self.record(model) for model in chosen]
        topic["sources"] = [{**self.record(Source), "id": each} for each in self.sources]
        topic["disputes"] = [{**self.record(Dispute), "id": each} for each in self.disputes]
        return topic

    def record(self, model: type[BaseModel], without: tuple[str, ...] = ()) -> dict[str, Any]:
        """Fill the fields that a model must have, and some of the others."""
        made: dict[str, Any] = {}
        for name, field in model.model_fields.items():
            if name in without or not (field.is_required() or self.draw(st.booleans())):
                continue
            made[field.alias or name] = self.field(model, name, field)
        return self._mended(
            model, {name: value for name, value in made.items() if value is not None}
        )

    def field(self, model: type[BaseModel], name: str, field: FieldInfo) -> Any:
        """Fill one field; None where it is better left out."""
        own = self._by_name(model, name)
        if own is not Ellipsis:
            return own
        return self.value(field.annotation, field.metadata, name)

    def _by_name(self, model: type[BaseModel], name: str) -> Any:
        match name:
            case "id" if issubclass(model, Item):
                self.number += 1
                return f"entry-{self.number}"
            case "id" | "same_as" | "relations" | "charts" | "profile":
                return None
            case "party" | "seller" | "home" | "sender":
                return self.draw(st.sampled_from(self.parties))
            case "disputes":
                return self._some(self.disputes)
            case "sections":
                return self._some(self.sections) or self.sections[:1]
            case "derived_from" | "independent_of":
                return self._some(self.sources)
            case "date_parts":
                return self.draw(st.sampled_from(([[2024]], [[2024, 2, 29]], [[1999, 12], [2000]])))
            case "audience":
                return self._some(["minister", "press"])
            case "citations":
                return self.citation()
            case "likelihood" if model.__name__ in ("Judgement", "Scenario"):
                return self.draw(st.sampled_from(sorted(YARDSTICKS[self.yardstick])))
            case "handling":
                return self.text()[:80].strip() or "Not to leave the room"
            case _:
                return Ellipsis

    def _mended(self, model: type[BaseModel], made: dict[str, Any]) -> dict[str, Any]:
        if model is ComparisonTable:
            width = len(made["columns"])
            for row in made.get("rows", ()):
                row["cells"] = [self.text() for _ in range(width)]
        if model is Dispute and not ("assessment" in made and "basis" in made):
            made["unresolved"] = True
        if model.__name__ == "Biography" and "photo" in made:
            made.setdefault("alt", "A portrait")
        if model.__name__ == "Membership":
            made.pop("until", None)
        if model is LeftOut and "cut" in made:
            made.setdefault("pages", 2)
        if model.__name__ == "CslDate":
            made["literal"] = self.text()
        if model.__name__ == "Economics" and made.get("observations"):
            names = [each["id"] for each in made["observations"] if "id" in each]
            made["charts"] = [
                {"title": self.text(), "type": type_, "measures": [each["measure"]]}
                for each in made["observations"]
                for type_ in self._some(["bars", "lines"])
            ]
            made["relations"] = [{"formula": f"{each} * 2 = {each}"} for each in self._some(names)]
        if model.__name__ == "Name" and not {"family", "given", "literal"} & made.keys():
            made["literal"] = "Desk"
        return made

    def value(self, kind: Any, metadata: list[Any], name: str) -> Any:
        """Make a value of a type."""
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self.value(arguments[0], [*arguments[1:]], name)
        if origin in (Union, UnionType):
            options = [each for each in arguments if each is not NoneType]
            return self.value(self.draw(st.sampled_from(options)), metadata, name)
        if origin is Literal:
            return self.draw(st.sampled_from(arguments))
        if origin is tuple:
            low = next((each.min_length for each in metadata if hasattr(each, "min_length")), 0)
            count = self.draw(st.sampled_from((low, low or 1, 1, 2)))
            return [self.value(arguments[0], [], name) for _ in range(count)]
        if name in NAMED and kind is str:
            return self.draw(st.sampled_from(NAMED[name]))
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return self.record(kind)
        if isinstance(kind, type) and issubclass(kind, Prose):
            return "\n\n".join(self.text() for _ in range(self.draw(st.integers(1, 3))))
        if isinstance(kind, type) and issubclass(kind, Text):
            return self.text()
        if kind is Edtf:
            return self.draw(st.sampled_from(DATES))
        return self._scalar(kind, metadata)

    def _scalar(self, kind: Any, metadata: list[Any]) -> Any:
        bounds = {
            key: value
            for each in metadata
            for key in ("ge", "gt", "le")
            if (value := getattr(each, key, None)) is not None
        }
        low = bounds.get("ge", bounds.get("gt", 0) + ("gt" in bounds))
        if kind is bool:
            return self.draw(st.booleans())
        if kind is int:
            return self.draw(st.integers(int(low), int(bounds.get("le", 10**6))))
        if kind is float:
            high = bounds.get("le", 1e15)
            return self.draw(st.sampled_from((low, high, high / 3)))
        if kind is str and any(getattr(each, "pattern", None) for each in metadata):
            return self.draw(st.sampled_from(("en", "es")))
        if kind is str:
            return self.draw(phrases)
        return None

    def text(self) -> str:
        """Make a line of light Markdown."""
        line = " ".join(str(self.draw(phrases)).split()) or "x"
        return line + self.citation() if self.draw(st.integers(0, 5)) == 0 else line

    def citation(self) -> str:
        """Cite a source."""
        key = self.draw(st.sampled_from(self.sources))
        form = self.draw(
            st.sampled_from(("[@{}]", "[@{}, p. 3]", "[see @{}, paras. 1-9 {{cred=2}}]"))
        )
        return str(form.format(key))

    def _some(self, names: list[str]) -> list[str]:
        return [each for each in names if self.draw(st.booleans())]


@st.composite
def topics(draw: Draw) -> dict[str, Any]:
    """Make up a sound topic, as plain data."""
    return Maker(draw).topic()


MODES = ("duplex", "recto", "new_page", "margin_notes", "large_print", "mono", "review", "sheet")
looks = st.builds(
    lambda look, modes: {**look, **dict.fromkeys(modes, True)},
    st.fixed_dictionaries(
        {},
        optional={
            "theme": st.sampled_from(NAMED["theme"]),
            "language": st.sampled_from(("en", "es")),
            "paper": st.sampled_from(("a4", "a5", "letter", "legal")),
            "priority": st.integers(1, 3),
            "disputes": st.sampled_from(("long", "line")),
            "appendix": st.sampled_from(("short", "full")),
            "citation_style": st.sampled_from(NAMED["citation_style"]),
            "qr": st.booleans(),
        },
    ),
    st.lists(st.sampled_from(MODES), max_size=2),
)
