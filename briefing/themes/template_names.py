"""Names of templates: an interface of themes, which override a template by its name.

Enters: the files in the `templates/` of a user's theme. Leaves: warnings about names that are old,
and about files that nothing uses. Invariant: a name that a release had goes on being found; who
renames a template adds a line to `RENAMED`, in which no present name may stand on the left.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import PurePosixPath

from briefing.errors import Diagnostic, Span

__all__ = ["RENAMED", "check_template_names", "names_of", "present_name"]

RENAMED: Mapping[str, str] = {
    # 0.1.0
    "account.html": "appendix/account.html",
    "annex.html": "appendix/annex.html",
    "behind.html": "body/behind.html",
    "block.html": "body/block.html",
    "clearance.html": "front/clearance.html",
    "confidence.html": "marks/confidence.html",
    "contents.html": "front/contents.html",
    "designation.html": "front/designation.html",
    "disputes.html": "marks/disputes.html",
    "disputes_index.html": "front/disputes_index.html",
    "distribution.html": "appendix/distribution.html",
    "document.html": "parts/document.html",
    "draft.html": "frame/draft.html",
    "draft_sign.html": "frame/draft_sign.html",
    "export.html": "parts/export.html",
    "frame.html": "frame/frame.html",
    "identity.html": "front/identity.html",
    "imprint.html": "frame/imprint.html",
    "likelihood.html": "marks/likelihood.html",
    "margin.html": "frame/margin.html",
    "marking.html": "frame/marking.html",
    "masthead.html": "front/masthead.html",
    "references.html": "appendix/references.html",
    "scenario_likelihood.html": "marks/scenario_likelihood.html",
    "sections.html": "body/sections.html",
    "signs.html": "front/signs.html",
    "sources.html": "appendix/sources.html",
    "stamps.html": "frame/stamps.html",
    "styles.html": "parts/styles.html",
    "thumb.html": "frame/thumb.html",
    "title.html": "front/title.html",
    "uncorroborated.html": "appendix/uncorroborated.html",
}
"""Present names of templates by those that they had in earlier releases."""

# A tag that names other templates, and a name in it.
_TAG = re.compile(r"\{%[-+]?\s*(?:include|extends|import|from)\b.*?%\}", re.DOTALL)
_QUOTED = re.compile(r"""(["'])(?P<name>[^"']+)\1""")

# From this likeness of two names, without folder and suffix, one may be meant by the other.
_LIKE = 0.6


def present_name(name: str) -> str:
    """Return the name that a template has now."""
    return RENAMED.get(name, name)


def names_of(name: str) -> tuple[str, ...]:
    """Return the names under which a theme may override a template: its present one comes first."""
    return (name, *(old for old, new in RENAMED.items() if new == name))


def check_template_names(
    theme: str, files: Mapping[str, str | None], known: frozenset[str]
) -> Iterator[Diagnostic]:
    """Yield a warning for each name that is old or of no effect; `theme` is that of its folder.

    `files` are the texts of templates by name, None for a file that is no template; `known` are
    the names that can be overridden.
    """
    texts = {name: text for name, text in files.items() if text is not None}
    used = {each["name"] for text in texts.values() for each in _QUOTED.finditer(text)}
    for name in files:
        place = Span(f"{theme}/templates/{name}", 1, 1)
        if new := RENAMED.get(name):
            both = new in files
            message = f"`{name}` is the old name of `{new}`" + (
                ", which the theme overrides as well" if both else ""
            )
            hint = "remove the file, which is not used" if both else f"move it to `templates/{new}`"
            yield Diagnostic(message, place, hint, "warning", "renamed-template")
        elif name not in known and (name not in used or name not in texts):
            message = f"`{name}` overrides no template"
            near = _nearest(name, known)
            hint = (
                f"did you mean `{near}`?" if near else "remove it, or name it as what it replaces"
            )
            yield Diagnostic(message, place, hint, "warning", "template-without-effect")
    for name, text in texts.items():
        yield from _old_references(f"{theme}/templates/{name}", text)


def _old_references(file: str, text: str) -> Iterator[Diagnostic]:
    """Find templates that a template of a theme includes by their old names."""
    for tag in _TAG.finditer(text):
        for quoted in _QUOTED.finditer(text, *tag.span()):
            old, at = quoted["name"], quoted.start("name")
            if new := RENAMED.get(old):
                place = Span(file, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))
                message, hint = f"`{old}` is the old name of `{new}`", f"write `{new}`"
                yield Diagnostic(message, place, hint, "warning", "renamed-template")


def _nearest(name: str, known: frozenset[str]) -> str | None:
    """Find the template that a file is likely meant for; what counts first is its name alone."""

    def likeness(other: str) -> tuple[float, float]:
        files = (PurePosixPath(each).stem for each in (name, other))
        return _likeness(*files), _likeness(name, other)

    near = max(sorted(known), key=likeness)
    return near if likeness(near)[0] >= _LIKE else None


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
