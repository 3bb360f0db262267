"""A theme: one folder with `theme.yaml`, style sheets, and whatever it overrides.

Enters: the name of a theme that comes along, or a user's folder. Leaves: a `Theme` whose files
are all in memory; nothing of it is opened later, and nothing outside its folder. A theme whose
fonts are not there is an error, because every machine must give the same pages.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

from pydantic import Field, ValidationError

from briefing.errors import Diagnostic, InputError, Span, UsageError, nearest
from briefing.formats.folder import Folder
from briefing.formats.scalars import decode
from briefing.formats.yaml_tree import Map, read_yaml, span_of
from briefing.layout.protocol import FONTS, THEME
from briefing.model.base import Model
from briefing.model.form import Form, check_form
from briefing.model.options import MODES, PaperName
from briefing.model.renames import take_old_names
from briefing.runtime import package_data
from briefing.themes.template_names import check_template_names
from briefing.validation.model_errors import explain_model_errors

__all__ = [
    "DEFAULT_THEME", "Drawing", "Font", "Paper", "Theme", "is_own", "open_theme", "theme_as_named",
    "theme_names",
]  # fmt: skip

DEFAULT_THEME = "ministry"
"""The theme where nobody names one."""


_TEMPLATES = "templates"

# What drawings have colours for.
_COLOURS = ("ink", "soft", "accent", "line", "fill")

# custom properties that have no value to fall back to, and those that have a value
_USED, _DEFINED = re.compile(r"var\(\s*(--[\w-]+)\s*\)"), re.compile(r"(--[\w-]+)\s*:")

# What the engine logs of an address.
_NOT_LOADED = re.compile(r"^Failed to load \w+ at '?([^\s']+)")


class Font(Model):
    """A static font file, in the theme's folder or in the fonts' package."""

    family: str
    file: str
    weight: Literal[400, 700] = 400
    style: Literal["normal", "italic"] = "normal"


class Paper(Model):
    """A paper size and the margins on it, all in millimetres."""

    width: float
    height: float
    top: float
    first_top: float | None = Field(None, description="Top margin of the first page.")
    right: float
    bottom: float
    left: float
    head: float = Field(10, description="How far running heads reach above the text.")
    foot: float = Field(13, description="How far running feet reach below it.")


class Drawing(Model):
    """What inline drawings need, since SVG inherits nothing from the page."""

    family: str
    ink: str
    soft: str
    accent: str
    line: str
    fill: str


class Settings(Model):
    """The content of `theme.yaml`."""

    briefing: Form = 1
    name: str
    description: str
    citations: Literal["superior", "bracket"]
    fonts: tuple[Font, ...] = Field(min_length=1)
    drawing: Drawing
    papers: dict[PaperName, Paper] = Field(description="`legal` is a longer `letter`.")
    sheets: dict[PaperName, Paper] = Field(
        description="The same for a brief on one sheet, which is set smaller."
    )


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme in memory: settings, partials by name, and files by the URL that serves them.

    `own` is what was read from a user's folder, by name; `warnings` are about names in it.
    """

    settings: Settings
    templates: Mapping[str, str]
    files: Mapping[str, bytes]
    sheets: tuple[str, ...]
    own: Mapping[str, bytes]
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def css(self) -> tuple[str, ...]:
        """Return the text of the style sheets in the order of their cascade."""
        return tuple(self.files[THEME + name].decode() for name in self.sheets)

    @property
    def undefined(self) -> tuple[str, ...]:
        """Name the custom properties that style sheets use and none of them defines."""
        text = "\n".join(self.css)
        used, defined = _USED.findall(text), set(_DEFINED.findall(text))
        return tuple(sorted({*used} - defined))

    def place_of(self, line: str) -> Span | None:
        """Find in a user's theme what the engine says that it did not load."""
        if found := _NOT_LOADED.search(line):
            for name, data in self.own.items():
                before, address, _ = data.partition(found[1].encode())
                if address:
                    column = len(before) - before.rfind(b"\n")
                    return Span(f"theme/{name}", before.count(b"\n") + 1, column)
        return None


def theme_names() -> tuple[str, ...]:
    """List the themes that come along."""
    return tuple(sorted(path.parent.name for path in package_data.styles().glob("*/theme.yaml")))


def is_own(name: str) -> bool:
    """Return whether the name of a theme is that of a user's folder."""
    return "/" in name or name.startswith(".")


def theme_as_named(name: str, folder: Path) -> str:
    """Find a theme that a topic in a folder names: one of its own is relative to it."""
    return str(folder / name) if is_own(name) else name


