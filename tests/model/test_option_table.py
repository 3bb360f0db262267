"""The table of options, and what is made of it."""

import pytest
from pydantic import ValidationError

from briefing.model.option import Scope
from briefing.model.option_table import OPTIONS
from briefing.model.options import MODES, Options, PrintOptions, Profile, SelectionOptions
from briefing.model.pack import Enclosed
from briefing.runtime import package_data as assets


def test_options_have_the_fields_and_defaults_of_the_table_in_its_order() -> None:
    assert list(Options.model_fields) == [*OPTIONS]
    usual = Options()
    assert {name: getattr(usual, name) for name in OPTIONS} == {
        name: option.default for name, option in OPTIONS.items()
    }


@pytest.mark.parametrize(
    ("model", "scopes"),
    [
        (SelectionOptions, {Scope.SELECTION}),
        (PrintOptions, {Scope.PRINT}),
        (Profile, {Scope.SELECTION, Scope.PRINT, Scope.BRIEF}),
    ],
)
def test_what_files_may_hold_has_the_options_of_its_scopes_and_none_needs_one(
    model: type[Profile], scopes: set[Scope]
) -> None:
    names = [name for name, option in OPTIONS.items() if option.scope in scopes]
    assert list(model.model_fields) == names
    assert model().model_dump() == dict.fromkeys(names)
    assert names


def test_a_topic_of_a_pack_is_chosen_from_as_a_profile_does() -> None:
    assert SelectionOptions.model_fields.keys() < Enclosed.model_fields.keys()


@pytest.mark.parametrize(
    ("name", "value"), [("bleed", -1), ("bleed", 11), ("max_pages", 0), ("priority", 4)]
)
def test_bounds_hold_in_profiles_and_in_calls(name: str, value: int) -> None:
    for model in (Profile, Options):
        with pytest.raises(ValidationError):
            model.model_validate({name: value})


def test_a_mode_has_a_style_sheet_that_all_themes_share_and_a_place_of_its_own() -> None:
    sheets = {path.stem for path in assets.styles().rglob("*.css")}
    assert set(MODES) <= sheets
    layers = [option.layer for option in OPTIONS.values() if option.layer]
    assert len(set(layers)) == len(layers) == len(MODES) - 3  # three follow from others
    assert Options(mono=True, bleed=3, new_page=True).modes == ("new-page", "bleed", "mono")


def test_words_are_a_sentence_and_no_two_options_have_the_same() -> None:
    words = [option.words for option in OPTIONS.values()]
    assert len(set(words)) == len(words)
    assert all(each.endswith(".") and each[0] == each[0].upper() for each in words)
