"""What enters: the inside of a bracket such as `see @one, pp. 3-5 {cred=2}; -@two, a note`.

What leaves: its citations, in Pandoc's form with CSL's names for locators, or what is wrong.
Invariant: a bracket is read whole or not at all.
"""

import re
from functools import lru_cache
from typing import NamedTuple, TypeAlias

__all__ = ["KEY", "Citation", "Cluster", "is_cluster", "read_cluster"]

KEY = r"\w+(?:[:.#$%&+?~/-]\w+)*"
_ITEM = re.compile(rf"(?P<prefix>(?:.*\s)?)(?P<minus>-?)@(?P<key>{KEY})(?P<rest>.*)", re.DOTALL)
_CREDIBILITY = re.compile(r"\{cred=([1-6])\}$")
_LABELS = {
    form: label
    for label, forms in {
        "page": "p pp page pages",
        "paragraph": "para paras paragraph paragraphs ¶ ¶¶",
        "section": "sec secs section sections § §§",
        "table": "table tables",
        "figure": "fig figs figure figures",
        "chapter": "ch chs chapter chapters",
    }.items()
    for form in forms.split()
}
_UNIT = r"(?:(?:[A-Za-z]{1,3}\.?)?\d+(?:[a-z]|ff)?(?:[.:]\d+[a-z]?)*\b|[ivxlcdm]+\b)"
_LOCATOR = re.compile(
    rf"(?:(?P<label>[A-Za-z]+|[¶§]+)\.?\s*|(?=\d))"
    rf"(?P<numbers>{_UNIT}(?:\s*(?:-{{1,3}}|[–—,&])\s*{_UNIT})*)(?P<suffix>.*)",
    re.DOTALL,
)


class Citation(NamedTuple):
    """One source in a cluster; `label` is CSL's name of what the locator counts."""

    key: str
    label: str | None = None
    locator: str = ""
    prefix: str = ""
    suffix: str = ""
    credibility: int | None = None
    suppressed: bool = False

    @property
    def plural(self) -> bool:
        """Return whether the locator names more than one place."""
        return "–" in self.locator or "," in self.locator


Cluster: TypeAlias = tuple[Citation, ...]


def is_cluster(body: str) -> bool:
    """Return a citation, even a malformed one, from other text in brackets."""
    return body.lstrip().startswith(("@", "-@")) or bool(re.search(r"[\s;]-?@\w", body))


def read_cluster(body: str) -> Cluster:
    """Read the inside of a bracket; raise ValueError with what is wrong in it."""
    try:
        return tuple([_read(item.strip()) for item in body.split(";")])
    except ValueError as error:
        raise ValueError(f"`[{body}]` {error}") from None


# a source is cited more than once, often at the same place
@lru_cache(maxsize=4096)
def _read(item: str) -> Citation:
    found = _ITEM.fullmatch(item)
    if not found:
        raise ValueError("is no citation: expected `[@key]` or `[@key, para. 3]`")
    if is_cluster(found["prefix"]) or is_cluster(found["rest"]):
        raise ValueError("runs two sources together: expected `;` between them")
    rest = found["rest"].strip()
    credibility = _CREDIBILITY.search(rest)
    if credibility:
        rest = rest[: credibility.start()]
    if "{" in rest:
        raise ValueError("has something odd in braces: expected {cred=1} to {cred=6}")
    rest = rest.strip(" ,\n")
    label, locator = None, _LOCATOR.fullmatch(rest)
    if locator:
        label = _LABELS.get((locator["label"] or "p").lower())
    numbers = locator["numbers"] if locator and label else ""
    return Citation(
        key=found["key"],
        label=label,
        locator=re.sub(r"\s*[,&]\s*", ", ", re.sub(r"\s*(?:-+|[–—])\s*", "–", numbers)),
        prefix=_smart(found["prefix"].strip()),
        suffix=_smart((locator["suffix"] if locator and label else rest).strip(" ,\n")),
        credibility=int(credibility[1]) if credibility else None,
        suppressed=bool(found["minus"]),
    )


def _smart(text: str) -> str:
    return text.replace("'", "’")
