"""Words and signs that nobody expects, and what means something in a file of some kind."""

# Words as they come, and as nobody expects them.
WORDS = (
    "trade", "the river rises", "1,234.5 kg", "*emphasis*", "**strong**", "a – b", "“quoted”",
    "https://example.org/a_b?c=d&e=f#g", "[a link](https://example.org/x)", "`code`", "50 %",
    "&amp;", "<b>no markup</b>", "</p></body>", "{{ 7 * 7 }}", "{% raw %}", "\\*", "$x$", "#",
    "- item", "1.", "[palabra]{lang=es}", "[نص]{lang=ar}", "السلام عليكم", "שלום עולם",
    "\u202ereversed\u202c", "漢字かな交じり文", "ภาษาไทยไม่มีช่องว่าง", "हिन्दी", "한국어", "👩‍👩‍👧‍👦",
    "🇲🇽🇷🇺", "👍🏿", "Z̷̡͔a̴̛l̵g̶o̷̧", "e" + "\u0301" * 40, "zero\u200bwidth", "\u200d\u200d",
    "soft\u00adhyphen", "no\u00a0break", "\ufeff", "ﬁ ﷺ", "Donaudampfschifffahrt" * 20, "M" * 600,
    "i" * 3, "a\tb", "ı İ ß ẞ", "x" + "\u2060" * 9, "½ ² ₂ Ω ≥ €", "'", '"', "--", "...", "@", "*",
    "_", "|", "~", "^",
)  # fmt: skip
UNPRINTABLE = ("\ue000", "\U0010fffd", "\u2028", "\ufffe", "\x07", "\r")

# What may be put into a file, where it means something or must not mean anything.
TOKENS = (
    *(each.encode() for each in (*WORDS, *UNPRINTABLE)),
    b": ", b"- ", b"\n", b"\n  ", b"\t", b"{", b"}", b"[", b"]", b"&a ", b"*a", b"!!python/x ",
    b"<<: ", b"? ", b"|\n", b">\n", b"%", b"---\n", b"...\n", b"#", b"''", b'""', b"null", b"~",
    b"0", b"-1", b"1e999", b".nan", b".inf", b"0x", b"1_000", b"9" * 400, b"true", b"2024-02-30",
    b"[@nobody]", b"[@", b"]{lang=xx}", b"[x](#no)", b"](javascript:x)", b"id: risks\n",
    b"kind: risks\n", b"../../etc/passwd", b"file:///etc/passwd", b"table.csv", b"a" * 5000,
    b"[" * 70, b"(" * 3000, b"**" * 2000, b"[" * 2000, b"\\" * 999, b"{cred=9}", b"/..", b"\0",
    b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\x1b", b"\xfe\xff", b"\xc2\x85",
)  # fmt: skip
OF_BIBTEX = (
    b"@", b"@article{", b"@string{a = ", b"@comment{", b"@preamble{", b"@xdata{x,", b"crossref = {",
    b"= {", b'= "', b"}", b"{", b"\\", b'{\\"o}', b"{\\'", b"\\textbf{", b"$_{2}$", b"\\url{",
    b" and ", b" and others", b", Jr, ", b" # ", b"jan", b"{{", b"}}", b"%\n", b"date = {2024-13},",
)  # fmt: skip
OF_RIS = (
    b"TY  - JOUR\n", b"ER  - \n", b"ER  -", b"TY  - ", b"AU  - ", b"PY  - ", b"DA  - 2024/13/45/x",
    b"ID  - ", b"SP  - ", b"\r\n", b"\r", b"XX  - ", b"  - ",
)  # fmt: skip
OF_CSV = (
    b'"', b'""', b";", b",", b"\t", b"\r", b"\r\n", b"1.234,5", b"1 234,5", b"-", b"=1+1", b"12%",
    b"\xa0", b"'", b'" ', b' "', b"\xff\xfe",
)  # fmt: skip
OF_XML = (
    b"<", b">", b"&lt;", b"&x;", b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"<!--", b"]]>", b"<![CDATA[",
    b'r="A99999999"', b'r="ZZZ9"', b"<c/>", b"<row/>", b' t="s"', b"<v>999999999</v>", b"</row>",
    b"<f>A1</f>", b'<mergeCell ref="A1:ZZ9"/>', b'<text variable="title"/>', b"<group>",
    b'<date variable="issued" form="text"/>', b"<info/>", b'class="note"', b"</names>",
    b'<sort><key macro="x"/>',
    b'<text macro="author"/>', b'xmlns="x"',
)  # fmt: skip
OF_CSS = (
    b"{", b"}", b";", b"/*", b"@import 'x';", b"@page {", b"var(--x)", b"calc(1px / 0)", b"9e99px",
    b"-1px", b"url(x)", b"float: footnote;", b"display: grid;", b"display: flex;", b"columns: 9;",
    b"position: fixed;", b"content: attr(x);", b"width: 0;", b"font-size: 0;", b"display: none;",
    b"break-before: page;", b"string-set: x content();", b"counter-increment: page 9;", b"@media x",
)  # fmt: skip
OF_TEMPLATES = (
    b"{{ x }}", b"{{ x.y.z }}", b"{% if", b"{% endif %}", b"{% for i in x %}", b"{% endfor %}",
    b"{{ ''.__class__ }}", b"{{ 1 // 0 }}", b"{% include 'x' %}", b"{% extends 'x' %}", b"}}",
    b"{{ 'a' * 99 }}",
    b"{{ x | nonsense }}", b"{# ", b"{% set title = 1 %}", b"</html>", b"<table>", b"{{ self }}",
    b"{% macro x() %}", b"{{ section.title | date }}", b"{% raw %}",
)  # fmt: skip
