import pickle

import pytest

from briefing.text.rich_text import Cluster, Rich, parse_rich_text, plain_text, to_html


def superior(text: str, *, block: bool = False, language: str = "en", gap: str = "") -> str:
    return to_html(
        parse_rich_text(text, block=block, language=language), cite=_cite, refer=_refer, gap=gap
    )


def bracket(text: str) -> str:
    return superior(text, gap="\u00a0")


def _cite(cluster: Cluster) -> str:
    return "<c>{}</c>".format(";".join(item.key for item in cluster))


def _refer(name: str, label: str) -> str:
    return f"<r {name}>{label}</r>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain & simple", "plain &amp; simple"),
        ("*so* and **so**", "<em>so</em> and <strong>so</strong>"),
        ("one  \ntwo\\\nthree\nfour", "one<br>two<br>three four"),
        (
            "[a *b*](https://x.org/?a=1&b=2)",
            '<a href="https://x.org/?a=1&amp;b=2">a <em>b</em></a>',
        ),
        ("<mailto:me@x.org>", '<a href="mailto:me@x.org">mailto:me@x.org</a>'),
        ("<https://x.org/a--b>", '<a href="https://x.org/a--b">https://x.org/a--b</a>'),
        ("see [the *register*](#risks)", "see <r risks>the <em>register</em></r>"),
        ("[≠](#trade-total)", "<r trade-total>≠</r>"),
        ("[El *fin*]{lang=es-MX}", '<span lang="es-MX">El <em>fin</em></span>'),
        ("me@x.org and @key and [sic]", "me@x.org and @key and [sic]"),
        ("&eacute; \\*x\\*", "é *x*"),
    ],
)
def test_markup_becomes_html(text: str, html: str) -> None:
    assert superior(text) == html
    assert not parse_rich_text(text, block=False, language="en").faults


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b onclick='x'>b</b><!-- c -->", "&lt;b onclick=‘x’&gt;b&lt;/b&gt;&lt;!-- c --&gt;"),
        ("![a](https://x.org/y.png)", "![a](https://x.org/y.png)"),
        ("`code`", "`code`"),
        ("# no heading", "# no heading"),
        ("> no quote", "&gt; no quote"),
        ("- no list in a line", "- no list in a line"),
        ("| a | b |\n|:-:|:-:|", "| a | b | |:-:|:-:|"),
        ("[a]: https://x.org", "[a]: https://x.org"),
        ("(c) (tm)", "(c) (tm)"),
    ],
)
def test_what_is_no_light_markdown_stays_text(text: str, html: str) -> None:
    assert superior(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a\n\nb\nc", "<p>a</p><p>b c</p>"),
        ("one line", "<p>one line</p>"),
        ("- a\n- b\n  1. c\n", "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>"),
        ("3. a\n\n4. b", '<ol start="3"><li><p>a</p></li><li><p>b</p></li></ol>'),
        ("    # a\n\n```\nb\n```", "<p># a</p><p>``` b ```</p>"),
        ("", ""),
    ],
)
def test_prose_has_paragraphs_and_lists(text: str, html: str) -> None:
    assert superior(text, block=True) == html


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "\"Russia's 'old' friend\" -- 1936--40 --- so...",
            "“Russia’s ‘old’ friend” – 1936–40 — so…",
        ),
        ("es-MX", "dijo \"que 'sí'\"", "dijo «que “sí”»"),
        ("en", "Russia's", "Russia’s"),
        ("en", "https://x.org/a--b", "https://x.org/a--b"),
    ],
)
def test_quotes_and_dashes_suit_the_language(language: str, text: str, expected: str) -> None:
    assert superior(text, language=language) == expected


