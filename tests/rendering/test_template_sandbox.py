"""Nothing that a theme writes into a template is a pattern which Python's `format` would follow."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import product

import pytest

from briefing.citations import open_formatter
from briefing.document.assemble import assemble
from briefing.document.resolve import resolve
from briefing.document.select import select
from briefing.errors import InputError
from briefing.locales.catalogue import labels
from briefing.model.brief import Brief
from briefing.model.options import Options
from briefing.rendering.filters import Filters
from briefing.rendering.template_sandbox import Sandbox, open_sandbox, render_template

NAME = "front/title.html"
SECRET = "canary"


class Thing:
    """What a template may have and print, and whose secret it may not see."""

    _secret = SECRET

    def __init__(self) -> None:
        self.a = 1.5

    def __str__(self) -> str:
        return "thing"

    __repr__ = __str__


FOLLOWED = ("._secret", ".__class__._secret", ".__init__.__globals__[SECRET]")
PATTERNS = [f"{{{name}{path}}}" for name, path in product(("x", "0", "count"), FOLLOWED)]


@pytest.fixture(scope="module")
def filters(every_kind: Brief) -> Filters:
    document = assemble(resolve(select(every_kind, Options())), labels("en"))
    formatter = open_formatter(
        "numeric", every_kind.sources, (), labels("en"), locale="en", numeric="bracket"
    )
    return Filters(document, formatter, "en")


def rendered(code: str, filters: Filters) -> str:
    environment = open_sandbox({NAME: code}, filters.table)
    return render_template(environment, NAME, {"thing": Thing()}, None)


def ways(environment: Sandbox, pattern: str) -> Iterator[str]:
    """Yield what gives a pattern and an object to everything that takes a text."""
    given = ("", "thing", "x=thing", "thing, x=thing", "{'x': thing}", "count=thing")
    for name, values in product(sorted(environment.filters), given):
        yield f"{{{{ {pattern!r} | {name}({values}) }}}}"
        arguments = ", ".join(filter(None, (repr(name), values)))
        yield f"{{{{ [{pattern!r}] | map({arguments}) | join }}}}"
    for name, values in product(sorted(environment.globals), given):
        yield f"{{{{ {name}({', '.join(filter(None, (repr(pattern), values)))}) }}}}"
    for right in ("thing", "(thing, thing)", "{'x': thing}", "[thing]"):
        yield f"{{{{ {pattern!r} % {right} }}}}"
    for named in ("x=thing, count=thing", "a=1.5"):
        item = f"namespace(headline={pattern!r}, {named})"
        yield f"{{{{ namespace(within=none, item={item}) | headline }}}}"


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_filter_global_or_operator_follows_a_pattern_of_a_theme(
    pattern: str, filters: Filters
) -> None:
    tried = list(ways(open_sandbox({}, filters.table), pattern))
    assert len(tried) > 500
    for code in tried:
        with suppress(InputError):  # refused, with its place
            assert SECRET not in rendered(code, filters).replace(pattern, ""), code


@pytest.mark.parametrize(
    "code",
    [
        "{{ '%(x)s' | format(x=thing) }}",
        "{{ '%r' | format(thing) }}",
        "{{ '%s' % thing }}",
        "{{ '%s %s' % (1, thing) }}",
        "{{ '%(x)s' % {'x': thing} }}",
        "{{ '%s' | safe % [thing] }}",
        "{{ ['%s'] | map('format', thing) | join }}",
        "{{ '%s' | format(lipsum) }}",
        "{{ namespace(within=none, item=namespace(headline='{a}', a=1.5)) | headline }}",
    ],
)
def test_what_is_neither_text_nor_number_is_not_written_into_a_pattern(
    code: str, filters: Filters
) -> None:
    with pytest.raises(InputError, match=r"unsafe|expected a claim"):
        rendered(code, filters)


def test_a_phrase_is_filled_by_names_and_keeps_what_else_stands_in_braces(filters: Filters) -> None:
    assert filters.fill("{a} of {b.c} & {a!r}", a="<1>") == "&lt;1&gt; of {b.c} &amp; {a!r}"


def test_numbers_and_texts_are_written_into_a_pattern(filters: Filters) -> None:
    code = "{{ '%.1f' | format(2.25) }} {{ '%s-%d' % ('a', 3) }} {{ 7 % 4 }}"
    assert rendered(code, filters) == "2.2 a-3 3"


@pytest.mark.parametrize("code", ["{% if 1 %}", "(", "{% include 'front/title.html' %}"])
def test_a_template_that_is_nested_too_deep_is_told_with_its_place(
    code: str, filters: Filters
) -> None:
    whole = {
        "{% if 1 %}": code * 3000 + "{% endif %}" * 3000,
        "(": "{{ " + code * 3000 + "1" + ")" * 3000 + " }}",
    }.get(code, code)
    with pytest.raises(InputError, match=r"theme/templates/\S+:1:1: error: .*nested too deep"):
        rendered(whole, filters)
