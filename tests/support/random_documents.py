"""Documents made up at random, of all that a style sheet and a page can hold.

The same number gives the same document.
"""

from random import Random

WORDS = {
    "en": "the extraordinarily well-known government of neighbouring countries agreed "
    "(provisionally) to re-examine 1,234.5 kg — or £20 bn/year — of "
    "non-tariff barriers: fifty-seven affirmed",
    "es": "la administración pública acordó reexaminar «las condiciones» de interoperabilidad "
    "según el artículo 27.º; los países vecinos respondieron ¿cuándo? inmediatamente después",
    "de": "Bundesverfassungsgericht und Donaudampfschifffahrtsgesellschaft verhandelten über die "
    "Straßenverkehrsordnung im Außenministerium; Übergangsregelungen bleiben größtenteils gültig",
    "ru": "правительство согласилось пересмотреть достопримечательности международного "
    "сотрудничества; договорённость предусматривает взаимодействие учреждений",
    "he": "ממשלת ישראל הודיעה כי 1,234 הסכמים (2026) נחתמו בירושלים; המשרד אישר את הדברים",
    "ar": "أعلنت الحكومة أن الاتفاقيات ٢٠٢٦ وُقِّعت في العاصمة (حسب الوزارة) وأكدت ذلك",
    # soft hyphens, tabs, separators, marks, ligatures, pictures, and a sign that no font has
    "mul": "in&shy;ter&shy;opera&shy;bility a&#9;b x&#x2028;y one&nbsp;two e&#x301;tude office ffl "
    "1&#x2009;000 zero&#x200b;width &#x1F469;&#x200D;&#x1F467; &#xE123; A&#x30A; no&#x2011;break ﷺ",
    "el": "η κυβέρνηση συμφώνησε να επανεξετάσει τις διεθνείς προϋποθέσεις της συνεργασίας",
}

DOT = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwAD"
    "hgGAWjR9awAAAABJRU5ErkJggg=="
)
DRAWING = (
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='30' height='20'>"
    "<rect width='20' height='10' fill='teal'/></svg>"
)
PICTURES = (DOT, DRAWING, "asset:missing.png")

LENGTHS = (
    "0", "1px", "3pt", "2mm", "1em", "0.5rem", "1.5ex", "3ch", "1lh", "1rlh", "5vw", "4vh", "2vmin",
    "10%", "33.3%", "auto", "calc(1em + 10%)", "calc(2px + 1vw)", "max(4px, 1em)", "var(--gap)",
    "var(--none, 5px)", "inherit", "initial", "12pt", "-3px", "min(50%, 8em)", "bad",
)  # fmt: skip
COLOURS = (
    "#123", "#aabbcc80", "red", "rgb(10 20 30)", "hsl(120 50% 50% / .5)", "currentcolor",
    "transparent", "var(--ink)", "var(--ink-2)", "light-dark(red, blue)", "inherit", "bad",
)  # fmt: skip
SIDES = ("top", "right", "bottom", "left", "block-start", "inline-end", "inline-start", "block")
LINES = ("solid", "dashed", "double", "none", "hidden", "inset", "groove", "var(--line)")

