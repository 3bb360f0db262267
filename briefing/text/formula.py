"""Arithmetic that figures are said to obey, such as `gdp / population = gdp-per-head`.

Enters: text with numbers, names of figures, + - * / and parentheses, and one `=`. Leaves: a
`Formula` that computes both sides. Names are ids, so that a minus needs a space on each side;
`_` may stand for `-` in a name. Nothing else is read, and nothing is ever executed.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["MAX_LENGTH", "Formula", "parse_formula"]

# keeps the recursion of the parser shallow
MAX_LENGTH = 200

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*)|(?P<sign>[-+*/()=])"
    r"|(?P<odd>\S))"
)
_SUM: dict[str, Callable[[float, float], float]] = {"+": operator.add, "-": operator.sub}
_PRODUCT: dict[str, Callable[[float, float], float]] = {"*": operator.mul, "/": operator.truediv}

Side: TypeAlias = Callable[[Mapping[str, float]], float]


@dataclass(frozen=True, slots=True)
class Formula:
    """Two sides that should be equal, as they were written and as functions of the figures."""

    texts: tuple[str, str]
    sides: tuple[Side, Side]
    names: tuple[str, ...]

    def evaluate(self, values: Mapping[str, float]) -> tuple[float, float]:
        """Compute both sides; raise ZeroDivisionError where one divides by zero."""
        left, right = self.sides
        return left(values), right(values)


def parse_formula(text: str) -> Formula:
    """Read a formula; raise ValueError with what is wrong in it."""
    if len(text) > MAX_LENGTH:
        raise ValueError(f"a formula has {len(text)} characters, expected at most {MAX_LENGTH}")
    if text.count("=") != 1:
        raise ValueError(f"`{text}` is no relation: expected two sides with one `=` between them")
    names: dict[str, None] = {}
    left, right = text.split("=")
    sides = (_Parser(left, text, names).whole(), _Parser(right, text, names).whole())
    return Formula((left.strip(), right.strip()), sides, tuple(names))


class _Parser:
    """Recursive descent: a sum of products of numbers, names and sums in parentheses."""

    def __init__(self, side: str, text: str, names: dict[str, None]) -> None:
        self._text = text
        self._tokens = [(match.lastgroup, match[0].strip()) for match in _TOKEN.finditer(side)]
        self._names = names

    def whole(self) -> Side:
        """Read all that there is."""
        side = self._sum()
        if self._tokens:
            raise self._fault(self._tokens[0][1])
        return side

    def _sum(self) -> Side:
        return self._chain(_SUM, lambda: self._chain(_PRODUCT, self._value))

    def _chain(
        self, signs: Mapping[str, Callable[[float, float], float]], part: Callable[[], Side]
    ) -> Side:
        side = part()
        while self._tokens and self._tokens[0][1] in signs:
            side = _join(signs[self._tokens.pop(0)[1]], side, part())
        return side

    def _value(self) -> Side:
        kind, token = self._tokens.pop(0) if self._tokens else (None, "")
        match kind, token:
            case "number", _:
                number = float(token)
                return lambda _: number
            case "name", _:
                name = token.replace("_", "-")
                self._names[name] = None
                return lambda values: values[name]
            case "sign", "(":
                inner = self._sum()
                if self._tokens and self._tokens.pop(0)[1] == ")":
                    return inner
                raise ValueError(f"`{self._text}`: a parenthesis is not closed")
        raise self._fault(token)

    def _fault(self, token: str) -> ValueError:
        what = f"`{token}` is not expected" if token else "something is missing"
        return ValueError(
            f"`{self._text}`: {what} in a formula of numbers, names of figures, + - * / and ( )"
        )


def _join(sign: Callable[[float, float], float], left: Side, right: Side) -> Side:
    return lambda values: sign(left(values), right(values))
