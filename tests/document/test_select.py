from typing import Any

import pytest

from briefing.document.order import in_print_order
from briefing.document.select import Selection, resolve_options, select
from briefing.errors import UsageError
from briefing.model.brief import Brief
from briefing.model.options import Options, Profile
from briefing.model.sections.agenda import Agenda
from briefing.model.sections.faq import Faq
from briefing.model.sections.history import History
from briefing.model.sections.summary import Summary


def shown(selection: Selection) -> list[str]:
    return [section.id for section in selection.sections]


def placed(selection: Selection) -> list[tuple[int, str, str, str]]:
    return [(each.number, each.dispute.id, each.section, each.form) for each in selection.disputes]


def ordered(brief: Brief) -> tuple[Any, ...]:
    return tuple(in_print_order(section, brief) for section in brief.sections)


def test_all_sections_are_shown_in_the_order_of_the_topic(every_kind: Brief) -> None:
    selection = select(every_kind, Options())
    assert selection.sections == ordered(every_kind)
    assert selection.left_out == ()
    assert selection.items_left_out == 0


def test_sections_stand_in_the_order_in_which_they_are_named_each_once(every_kind: Brief) -> None:
    selection = select(every_kind, Options(sections=("risks", "faq", "summary", "faq")))
    assert shown(selection) == ["risks", "faq", "summary"]
    assert len(selection.left_out) == len(every_kind.sections) - 3
    assert selection.left_out[0].id == "history"