def open_theme(name: str, modes: Collection[str] = ()) -> Theme:
    """Read a theme; raise UsageError if there is none, InputError if it is not whole.

    Of the style sheets that are named after a mode of print, only those of `modes` are used.
    """
    folder = Path(name) if is_own(name) else package_data.styles() / name
    if not _is_there(folder / "theme.yaml"):
        near = nearest(name, theme_names())
        hint = "name a folder that holds a theme.yaml"
        hint = f"{near.removesuffix('?')}, or {hint}" if near else hint
        raise UsageError(f"there is no theme `{name}`", hint)
    inside = Folder(folder, of="theme") if is_own(name) else None
    read = _reader(folder, inside)
    settings, spans, renamed = _settings(folder, read)
    if "mono" in modes:
        black = settings.drawing.model_copy(update=dict.fromkeys(_COLOURS, "#000000"))
        settings = settings.model_copy(update={"drawing": black})
    names, base = _names(folder, inside), package_data.base_styles()
    files = {f"{THEME}base/{path.name}": path.read_bytes() for path in sorted(base.glob("*.css"))}
    files |= {
        f"{THEME}theme/{name}": read(name)
        for name in names
        if name.endswith(".css") and "/" not in name
    }
    unused = {"running", *MODES} - set(modes)
    sheets = [url.removeprefix(THEME) for url in files if PurePosixPath(url).stem not in unused]
    partials = {
        name.removeprefix(f"{_TEMPLATES}/"): read(name)
        for name in names
        if name.endswith(".html") and name.startswith(f"{_TEMPLATES}/")
    }
    texts = {f"{folder.name}/templates/{name}": data for name, data in partials.items()}
    texts |= {url.removeprefix(THEME): data for url, data in files.items()}
    found = [
        each for name, data in texts.items() if not isinstance(each := decode(data, name), str)
    ]
    if found:
        raise InputError(found)
    for font, span in zip(settings.fonts, spans, strict=True):
        files[FONTS + font.file] = _font(folder, font, read, span)
    templates = {name: data.decode() for name, data in partials.items()}
    return Theme(
        settings=settings,
        templates=templates,
        files=files,
        sheets=tuple(sorted(sheets, key=_rank)),
        own=inside.files if inside else {},
        warnings=(*renamed, *(_check_names(folder.name, names, templates) if inside else ())),
    )


def _names(folder: Path, inside: Folder | None) -> list[str]:
    """List the style sheets and templates of a theme, in order, and what lies beside them."""
    if inside:
        return [*inside.names(), *inside.names(_TEMPLATES)]
    found = [*folder.glob("*.css"), *folder.glob(f"{_TEMPLATES}/**/*.html")]
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _check_names(
    theme: str, names: Sequence[str], templates: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Look for names in a user's folder of templates that override nothing, or are old."""
    ours = package_data.templates()
    known = frozenset(path.relative_to(ours).as_posix() for path in ours.rglob("*.html"))
    inner = (
        name.removeprefix(f"{_TEMPLATES}/") for name in names if name.startswith(f"{_TEMPLATES}/")
    )
    shown = (name for name in inner if not PurePosixPath(name).name.startswith("."))
    return check_template_names(theme, {name: templates.get(name) for name in shown}, known)


def _rank(sheet: str) -> tuple[int, bool, str]:
    """Put what is shared before the theme, and modes behind both, in their order."""
    folder, name = sheet.removesuffix(".css").split("/")
    return MODES.index(name) if name in MODES else -1, folder == "theme", name


_Read = Callable[..., bytes]


def _reader(folder: Path, inside: Folder | None) -> _Read:
    """Return what reads a file of a theme; of a user's folder nothing that is not `inside` it.

    Our own may be links, as some installers make them.
    """
    if not inside:
        return lambda file, _=None: (folder / file).read_bytes()
    return lambda file, span=None: inside.read(file, span or Span(f"{folder.name}/{file}", 1, 1))[1]


def _settings(folder: Path, read: _Read) -> tuple[Settings, list[Span], list[Diagnostic]]:
    """Read `theme.yaml`, and tell where each font is named in it, and what has changed its name."""
    name = f"{folder.name}/theme.yaml"
    tree, faults = read_yaml(read("theme.yaml"), name)
    if not isinstance(tree, Map):
        faults = faults or [Diagnostic("a theme needs fields", Span(name, 1, 1), rule="bad-theme")]
    elif fault := check_form(tree):
        faults.append(fault)
    if faults:
        raise InputError(faults)
    assert isinstance(tree, Map)
    renamed = take_old_names(tree, "theme")
    try:
        settings = Settings.model_validate(tree)
    except ValidationError as error:
        raise InputError(explain_model_errors(error, Settings, tree)) from None
    fonts = [span_of(tree, ("fonts", i, "file")) for i in range(len(settings.fonts))]
    return settings, fonts, renamed


def _font(folder: Path, font: Font, read: _Read, span: Span) -> bytes:
    path = PurePosixPath(font.file)
    leaves = path.is_absolute() or ".." in path.parts
    if leaves or _is_there(folder / path):
        return read(font.file, span)
    if _is_there(ours := package_data.fonts() / path):
        return ours.read_bytes()
    message = f"the font `{font.file}` of the theme `{folder.name}` is not there"
    hint = "reinstall briefing, which brings its fonts, or put the file into the theme's folder"
    raise InputError([Diagnostic(message, span, hint, rule="bad-theme")])


def _is_there(path: Path) -> bool:
    """Return whether a file is there; a name may be longer than any that can be."""
    try:
        return path.is_file()
    except OSError:
        return False
