import pytest

from briefing.loading.bibliography.latex import latex_to_text, read_names, verbatim


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"R{\'e}sum{\'{e}} caf\'e", "Résumé café"),
        (r"{\"O}l, M\"{u}ller, na{\"\i}ve, Garc{\'\i}a", "Öl, Müller, naïve, García"),
        (r"Stra{\ss}e, {\aa}r, \O{}rsted, \o re, {\L}{\'o}d{\'z}", "Straße, år, Ørsted, øre, Łódź"),
        (r"\v{c}ern{\'y} {\v r} \c{C}e\c s \H{o} \k{a} \u g", "černý ř Çeş ő ą ğ"),
        (r"Vi{\d{\^e}}t, {\'{\^e}}", "Việt, ế"),
        (r"{\cyrchar\CYRM}{\cyrchar\cyri}{\cyrchar\cyrr}", "Мир"),
        (r"The {{EU}} and {NATO}'s {\relax Ch}arter", "The EU and NATO's Charter"),
        (r"1890--1914---and ``after''~1918", "1890–1914—and “after” 1918"),
        (r"R\&D at 100\% for \$5 \_ \# \{x\}", "R&D at 100% for $5 _ # {x}"),
        ("100% of 5$ and 1\\,000", "100% of 5$ and 1 000"),
        (r"CO$_2$, km$^{2}$, $\alpha$-rays, 10\textsuperscript{th}", "CO2, km2, α-rays, 10th"),
        (r"\emph{Alder} \textsc{River} \noopsort{1921}Treaty", "Alder River Treaty"),
        (r"\url{https://example.org/a%20b} \href{https://example.org}{here}",
         "https://example.org/a%20b here"),
        (r"{\guillemotleft}s{\'\i}{\guillemotright} {\textquestiondown}no? \texteuro 5",
         "«sí» ¿no? €5"),
        ("two\n  lines { open", "two lines open"),
        ("no \\", "no \\"),
    ],
)  # fmt: skip
def test_latex_is_decoded(latex: str, text: str) -> None:
    assert latex_to_text(latex) == text


@pytest.mark.parametrize(
    ("field", "address"),
    [
        ("https://example.org/a%20b_c?x=1&y=~2#z", "https://example.org/a%20b_c?x=1&y=~2#z"),
        (r"https://example.org/a\%20b\_c\&d\#e", "https://example.org/a%20b_c&d#e"),
        (r"\url{https://example.org/{\textasciitilde}desk}", "https://example.org/~desk"),
        (r"10.5555/a{\_}b", "10.5555/a_b"),
    ],
)
def test_addresses_lose_nothing_but_their_escapes(field: str, address: str) -> None:
    assert verbatim(field) == address


def name(family: str, given: str = "", von: str = "", suffix: str = "") -> dict[str, str]:
    parts = {"family": family, "given": given, "non-dropping-particle": von, "suffix": suffix}
    return {key: value for key, value in parts.items() if value}


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("Brandt, Ilse and Tunde M. Okoro", [name("Brandt", "Ilse"), name("Okoro", "Tunde M.")]),
        (r"Mu{\~n}oz  and\n S", [name("Muñoz"), name("S")]),
        (r"{\'E}ric {\O}stg{\aa}rd", [name("Østgård", "Éric")]),
        ("Luc de la Roche", [name("Roche", "Luc", "de la")]),
        ("de la Roche, Luc", [name("Roche", "Luc", "de la")]),
        ("Soto de la Vega, Ana", [name("Soto de la Vega", "Ana")]),
        ("{van der Meer}, Anke", [name("van der Meer", "Anke")]),
        ("Hale, Jr., Robert", [name("Hale", "Robert", suffix="Jr.")]),
        ("{{Ministry of Rivers and Ports}}", [{"literal": "Ministry of Rivers and Ports"}]),
        ("{Alder Commission} and {Gauge Office}",
         [{"literal": "Alder Commission"}, {"literal": "Gauge Office"}]),
        ("Kim, Bo and others", [name("Kim", "Bo"), {"literal": "others"}]),
        ("family=Meer, given=Anke, given-i={A}, prefix=van der, useprefix=true",
         [name("Meer", "Anke", "van der")]),
        ("gauge", [name("gauge")]),
        (" and ", [name("and")]),
    ],
)  # fmt: skip
def test_names_are_read_as_bibtex_reads_them(field: str, names: list[dict[str, str]]) -> None:
    assert list(read_names(field.replace(r"\n", "\n"))) == names


@pytest.mark.parametrize("field", ["A, B, C, D", "Brandt, I.; Okoro, T."])
def test_names_that_are_not_parted_by_and_are_refused(field: str) -> None:
    with pytest.raises(ValueError, match="is not one name: expected `and` between names"):
        list(read_names(field))
