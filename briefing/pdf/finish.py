"""Finish: the joined parts become the document that is handed out.

Enters: the pages, the frame (a plain page for each of them) behind them, and the document's facts.
Leaves: one PDF that conforms to PDF/A-3a and PDF/UA-1. Invariant: the same input gives the same
bytes; no clock, no path and no random identifier goes in.

Standards: ISO 32000-1 (PDF 1.7), ISO 19005-3 (PDF/A-3), ISO 14289-1 (PDF/UA-1), ISO 16684-1 (XMP).
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import BytesIO

from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    Page,
    Pdf,
    Stream,
    String,
)

from briefing.pdf.attachments import File, embed

__all__ = ["DocumentMetadata", "finish"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMetadata:
    """What a PDF says about itself; `date` is aware, `language` a BCP 47 tag."""

    title: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    language: str
    date: datetime
    producer: str
    rights: str = ""
    identifier: str = ""


def finish(
    document: Pdf,
    facts: DocumentMetadata,
    *,
    draft: bool = False,
    bleed: float = 0,
    files: Sequence[File] = (),
) -> bytes:
    """Stamp the frame, state the facts, embed files, mend what is left open; close the PDF.

    A `draft` has one page more at its end, which lies beneath all pages. `bleed` is in
    millimetres, around the page and within the crop marks.
    """
    with document:
        if draft:
            beneath = _form(document, document.pages[-1])
            del document.pages[-1]
        _stamp(document)
        if draft:
            _lay_beneath(document, beneath)
        _bound(document, bleed * 72 / 25.4)
        _describe(document, facts)
        elements = _elements(document)
        _mend_blocks(elements)
        _mend_lists(document, elements)
        _list_ids(document, elements)
        if files:
            embed(document, files, facts.date)
        result = BytesIO()
        document.save(
            result,
            deterministic_id=True,
            fix_metadata_version=False,  # the packet names none; to look into it takes long
            object_stream_mode=ObjectStreamMode.generate,
        )
    return result.getvalue()


def _stamp(document: Pdf) -> None:
    """Put each page of the frame upon its page, as an artifact that no reader speaks."""
    count = len(document.pages) // 2
    leaves = [_form(document, page) for page in document.pages[count:]]
    del document.pages[count:]
    # the page's own content leaves the axes turned: q and Q keep that from the stamp
    before = document.make_stream(b"q")
    after = document.make_stream(
        b"Q\n/Artifact <</Type /Pagination>> BDC\nq /Frame Do Q\nEMC",
    )
    for page, leaf in zip(document.pages, leaves, strict=True):
        # all pages share one dictionary
        resources = page.obj.Resources = copy(page.obj.Resources)
        objects = resources.XObject = copy(resources.get(Name.XObject, Dictionary()))
        objects.Frame = leaf
        own = page.obj.Contents
        page.obj.Contents = Array([before, *(own if isinstance(own, Array) else [own]), after])


def _lay_beneath(document: Pdf, sign: Object) -> None:
    """Put a sign under what stands on each page, whose text loses no contrast by it."""
    paint = document.make_stream(
        b"/Artifact <</Type /Pagination /Subtype /Watermark>> BDC\nq /Draft Do Q\nEMC"
    )
    for page in document.pages:
        page.obj.Resources.XObject.Draft = sign
        page.obj.Contents = Array([paint, *page.obj.Contents.as_list()])


def _form(document: Pdf, page: Page) -> Object:
    """Make a page something that can be drawn on others."""
    form = page.as_form_xobject()
    form.BBox = page.mediabox  # it is clipped to the trimmed page else
    return document.make_indirect(form)


def _bound(document: Pdf, bleed: float) -> None:
    """Say how far colour runs over the edge of the pages; the engine says 10 pt at the most."""
    for page in document.pages:
        left, bottom, right, top = map(float, page.trimbox)
        page.bleedbox = Array([left - bleed, bottom - bleed, right + bleed, top + bleed])


def _describe(document: Pdf, facts: DocumentMetadata) -> None:
    """Write title, author and the rest twice, equal in the information dictionary and in XMP."""
    date = facts.date.astimezone(UTC)
    info = {
        "/Title": facts.title,
        "/Author": facts.author,
        "/Subject": facts.subject,
        "/Keywords": ", ".join(facts.keywords),
        "/Producer": facts.producer,
        "/CreationDate": f"D:{date:%Y%m%d%H%M%S}Z",
        "/ModDate": f"D:{date:%Y%m%d%H%M%S}Z",
    }
    document.trailer.Info = document.make_indirect(
        Dictionary({key: String(value) for key, value in info.items() if value})
    )
    root = document.Root
    root.Lang = String(facts.language)
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    # qpdf leaves this one stream uncompressed, as an archive's tools want it
    root.Metadata = Stream(document, _packet(facts, date), Type=Name.Metadata, Subtype=Name.XML)


def _packet(facts: DocumentMetadata, date: datetime) -> bytes:
    stamp = f"{date:%Y-%m-%dT%H:%M:%SZ}"
    lines = [
        _container("dc:title", "Alt", facts.title),
        _container("dc:creator", "Seq", facts.author),
        _container("dc:description", "Alt", facts.subject),
        _container("dc:language", "Bag", facts.language),
        _container("dc:rights", "Alt", facts.rights),
        _element("dc:identifier", facts.identifier),
        _element("pdf:Keywords", ", ".join(facts.keywords)),
        _element("pdf:Producer", facts.producer),
        _element("xmp:CreateDate", stamp),
        _element("xmp:ModifyDate", stamp),
        _element("xmp:MetadataDate", stamp),
    ]
    return PACKET.replace("%", "\n".join(filter(None, lines))).encode()


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _container(name: str, kind: str, text: str) -> str:
    language = ' xml:lang="x-default"' if kind == "Alt" else ""
    item = f"<rdf:{kind}><rdf:li{language}>{escape(text)}</rdf:li></rdf:{kind}>"
    return f"<{name}>{item}</{name}>" if text else ""


def _elements(document: Pdf) -> list[Object]:
    return [
        each
        for each in document.objects
        if isinstance(each, Dictionary) and each.get("/Type") == "/StructElem"
    ]


def _mend_blocks(elements: list[Object]) -> None:
    """Hold that no heading, paragraph or caption is one within itself.

    Why: the engine takes an anonymous box within a block for another such block, and a reader that
    speaks would announce it twice.
    """
    for each in elements:
        if str(each.S) in _BLOCKS and each.P.get(Name.S) == each.S:
            each.S = Name.NonStruct


def _mend_lists(document: Pdf, elements: list[Object]) -> None:
    """Hold that an item stands in a list and consists of a label and a body.

    Why: the engine takes an anonymous box within an item for another item, and leaves a block that
    follows text beside the body.
    """
    for item in elements:
        if item.S != "/LI":
            continue
        kids = list(item.K)
        if item.P.S != Name.L:
            item.S = Name.NonStruct
            others = kids
        elif all(kid.S in (Name.Lbl, Name.LBody) for kid in kids):
            continue
        else:
            labels = [kid for kid in kids if str(kid.S) == "/Lbl"]
            others = [kid for kid in kids if str(kid.S) != "/Lbl"]
            body = document.make_indirect(
                Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, Pg=item.Pg, K=Array(others))
            )
            item.K = Array([*labels, body])
            for kid in others:
                kid.P = body
        for kid in others:
            if kid.S in (Name.Lbl, Name.LBody):
                kid.S = Name.NonStruct


def _list_ids(document: Pdf, elements: list[Object]) -> None:
    """Index the identifiers that table cells name their headers by."""
    named = [element for element in elements if Name.ID in element]
    if named:
        named.sort(key=lambda element: bytes(element.ID))
        pairs = Array(item for element in named for item in (element.ID, element))
        document.Root.StructTreeRoot.IDTree = Dictionary(Names=pairs)


_BLOCKS = {"/P", "/Caption", *(f"/H{level}" for level in range(1, 7))}

PACKET = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
  xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
%
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