@pytest.mark.parametrize(
    ("text", "raised", "bracketed"),
    [
        ("in spring [@a].", "in spring.^+", "in spring_+."),
        ("in spring.[@a] So", "in spring.^+ So", "in spring._+ So"),
        ("in spring\n[@a] so", "in spring^+ so", "in spring_+ so"),
        ('"in spring [@a]".', "“in spring”.^+", "“in spring_+”."),
        ("(in spring [@a]).", "(in spring^+).", "(in spring_+)."),
        ("[@a] says", "+ says", "+ says"),
        ("line\\\n[@a]", "line<br>+", "line<br>+"),
        ("in *late spring* [@a].", "in <em>late spring</em>.^+", "in <em>late spring</em>_+."),
        ("in *spring [@a]*", "in <em>spring^+</em>", "in <em>spring_+</em>"),
        ("in the [spring](#b) [@a]", "in the <r b>spring</r>^+", "in the <r b>spring</r>_+"),
    ],
)
def test_a_citation_does_not_part_from_the_word_before_it(
    text: str, raised: str, bracketed: str
) -> None:
    def spell(pattern: str) -> str:
        pattern = pattern.replace("_+", "<c>\u00a0a</c>").replace("+", "<c>a</c>")
        return pattern.replace("^", "\u2060")

    assert superior(text) == spell(raised)
    assert bracket(text) == spell(bracketed)


def test_citations_side_by_side_are_one_cluster_and_others_keep_their_space() -> None:
    assert superior("so [@a] [@b][@c].") == "so.\u2060<c>a;b;c</c>"
    assert superior("so [@a], [@b]") == "so,\u2060<c>a</c>\u2060<c>b</c>"


def test_a_text_knows_what_it_cites_and_refers_to_in_its_order() -> None:
    text = "*One [@a, p. 3]* [x](#first)\n\n- two [see @b; @c] [y](#second)"
    rich = parse_rich_text(text, block=True, language="en")
    assert [[item.key for item in cluster] for cluster in rich.citations] == [["a"], ["b", "c"]]
    assert rich.citations[0][0].locator == "3"
    assert rich.references == ("first", "second")
    assert not rich.faults


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("so [@]", "`[@]` is no citation"),
        ("so [@a, p. 3", "`[@a, p. 3` is a citation without its closing `]`"),
        ("so [@a]{cred=2}", "the braces after `[@a]` belong inside the bracket"),
        ("[so [@a]](https://x.org)", "`[@a]` stands inside a link"),
        ("[a](javascript:alert)", "the link to `javascript:alert` leads nowhere"),
        ("[a](page.html)", "the link to `page.html` leads nowhere"),
        ("[a](#)", "the link to `#` leads nowhere"),
        ("[a]{lang=Klingon}", "`Klingon` is no language"),
        ("- " * 200 + "a", "a list is nested too deep"),
    ],
)
def test_what_is_malformed_is_a_fault(text: str, words: str) -> None:
    (fault,) = parse_rich_text(text, block=True, language="en").faults
    assert words in fault
    assert "<a " not in superior(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("In *late spring* [@a], so [@b].", "In late spring, so."),
        ("[@a] Mexico's [role](#x) \\\nin [la paz]{lang=es}", "Mexico’s role in la paz"),
        ("one\n\n- two\n  - three [@a]\n", "one two three"),
    ],
)
def test_the_plain_text_has_neither_markup_nor_citations(text: str, words: str) -> None:
    assert plain_text(parse_rich_text(text, block=True, language="en")) == words


def test_a_text_without_markup_takes_the_short_way_to_the_same_end() -> None:
    assert parse_rich_text("It isn't so", block=False, language="en") == Rich(("It isn’t so",))
    assert superior("- a", block=True) == "<ul><li>a</li></ul>"
    assert superior("1990. A year", block=True) == '<ol start="1990"><li>A year</li></ol>'


def test_a_parsed_text_can_be_sent_to_another_process_and_be_a_key() -> None:
    rich = parse_rich_text("*so* [@a, p. 3]", block=True, language="en")
    assert pickle.loads(pickle.dumps(rich)) == rich
    assert len({rich, parse_rich_text("*so* [@a, p. 3]", block=True, language="en")}) == 1


@pytest.mark.parametrize("text", ["*" * 3000 + "a" + "*" * 3000, "*a " * 2000 + "a*" * 2000])
def test_markup_nested_without_end_is_survived(text: str) -> None:
    rich = parse_rich_text(text, block=True, language="en")
    assert "a" in plain_text(rich)
    assert superior(text, block=True)