def test_sections_can_be_taken_away_from_all_and_from_those_named(every_kind: Brief) -> None:
    assert "poll" not in shown(select(every_kind, Options(without=("poll",))))
    options = Options(sections=("faq", "poll", "risks"), without=("poll",))
    assert shown(select(every_kind, options)) == ["faq", "risks"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (Options(sections=("faq", "rsks")), "no section `rsks`\n  hint: did you mean `risks`?"),
        (Options(without=("faqs",)), "no section `faqs`\n  hint: did you mean `faq`?"),
        (Options(audience=("pres",)), "no audience `pres`\n  hint: did you mean `press`?"),
        (Options(sections=()), "this selection leaves no section to print"),
        (Options(sections=("faq",), without=("faq",)), "leaves no section"),
        (Options(sections=("background",), audience=("press",)), "leaves no section"),
    ],
)
def test_a_selection_that_cannot_be_is_refused(
    every_kind: Brief, options: Options, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        select(every_kind, options)
    assert message in str(caught.value)


def test_readers_see_what_is_for_them_and_what_is_for_everybody(every_kind: Brief) -> None:
    maker = select(every_kind, Options(audience=("press",)))
    assert "background" not in shown(maker)
    tags = {item.audience for item in maker.items()}
    assert tags == {(), ("press",)}
    both = select(every_kind, Options(audience=("press", "engineers")))
    assert both.sections == ordered(every_kind)
    assert maker.items_left_out == 2  # the dredging and a chart


def test_a_priority_keeps_what_is_as_important_and_counts_what_goes(every_kind: Brief) -> None:
    everything = list(select(every_kind, Options()).items())
    for priority in (1, 2, 3):
        selection = select(every_kind, Options(priority=priority))
        kept = list(selection.items())
        assert {item.priority for item in kept} == set(range(1, priority + 1))
        assert len(kept) + selection.items_left_out == len(everything)


def test_an_era_goes_with_the_last_of_its_events(every_kind: Brief) -> None:
    (history,) = select(every_kind, Options(sections=("history",), priority=1)).sections
    assert isinstance(history, History)
    assert [str(era.title) for era in history.eras] == ["First years"]
    assert [str(event.title) for event in history.eras[0].events] == ["The commission is founded"]


def test_a_selection_leaves_the_brief_as_it_was(every_kind: Brief) -> None:
    before = every_kind.model_dump_json()
    select(every_kind, Options(priority=1, audience=("press",), sheet=True))
    assert every_kind.model_dump_json() == before


def test_a_single_sheet_does_without_background(every_kind: Brief) -> None:
    summary, history, *_ = select(every_kind, Options(sheet=True)).sections
    assert isinstance(summary, Summary)
    assert (summary.gist, history.lead) == (None, None)
    assert all(not each.assumptions and not each.would_change for each in summary.judgements)


def test_a_single_sheet_says_who_leads_on_an_item_of_the_agenda(every_kind: Brief) -> None:
    (agenda,) = select(every_kind, Options(sections=("agenda",), sheet=True)).sections
    assert isinstance(agenda, Agenda)
    assert [each.lead for each in agenda.items] == [
        "Head of the Upland delegation",
        "Legal adviser",
    ]


def test_disputes_are_numbered_in_the_order_of_the_sections_that_print_them(
    every_kind: Brief,
) -> None:
    assert placed(select(every_kind, Options())) == [
        (1, "founding", "history", "long"),
        (2, "freight-total", "economics", "line"),
    ]
    assert placed(select(every_kind, Options(sections=("economics", "history")))) == [
        (1, "freight-total", "economics", "line"),
        (2, "founding", "history", "long"),
    ]


def test_a_dispute_is_printed_in_the_first_of_its_sections_that_is_shown(
    every_kind: Brief,
) -> None:
    selection = select(every_kind, Options(sections=("faq", "bilateral")))
    assert placed(selection) == [(1, "founding", "bilateral", "long")]
    assert placed(select(every_kind, Options(sections=("faq", "poll")))) == []


def test_a_dispute_without_a_section_of_its_own_stays_with_what_refers_to_it(
    every_kind: Brief,
) -> None:
    dispute = every_kind.disputes[0].model_copy(update={"sections": ("poll",)})
    brief = every_kind.model_copy(update={"disputes": (dispute,)})
    assert placed(select(brief, Options())) == [(1, "founding", "poll", "long")]
    selection = select(brief, Options(sections=("faq", "bilateral", "history")))
    assert placed(selection) == [(1, "founding", "bilateral", "long")]
    # and where the entry that refers to it is left out, so is the dispute
    assert placed(select(brief, Options(sections=("summary", "bilateral"), priority=1))) == []


def test_disputes_can_all_be_printed_in_one_line_each(every_kind: Brief) -> None:
    assert {each.form for each in select(every_kind, Options(disputes="line")).disputes} == {"line"}


def test_a_profile_stands_above_the_defaults_and_below_the_command_line(every_kind: Brief) -> None:
    options = resolve_options(every_kind, Options(profile="short"))
    assert (options.sections, options.priority) == (("summary", "economics", "risks"), 1)
    assert (options.appendix, options.paper, options.without) == ("short", "a4", ())
    options = resolve_options(every_kind, Options(profile="short", priority=3, sections=("faq",)))
    assert (options.sections, options.priority, options.disputes) == (("faq",), 3, "line")
    # what is given counts, even where it is the default
    assert resolve_options(every_kind, Options(profile="short", appendix="full")).appendix == "full"


def test_options_without_a_profile_stay_as_they_are(every_kind: Brief) -> None:
    options = Options(priority=2)
    assert resolve_options(every_kind, options) == options
    assert resolve_options(every_kind, Options(profile="full")) == Options(profile="full")
    with pytest.raises(UsageError, match="no profile `shrt`\n  hint: did you mean `short`"):
        resolve_options(every_kind, Options(profile="shrt"))


def test_html_does_without_what_a_profile_says_of_paper() -> None:
    profile = Profile.model_validate({"max_pages": 2, "booklet": True, "mono": True})
    assert Options(format="html").under(profile) == Options(format="html", mono=True)
    assert Options().under(profile).max_pages == 2


def test_every_option_can_stand_in_a_profile() -> None:
    assert set(Profile.model_fields) == set(Options.model_fields) - {"profile"}
    assert set(Options().under(Profile()).model_dump()) == set(Options.model_fields)


def test_items_tell_their_ids(every_kind: Brief) -> None:
    selection = select(every_kind, Options(sections=("history", "faq")))
    history, faq = selection.sections
    assert isinstance(faq, Faq)
    assert selection.item_ids(history) == ("founded",)
    assert selection.item_ids(faq) == ()
