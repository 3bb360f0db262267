from dataclasses import replace

import pytest

from briefing.document.assemble import assemble
from briefing.document.resolve import resolve
from briefing.document.select import select
from briefing.errors import BriefingError
from briefing.layout.page_map import PageMap
from briefing.locales.catalogue import labels
from briefing.model.brief import Brief
from briefing.model.options import Options
from briefing.rendering.renderer import Renderer
from briefing.themes.theme import open_theme


def test_a_kind_without_a_partial_is_an_error_that_says_which_to_add(minimal: Brief) -> None:
    document = assemble(resolve(select(minimal, Options())), labels("en"))
    (part,) = document.parts
    blocks = tuple(replace(block, kind="gadgets") for block in part.blocks)
    document = replace(document, parts=(replace(part, blocks=blocks),))
    renderer = Renderer(document, open_theme("ministry", ()))
    with pytest.raises(BriefingError, match=r"no `templates/sections/gadgets.html`: add it"):
        renderer.part(part.name, PageMap((part.name,)))