CHOICES = {
    "display": "block inline inline-block flex grid table list-item none flow-root inline-flex "
    "table-cell table-row inline-table contents",
    "float": "left right none footnote inline-end",
    "position": "static relative absolute fixed",
    "clear": "both left none",
    "text-align": "justify left right center start end justify-all",
    "hyphens": "auto manual none",
    "white-space": "normal pre pre-wrap nowrap pre-line",
    "direction": "rtl ltr inherit",
    "unicode-bidi": "embed bidi-override isolate normal",
    "letter-spacing": "1px -0.5px normal .1em",
    "word-spacing": "3px normal 1em",
    "font-size": "smaller larger x-large 9pt 1.3em 80% 2vw var(--size) .7rem inherit 1lh",
    "font-weight": "bold 300 bolder lighter normal var(--weight)",
    "font-style": "italic normal oblique",
    "font-family": "serif sans-serif monospace var(--face) inherit Body",
    "font-variant": "small-caps tabular-nums normal oldstyle-nums",
    "font-kerning": "none normal",
    "font-feature-settings": "'onum' 'kern'~0,'smcp' normal var(--none)",
    "font-variant-ligatures": "none no-common-ligatures",
    "font-language-override": "'TRK' normal",
    "font": "bold~10pt/1.4~serif italic~small-caps~12px~var(--face) var(--font) inherit",
    "line-height": "1 1.7 20px 150% normal var(--lead) 2em 4vh calc(1em~+~2px)",
    "text-transform": "uppercase capitalize lowercase none full-width",
    "text-indent": "2em -1em 10% 0 5vw calc(1em~+~5%)",
    "text-decoration": "underline line-through none underline~red~dotted overline~2px var(--deco)",
    "vertical-align": "super sub middle top 3px 20% baseline -1ex",
    "border-collapse": "collapse separate",
    "border-style": "solid dotted~none var(--line)",
    "border-top-style": "solid var(--line)",
    "border-inline-start-style": "double none",
    "border-width": "1px~4px thin",
    "outline-style": "solid",
    "column-rule-style": "solid none",
    "border-spacing": "2px~4px 0",
    "table-layout": "fixed auto",
    "caption-side": "top bottom",
    "empty-cells": "hide show",
    "overflow": "hidden visible auto",
    "visibility": "hidden visible collapse",
    "opacity": "0.5 1 0",
    "box-sizing": "border-box padding-box content-box",
    "box-shadow": "2px~2px~red none inset~0~0~4px~#333",
    "border-radius": "4px 10%/5px 0~8px 1em var(--gap)",
    "transform": "rotate(5deg) translate(10%,2px) none",
    "break-before": "page auto avoid right",
    "break-inside": "avoid auto",
    "break-after": "avoid page auto",
    "page": "wide auto",
    "orphans": "1 3 5",
    "widows": "1 4",
    "column-span": "all none",
    "column-rule": "1px~solid~red none thick~var(--line)",
    "gap": "4px 1em~2vw normal",
    "flex": "1 0~0~auto 2~1~30% none",
    "flex-wrap": "wrap nowrap",
    "flex-direction": "column row row-reverse",
    "align-items": "center stretch end",
    "justify-content": "space-between center end",
    "grid-template-columns": "1fr~2fr 40px~auto repeat(3,1fr)",
    "list-style": "square inside~decimal none upper-roman '→~' lower-greek",
    "list-style-position": "inside outside",
    "counter-reset": "c c~4 none",
    "counter-increment": "c c~2 none",
    "counter-set": "c~7",
    "string-set": "s~content() s~attr(title)",
    "bookmark-level": "1 2 none",
    "quotes": "'<'~'>' none auto",
    "background": "#eee linear-gradient(red,~blue~2em) url(asset:missing.png) "
    "radial-gradient(var(--ink),~white) var(--paper) none "
    "yellow~url(" + DOT + ")~no-repeat",
    "background-clip": "padding-box content-box border-box",
    "outline": "1px~dotted~red none thick~double",
    "tab-size": "4 2em var(--none)",
    "overflow-wrap": "anywhere break-word normal",
    "word-break": "break-all normal",
    "hyphenate-limit-chars": "4~2~2 auto",
    "hyphenate-character": "'=' var(--none)",
    "hyphenate-limit-zone": "20% 2em var(--none)",
    "text-align-last": "justify right",
    "text-overflow": "ellipsis clip",
    "max-lines": "2 none",
    "block-ellipsis": "auto none",
    "box-decoration-break": "clone slice",
    "footnote-display": "inline block compact",
    "footnote-policy": "line auto",
    "color-scheme": "dark light",
    "z-index": "1 -1 auto",
    "aspect-ratio": "1",
    "image-orientation": "90deg none",
    "object-fit": "cover contain",
    "-weasy-anchor": "'a1' 'a2' none",
}  # fmt: skip

