"""The section kinds, joined in one explicit union."""

from typing import Annotated, get_args

from pydantic import Field

from briefing.model.sections.agenda import Agenda
from briefing.model.sections.bilateral import Bilateral
from briefing.model.sections.biographies import Biographies
from briefing.model.sections.cases import Cases
from briefing.model.sections.comparison import Comparison
from briefing.model.sections.economics import Economics
from briefing.model.sections.evidence import Evidence
from briefing.model.sections.faq import Faq
from briefing.model.sections.glossary import Glossary
from briefing.model.sections.history import History
from briefing.model.sections.multilateral import Multilateral
from briefing.model.sections.myths import Myths
from briefing.model.sections.notes import Notes
from briefing.model.sections.opportunities import Opportunities
from briefing.model.sections.outlook import Outlook
from briefing.model.sections.poll import Poll
from briefing.model.sections.recommendations import Recommendations
from briefing.model.sections.risks import Risks
from briefing.model.sections.summary import Summary
from briefing.model.sections.talking_points import TalkingPoints
from briefing.model.sections.text import TextSection
from briefing.model.sections.views import Views

__all__ = ["KINDS", "Section"]

Section = Annotated[
    Summary | History | Bilateral | Economics | Multilateral | Risks | Opportunities | Faq
    | Comparison | Myths | Cases | Views | Outlook | Recommendations | Poll | TextSection
    | Agenda | TalkingPoints | Biographies | Glossary | Notes | Evidence,
    Field(discriminator="kind"),
]  # fmt: skip

KINDS: tuple[str, ...] = tuple(
    get_args(model.model_fields["kind"].annotation)[0] for model in get_args(get_args(Section)[0])
)
