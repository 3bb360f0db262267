"""Options drawn at random, as Python gives them and as the command line does."""

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from typer.testing import CliRunner

from briefing.cli.app import app
from briefing.model.options import Options
from tests.support.fuzz_oracle import Bench, fresh, lay_out, limited, whole
from tests.support.valid_topics import NAMED, Draw, Maker, phrases

_CHOICES: Mapping[str, st.SearchStrategy[Any]] = {
    "profile": st.sampled_from(("short", "press", "table", "paper", "tlp", "own", "none", "")),
    "sections": st.lists(st.sampled_from(("words", "text", "summary", "agenda", "x")), max_size=3),
    "without": st.lists(st.sampled_from(("text", "summary", "notes", "x")), max_size=2),
    "audience": st.lists(st.sampled_from(("minister", "press", "nobody")), max_size=2),
    "language": st.sampled_from(("en", "es", "en", "es", "xx", "", "../en")),
    "theme": st.sampled_from((*NAMED["theme"], *NAMED["theme"], "none", "./" + "x" * 300, "")),
    "citation_style": st.sampled_from((*NAMED["citation_style"], "apa", "none", "x.csl", "")),
    "marking": st.sampled_from((*NAMED["marking"], "TLP:PINK", "text:", "")),
    "max_pages": st.sampled_from((1, 2, 3, 9)),
    "bleed": st.sampled_from((0, 0.5, 3, 10)),
    "copies": st.lists(
        st.sampled_from(({"name": "Ana"}, {"name": "漢字", "role": "M" * 60}, {"name": "A" * 60})),
        max_size=2,
        unique_by=lambda each: each["name"],
    ),
}  # fmt: skip


def choices(bench: Bench, draw: Draw) -> str:
    """Build a topic with any options together."""
    names = draw(st.lists(st.sampled_from(sorted(Options.model_fields)), max_size=5, unique=True))
    maker = Maker(draw)
    look = {}
    for name in names:
        field = Options.model_fields[name]
        chosen = _CHOICES.get(name)
        look[name] = (
            maker.value(field.annotation, field.metadata, name) if chosen is None else draw(chosen)
        )
    name = draw(st.sampled_from(("minimal", "minimal", "marked", "meeting")))
    return lay_out(bench.folder / "topics" / f"{name}.yaml", bench.engine, look)


def commands(bench: Bench, draw: Draw) -> str:
    """Call `briefing build` with options that may be right."""
    known = st.sampled_from(sorted({*Options.model_fields, "timeout", "memory", "nonsense"}))
    names = draw(st.lists(known, max_size=4, unique=True))
    call = [word for name in names for word in _words(bench, draw, name)]
    output = fresh(bench.folder / "out") / ("brief.html" if "html" in call else "brief.pdf")
    topic = bench.folder / "topics" / "minimal.yaml"
    words = ["build", str(topic), "-o", str(output), "--no-cache", *call]
    with limited():
        result = CliRunner().invoke(app, words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    left = [*output.parent.iterdir()]
    if result.exit_code:
        assert result.exit_code in (1, 2), call
        assert result.stderr, call
        assert "SIGKILL" not in result.stderr, call
        assert not left, (call, left)
        return "told"
    assert output in left, (call, left)
    assert len(left) == 1 + ("--copies" in call), (call, left)
    whole(output, excused="no font has" in result.stderr)
    return "built"


def _words(bench: Bench, draw: Draw, name: str) -> list[str]:
    """Write an option and perhaps a value."""
    flag = name.replace("_", "-")
    field = Options.model_fields.get(name)
    if field and field.annotation is bool:
        return [draw(st.sampled_from((f"--{flag}", f"--no-{flag}")))]
    return [f"--{flag}", draw(_values(bench, name, field.annotation if field else None))]


def _values(bench: Bench, name: str, kind: Any) -> st.SearchStrategy[str]:
    literals = [
        str(value)
        for part in (kind, *get_args(kind))
        if get_origin(part) is Literal
        for value in get_args(part)
    ]
    if literals:
        return st.sampled_from((*literals, "none"))
    if name == "copies":
        people = bench.folder / "given.csv"
        people.write_text("name,role\nAna,Minister\n漢字,\n", "utf-8")
        return st.sampled_from((*[str(people)] * 3, "none.csv", ".", __file__))
    if name in ("timeout", "memory"):
        return st.sampled_from(("0", "600", "4096", "x", "-1", "nan"))
    if name in _CHOICES:
        return _CHOICES[name].map(_told)
    return st.sampled_from(("0", "1", "2", "3", "x", "")) | phrases


def _told(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)