PROPERTIES = {
    name: [each.replace("~", " ") for each in _.split(" ")] for name, _ in CHOICES.items()
}
CONTENTS = (
    "'→'", "counter(c) '. '", "counters(c, '.', upper-alpha)", "attr(title)", "open-quote",
    "leader('.') target-counter(attr(href), page)", "target-text(attr(href))", "string(s)",
    "none", "normal", "''", "url(" + DOT + ")", "counter(page) ' of ' counter(pages)",
    "target-counter('#a1', page)", "var(--sign)", "content(text)",
)  # fmt: skip
PLAIN = [each for each in CONTENTS if "attr" not in each and "(text" not in each]
VARIABLES = (
    "--gap: 6px", "--gap: 1em", "--ink: #803010", "--ink-2: var(--ink)", "--line: dotted",
    "--size: 11px", "--weight: 600", "--face: monospace, serif", "--lead: 1.3", "--deco: underline",
    "--font: italic 11px/1.2 serif", "--paper: #ffe", "--paper: linear-gradient(blue, red 3em)",
    "--sign: '§ ' attr(title)", "--ink: nonsense", "--loop: var(--loop)", "--gap: calc(1px + 1%)",
)  # fmt: skip
PSEUDOS = (
    "before", "after", "marker", "first-line", "first-letter", "footnote-call", "footnote-marker",
)  # fmt: skip
SELECTORS = (
    "p", "div", "li", "td", "th", "tr", "table", "span", "a", ".a", ".b", ".c", ".d", "#a1", "#a2",
    "p > span", "div .a", "li + li", "p ~ p", ":nth-child(odd)", "*", "[title]", "ul ul", "h2",
    "em", ":not(.a)", "p:first-child", "tr:nth-child(2n) td", "section", "[lang]", "body",
    "html", "img", ".e", ".f", "dl", "blockquote", "ol", "p.b", "span.c",
)  # fmt: skip
BOXES = ("top-left", "top-center", "bottom-right", "left-middle", "bottom-center", "footnote")


