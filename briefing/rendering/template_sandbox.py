"""Jinja, with what a theme may do in it. With `template_cache`, the only module that knows Jinja.

Enters: the name of a template and what it may ask for. Leaves: HTML, or the place in a theme's
partial where it is wrong. Templates run in Jinja's sandbox, since a theme may come from somebody
else; everything is escaped unless a filter made it, and a name that does not exist is an error.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from traceback import extract_tb, walk_tb
from typing import Any

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.exceptions import SecurityError
from jinja2.filters import do_format
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel

from briefing.errors import BriefingError, Diagnostic, EngineError, InputError, Span
from briefing.rendering.template_cache import Compiled, at_run_time
from briefing.runtime import package_data as assets
from briefing.runtime.cache import Cache
from briefing.runtime.limits import Limits, bounded
from briefing.themes.template_names import names_of, present_name

__all__ = ["Sandbox", "open_sandbox", "render_template"]

# Of a model templates see its fields, not what pydantic adds: it reads files, and pickles too.
_OF_PYDANTIC = frozenset(dir(BaseModel))

# Numbers of more bits are not multiplied, nor are any raised to a power.
_MOST_BITS = 64

_MORE = "make it do less, or allow more with --timeout and --memory"

# How the partials of a theme are named in messages.
_THEME = "theme/templates/"


class Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, which asks itself once about an attribute of a type, not each time."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._safe: dict[tuple[type, str], bool] = {}

    def join_path(self, template: str, parent: str) -> str:  # noqa: ARG002  Jinja's
        """Return the present name of a template, which a theme may call by an old one."""
        return present_name(template)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may see an attribute, which Jinja decides by type and name."""
        key = type(obj), attr
        if key not in self._safe:
            hidden = isinstance(obj, BaseModel | type) and attr in _OF_PYDANTIC
            self._safe[key] = not hidden and super().is_safe_attribute(obj, attr, value)
        return self._safe[key]

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse numbers that grow fast, which nothing could stop, and texts that print objects."""
        whole = isinstance(left, int) and isinstance(right, int)
        if whole and (operator == "**" or (left | right).bit_length() > _MOST_BITS):
            raise SecurityError("the numbers are too large")
        if operator == "%" and isinstance(left, str):
            _require_plain(right)
        return super().call_binop(context, operator, left, right)


def _require_plain(values: Any) -> None:
    """Refuse to write what is neither text nor number, as Python would: with names and addresses.

    Raises SecurityError.
    """
    match values:
        case tuple() | list():
            parts: Iterable[Any] = values
        case dict():
            parts = values.values()
        case _:
            parts = (values,)
    if not all(isinstance(each, str | int | float) for each in parts):
        raise SecurityError("only texts and numbers can be written so: the rest is unsafe")


def _percent(pattern: str, *values: Any, **named: Any) -> str:
    """Return a text with its `%` filled, as Jinja's filter `format` does, by plain values alone."""
    _require_plain(values)
    _require_plain(named)
    return do_format(pattern, *values, **named)


def open_sandbox(own: Mapping[str, str], filters: Mapping[str, Callable[..., Any]]) -> Sandbox:
    """Return an environment with our templates, those of a theme before them, and our filters."""

    def own_partial(name: str) -> tuple[str, str, None] | None:
        found = next((each for each in names_of(name) if each in own), None)
        return None if found is None else (own[found], f"{_THEME}{found}", None)

    environment = Sandbox(
        loader=ChoiceLoader([FunctionLoader(own_partial), FileSystemLoader(assets.templates())]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=Compiled(Cache()),
    )
    environment.filters["format"] = _percent
    environment.filters.update({name: at_run_time(each) for name, each in filters.items()})
    return environment


def render_template(
    environment: Sandbox, name: str, context: Mapping[str, Any], limits: Limits | None
) -> str:
    """Render a template, within limits where they are given.

    Raises InputError for a fault in a partial of a theme, EngineError where all of them together
    do too much.
    """
    try:
        with bounded(limits) if limits else nullcontext():
            return environment.get_template(name).render(context)
    except Exception as error:
        if fault := _fault_of_theme(error):
            raise InputError([fault]) from error
        if isinstance(error, TemplateNotFound):
            raise BriefingError(f"there is no `templates/{error.name}`: add it") from error
        if isinstance(error, TimeoutError | MemoryError):
            raise EngineError(f"`{name}` in this theme {error}", _MORE) from error
        raise


def _fault_of_theme(error: Exception) -> Diagnostic | None:
    """Return where a partial of a theme is wrong; None if the fault is in one of ours."""
    frames = [(frame.filename, frame.lineno or 1) for frame in extract_tb(error.__traceback__)]
    if isinstance(error, TemplateSyntaxError):
        # Jinja takes the file of an open comment for the name of its template
        frames = [(error.filename or error.name or "", error.lineno)]
    if isinstance(error, RecursionError):  # of the compiler, which was about to read a template
        inner = [frame.f_locals.get("filename") for frame, _ in walk_tb(error.__traceback__)]
        frames += [(name, 1) for name in inner if isinstance(name, str)]
    places = [(name, line) for name, line in frames if name.startswith(_THEME)]
    if not places:
        return None
    place = Span(*places[-1], 1)
    if isinstance(error, RecursionError):
        message = "it is nested too deep, or includes itself"
        return Diagnostic(message, place, "part it into templates of their own", rule="bad-theme")
    if isinstance(error, TimeoutError | MemoryError):
        return Diagnostic(str(error), place, _MORE, rule="bad-theme")
    message = str(error).lower().rstrip(".") or type(error).__name__
    return Diagnostic(message, place, rule="bad-theme")
