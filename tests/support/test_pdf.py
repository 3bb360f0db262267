"""Each check of `pdf` fails where it should: it is what other tests rest on."""

import re
from collections.abc import Callable

import pytest
from pikepdf import Array, Name, Pdf, String

from tests.support import pdf as of
from tests.support import small_document as sample
from tests.support.places import ROOT


@pytest.fixture(scope="module")
def finished() -> bytes:
    return sample.finished()


def drop_scope(document: Pdf) -> None:
    del of.elements(document, "TH")[0].A.Scope


def name_no_header(document: Pdf) -> None:
    of.elements(document, "TD")[0].A.Headers[0] = String("none")


def mislead_by_the_index(document: Pdf) -> None:
    names = document.Root.StructTreeRoot.IDTree.Names
    names[1], names[3] = names[3], names[1]


def drop_child(document: Pdf) -> None:
    del of.elements(document, "TR")[3].K[0]


def drop_content(document: Pdf) -> None:
    of.elements(document, "Span")[3].K = Array()


def cut_the_tree(document: Pdf) -> None:
    top = of.elements(document, "Document")[0]
    top.K = Array(list(top.K)[:3])


def hold_a_child_twice(document: Pdf) -> None:
    row = of.elements(document, "TR")[3]
    row.K.append(row.K[0])


def turn_the_order(document: Pdf) -> None:
    top = of.elements(document, "Document")[0]
    top.K = Array(reversed(list(top.K)))


def move_elements_to_another_page(document: Pdf) -> None:
    for element in of.elements(document):
        if element.S in (Name.P, Name.Span):
            element.Pg = document.pages[0].obj


def name_another_parent(document: Pdf) -> None:
    cell, other = of.elements(document, "TD")[:2]
    cell.P = other


def mislead_from_content(document: Pdf) -> None:
    numbers = document.Root.StructTreeRoot.ParentTree.Nums.as_list()
    parents = numbers[2 * int(document.pages[1].obj.StructParents) + 1]
    parents[0], parents[1] = parents[1], parents[0]


def mislead_from_annotation(document: Pdf) -> None:
    first, second = document.pages[0].obj.Annots
    first.StructParent, second.StructParent = second.StructParent, first.StructParent


def add_a_key(document: Pdf) -> None:
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    numbers.append(999)
    numbers.append(numbers[1])


def drop_a_key(document: Pdf) -> None:
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    document.Root.StructTreeRoot.ParentTree.Nums = Array(list(numbers)[:-2])


def untag_a_link(document: Pdf) -> None:
    # the annotation stands before the words
    del of.elements(document, "Link")[0].K[0]


def rename_a_target(document: Pdf) -> None:
    document.pages[0].obj.Annots[0].Dest = String("gone")


def say_an_id(document: Pdf) -> None:
    document.pages[0].obj.Annots[0].Contents = String("trade")


def say_nothing(document: Pdf) -> None:
    del document.pages[0].obj.Annots[0].Contents


def drop_alternative_text(document: Pdf) -> None:
    del of.elements(document, "Figure")[1].Alt


def give_pixels_from_the_top(document: Pdf) -> None:
    of.elements(document, "Figure")[0].A.BBox = Array([75, 700, 226, 776])


def skip_a_heading_level(document: Pdf) -> None:
    of.elements(document, "H2")[0].S = Name.H3


def drop_the_title(document: Pdf) -> None:
    del document.docinfo[Name.Title]


def drop_the_language(document: Pdf) -> None:
    del document.Root.Lang


def drop_the_tree(document: Pdf) -> None:
    del document.Root.StructTreeRoot


DEFECTS: list[tuple[Callable[[Pdf], None], str]] = [
    (drop_scope, "has no scope"),
    (mislead_by_the_index, "index of identifiers misleads"),
    (name_no_header, "names `none` as its header"),
    (drop_child, "0x in the tree, 1x on the page"),
    (drop_content, "0x in the tree, 1x on the page"),
    (cut_the_tree, "0x in the tree, 1x on the page"),
    (hold_a_child_twice, "2x in the tree, 1x on the page"),
    (turn_the_order, "the tree goes back from page 5 to page 4"),
    (move_elements_to_another_page, "misleads from content 0 of page 2"),
    (name_another_parent, "as its parent"),
    (mislead_from_content, "misleads from content 0 of page 2"),
    (mislead_from_annotation, "misleads from an annotation of page 1"),
    (add_a_key, "other keys"),
    (drop_a_key, "other keys"),
    (untag_a_link, "misleads from an annotation of page 1"),
    (rename_a_target, "leads to `gone`, which is nowhere"),
    (say_an_id, "says `trade`, which are no words"),
    (say_nothing, "says ``, which are no words"),
    (drop_alternative_text, "has no alternative text"),
    (give_pixels_from_the_top, "lies outside its page"),
    (skip_a_heading_level, "heading level 3 follows 1"),
    (drop_the_title, "the titles `None`"),
    (drop_the_language, "there is no language"),
    (drop_the_tree, "there is no structure tree"),
]


@pytest.mark.parametrize(("change", "problem"), DEFECTS)
def test_each_defect_is_found(finished: bytes, change: Callable[[Pdf], None], problem: str) -> None:
    assert of.check_structure(finished) == []
    assert any(problem in each for each in of.check_structure(of.edit(finished, change)))


def test_the_documentation_tells_what_the_validator_does_not_see(finished: bytes) -> None:
    text = (ROOT / "docs" / "accessibility.md").read_text("utf-8")
    told = dict(re.findall(r"^\| ([a-z ]+) \| (seen|not seen) \|", text, re.MULTILINE))
    found = {
        change.__name__.replace("_", " "): of.validate(of.edit(finished, change))
        for change, _ in DEFECTS
    }
    assert told == {name: "seen" if seen else "not seen" for name, seen in found.items()}


def test_a_destination_on_no_page_is_dead(finished: bytes) -> None:
    def lose_the_last_page(document: Pdf) -> None:
        del document.pages[-1]

    broken = of.edit(finished, lose_the_last_page)
    assert of.link_targets(broken)[0] == [("trade", 2), ("sources", None)]


def test_the_validator_is_asked_for_both_standards(finished: bytes) -> None:
    def drop_metadata(document: Pdf) -> None:
        del document.Root.Metadata

    rules = " ".join(of.validate(of.edit(finished, drop_metadata)))
    assert "PDFUA1-" in rules
    assert "PDFA3A-" in rules


def test_a_stream_that_ends_in_a_carriage_return_is_no_false_alarm(finished: bytes) -> None:
    def end_so(document: Pdf) -> None:
        document.Root.Metadata.write(document.Root.Metadata.read_bytes() + b"\r")

    pdf = of.edit(finished, end_so)
    assert b"\r\nendstream" in pdf
    assert of.validate(pdf) == []


def test_a_stream_that_is_longer_than_it_says_is_found(finished: bytes) -> None:
    assert of.wrong_lengths(finished) == []
    right = finished.index(b"/Length ")
    digit = right + len(b"/Length ")
    wrong = finished[:digit] + b"1" + finished[digit + 1 :]
    assert finished[digit : digit + 1] != b"1"
    assert len(of.wrong_lengths(wrong)) == 1
    assert any("STREAM-LENGTH-001" in each for each in of.validate(wrong))