class Maker:
    """One document."""

    def __init__(self, number: int) -> None:
        self._random = Random(number)
        self._ids = 0
        self._language = self._random.choice([*WORDS])
        self._notes = self._random.random() < 0.3

    def document(self) -> str:
        """Make it."""
        pick = self._random
        direction = "rtl" if self._language in ("he", "ar") else "ltr"
        content = "".join(self._block(0) for _ in range(pick.randint(1, 3)))
        rules = "\n".join(self._rule() for _ in range(pick.randint(4, 14)))
        more = "\n".join(self._rule() for _ in range(pick.randint(0, 4)))
        if pick.random() < 0.3:
            more = f"@layer late {{ {more} }}"
        # as in any brief, besides what chance brings
        notes = "em { float: footnote }" if self._notes else ""
        return (
            f'<!doctype html><html lang="{self._language}" dir="{direction}"><head><title>T</title>'
            f"<style>{self._pages()} html {{ {self._variables(6)}; font-size: 10px }} {notes}\n"
            f"{rules}</style><style>{more}</style></head><body>{content}</body></html>"
        )

    def _pages(self) -> str:
        pick = self._random
        boxes = " ".join(
            f"@{box} {{ {self._declarations(2)}; content: {pick.choice(PLAIN)} }}"
            for box in pick.sample(BOXES, pick.randint(0, 3))
        )
        more = pick.choice(
            ("", "@page :first { margin-top: 3cm }", "@page wide { size: 12cm 8cm }")
        )
        size = pick.choice(("A6", "90mm 120mm", "A6 landscape"))
        margin = pick.choice(("8mm", "10% 5mm", "2em"))
        return f"@page {{ size: {size}; margin: {margin}; {boxes} }} {more}"

    def _rule(self) -> str:
        pick = self._random
        selector = pick.choice(SELECTORS)
        if pick.random() < 0.25:
            content = f"content: {pick.choice(CONTENTS)};" if pick.random() < 0.8 else ""
            return f"{selector}::{pick.choice(PSEUDOS)} {{ {content} {self._declarations(2)} }}"
        if selector in ("*", "html", "body"):
            return f"{selector} {{ {self._declarations(1)} }}"
        # of a whole page they would take a minute
        columns = "; columns: 2; column-rule: 1px solid" if selector == "p.b" else ""
        return f"{selector} {{ {self._declarations(4)}; {self._variables(1)}{columns} }}"

    def _variables(self, most: int) -> str:
        return "; ".join(self._random.sample(VARIABLES, self._random.randint(0, most)))

    def _declarations(self, most: int) -> str:
        return "; ".join(self._declaration() for _ in range(self._random.randint(1, most)))

    def _declaration(self) -> str:
        pick = self._random
        important = pick.choice(("", "", "", "", " !important"))
        length, colour, side = pick.choice(LENGTHS), pick.choice(COLOURS), pick.choice(SIDES)
        match pick.randrange(14):
            case 0:
                return f"margin-{side}: {length}{important}"
            case 1:
                return f"padding-{side}: {length}{important}"
            case 2:
                return f"{pick.choice(('margin', 'padding'))}: {length} {pick.choice(LENGTHS)}"
            case 3:
                size = pick.choice(("width", "height", "inline-size", "block-size"))
                return f"{pick.choice(('', 'min-', 'max-'))}{size}: {length}"
            case 4:
                width = pick.choice(("1px", "thick", ".3em"))
                return f"border-{side}: {width} {pick.choice(LINES)} {colour}"
            case 5:
                return f"border: {pick.choice(LINES)} {colour}{important}"
            case 6:
                return f"{pick.choice(('color', 'background-color', 'border-color'))}: {colour}"
            case 7:
                return f"{pick.choice(('top', 'left', 'inset-inline-start'))}: {length}"
            case _:
                name = pick.choice([*PROPERTIES])
                return f"{name}: {pick.choice(PROPERTIES[name])}{important}"

    def _attributes(self) -> str:
        pick = self._random
        found = ""
        if pick.random() < 0.5:
            found += f' class="{" ".join(pick.sample("abcdef", pick.randint(1, 2)))}"'
        if pick.random() < 0.12:
            self._ids += 1
            found += f' id="a{self._ids}"'
        if pick.random() < 0.12:
            found += f' style="{self._declarations(2)}"'.replace("'", "&#39;")
        if pick.random() < 0.06:
            found += f' lang="{pick.choice([*WORDS])}"'
        if pick.random() < 0.1:
            found += f' title="{self._text(2)}"'
        return found

    def _text(self, most: int) -> str:
        pick = self._random
        words = WORDS[self._language if pick.random() < 0.9 else pick.choice([*WORDS])].split()
        return " ".join(pick.choices(words, k=pick.randint(1, most)))

    def _inline(self, most: int) -> str:
        pick = self._random
        parts = [self._text(most)]
        for _ in range(pick.choice((0, 0, 1, 1, 2, 3))):
            match pick.randrange(8):
                case 0:
                    parts.append(
                        f'<a href="#a{pick.randint(1, 4)}"{self._attributes()}>{self._text(3)}</a>'
                    )
                case 1:
                    parts.append(f"<em{self._attributes()}>{self._text(6)}</em>")
                case 2:
                    parts.append(f'<img alt="" src="{pick.choice(PICTURES)}"{self._attributes()}>')
                case 3:
                    parts.append("<br>")
                case 4:
                    parts.append(
                        f"<b{self._attributes()}>{self._text(2)}<span>{self._text(2)}</span></b>"
                    )
                case 5:
                    parts.append(
                        f'<a href="https://example.org/"{self._attributes()}>{self._text(2)}</a>'
                    )
                case _:
                    parts.append(f"<span{self._attributes()}>{self._text(5)}</span>")
            parts.append(self._text(max(1, most // 2)))
        return pick.choice((" ", " ", "")).join(parts)

    def _block(self, depth: int) -> str:
        pick = self._random
        kind = pick.randrange(6 if depth > 1 else 11)
        if kind < 4:
            return f"<p{self._attributes()}>{self._inline(20)}</p>"
        if kind == 4:
            return f"<h2{self._attributes()}>{self._inline(5)}</h2>"
        if kind == 5:
            items = "".join(
                f"<li{self._attributes()}>{self._inline(8)}</li>" for _ in range(pick.randint(1, 5))
            )
            tag = pick.choice(("ul", "ol", "ol reversed", "ol start=7"))
            return f"<{tag}{self._attributes()}>{items}</{tag.partition(' ')[0]}>"
        if kind in (6, 7):
            return self._table()
        inside = "".join(self._block(depth + 1) for _ in range(pick.randint(1, 4)))
        tag = pick.choice(("div", "section", "blockquote"))
        return f"<{tag}{self._attributes()}>{inside}</{tag}>"

    def _table(self) -> str:
        pick = self._random
        columns, rows = pick.randint(1, 4), []
        for number in range(pick.randint(1, 5)):
            cells = ""
            for _ in range(columns):
                tag = "th" if number == 0 else "td"
                span = pick.choice(("", "", "", "", "", " colspan=2", " rowspan=2"))
                cells += f"<{tag}{span}{self._attributes()}>{self._inline(4)}</{tag}>"
            rows.append(f"<tr{self._attributes()}>{cells}</tr>")
        caption = f"<caption>{self._text(4)}</caption>" if pick.random() < 0.3 else ""
        collapse = pick.choice(("", ' style="border-collapse: collapse; border: 1px solid"'))
        return f"<table{collapse}>{caption}<thead>{rows[0]}</thead>{''.join(rows[1:])}</table>"


def document(number: int) -> str:
    """Make the document of a number."""
    return Maker(number).document()
