from briefing.formats.yaml_tree import Map, read_yaml
from briefing.loading.topic import LoadedTopic
from briefing.validation.identifiers import check_names


def findings(text: str) -> list[str]:
    tree, found = read_yaml(text.encode(), "t.yaml")
    assert isinstance(tree, Map)
    assert not found
    return [f"{each.span}: {each.message}" for each in check_names(tree)]


def test_the_sample_names_nothing_that_is_not_there(sample_source: LoadedTopic) -> None:
    assert check_names(sample_source.tree) == []


def test_a_name_is_found_at_its_place_where_a_section_has_the_name_of_its_list() -> None:
    text = """\
sections:
  - kind: risks
    risks:
      - event: A flood
        citations: "[@nobody]"
"""
    assert findings(text) == ["t.yaml:5:20: there is no source `nobody`"]


def test_sections_disputes_and_items_are_targets_of_links() -> None:
    text = """\
disputes: [{id: year, text: "[a](#faq)"}]
sections:
  - {kind: faq, questions: [{id: one, answer: "[a](#year) [b](#two)"}]}
  - {kind: text, id: two, text: "[a](#one) [b](#text)"}
"""
    assert findings(text) == ["t.yaml:4:33: there is no section, dispute or item `text`"]


def test_targets_of_links_share_one_space_of_ids_and_sources_and_parties_have_their_own() -> None:
    apart = "{}: [{{id: a}}]\n"
    text = "".join(apart.format(part) for part in ("sources", "parties", "disputes"))
    assert findings(text + "sections: [{kind: faq}]") == []
    assert findings(text + "sections: [{kind: faq, id: a}]") == [
        "t.yaml:4:28: `a` is given a second time, first at t.yaml:3:17"
    ]


def test_an_entry_that_an_alias_repeats_is_told_at_the_alias() -> None:
    text = "sources:\n  - &a {id: a}\n  - *a\n"
    assert findings(text) == ["t.yaml:3:5: `a` is given a second time, first at t.yaml:2:13"]


def test_brackets_in_the_title_of_a_source_are_no_citation_and_in_its_descriptor_they_are() -> None:
    text = "sources:\n  - {id: a, title: 'Letter [@b]', note: '[x](y)', descriptor: 'As [@c]'}\n"
    assert findings(text) == ["t.yaml:2:63: there is no source `c`"]


def test_what_a_list_should_have_held_is_not_missed_where_it_is_no_list() -> None:
    cites = "sections: [{kind: faq, lead: '[@a] [b](#c)', x: [{party: d, disputes: [e]}]}]\n"
    assert len(findings(cites)) == 4
    assert findings(cites + "sources: x\nparties: {}\ndisputes: 5\n") == []
    assert findings("sections: 3\ndisputes: [{sections: [a]}]\n") == []
    assert findings("sections: []\ndisputes: [{sections: [a]}]\n") != []


def test_the_readers_of_a_profile_are_those_of_the_sections_and_items() -> None:
    text = """\
sections:
  - {kind: faq, audience: [press], questions: [{audience: [envoys]}]}
profiles:
  a: {audience: [press, envoys, ministers]}
"""
    assert findings(text) == ["t.yaml:4:33: there is no audience `ministers`"]


def test_the_likelihood_of_a_judgement_is_a_term_and_that_of_a_risk_is_none() -> None:
    text = """\
yardstick: icd203
sections:
  - {kind: risks, risks: [{likelihood: high}]}
  - {kind: outlook, scenarios: [{likelihood: likely}, {likelihood: probable}]}
"""
    message = "`probable` is not a term of the yardstick `icd203`"
    assert findings(text) == [f"t.yaml:4:68: {message}"]
    assert findings(text.replace("icd203", "unknown")) == []


def test_a_chart_shows_measures_of_its_own_section() -> None:
    text = """\
sections:
  - {kind: economics, observations: [{measure: Freight}], charts: [{measures: [Freight]}]}
  - {kind: economics, id: more, charts: [{measures: [Freight]}]}
"""
    assert findings(text) == ["t.yaml:3:54: there is no measure `Freight`"]


def test_citations_of_an_entry_are_citations_and_nothing_else() -> None:
    text = "sources: [{id: a}]\nsections: [{kind: faq, questions: [{citations: '%s'}]}]\n"
    assert findings(text % "[@a, p. 3] [@a]") == []
    assert findings(text % "[see @a, p. 3, note 4]") == []
    assert findings(text % "A, page 3") == ["t.yaml:2:48: `citations` names no source: `A, page 3`"]
    assert findings(text % "see [@a]") == ["t.yaml:2:48: `citations` holds other words too: `see`"]
