"""What stands together in the tables of a section on trade: figures in a strip, firms in a row."""

from collections.abc import Iterable, Sequence

from briefing.model.brief import Party
from briefing.model.sections.economics import Economics, Firm, Indicator

__all__ = ["firm_rows", "sellers", "strip_width", "strips"]


def strip_width(indicators: Sequence[Indicator]) -> int:
    """Return how many figures stand side by side, in as few strips as hold four each."""
    lines = max(1, -(-len(indicators) // 4))
    return max(3, -(-len(indicators) // lines))


def strips(indicators: Sequence[Indicator]) -> list[Sequence[Indicator]]:
    """Part the figures into strips."""
    across = strip_width(indicators)
    return [indicators[start : start + across] for start in range(0, len(indicators), across)]


def sellers(section: Economics, parties: Sequence[Party]) -> list[str]:
    """Name the parties that have a column of goods: of two both, of more those that sell any."""
    selling = {good.seller for good in section.goods}
    return [party.id for party in parties if party.id in selling or len(parties) <= 2]


def firm_rows(firms: Iterable[Firm]) -> list[list[Firm]]:
    """Put firms of which only the name is known into one row for each home and source."""
    rows: dict[object, list[Firm]] = {}
    for firm in firms:
        bare = not (firm.id or firm.sector or firm.text or firm.disputes)
        rows.setdefault((firm.home, firm.citations) if bare else firm, []).append(firm)
    return list(rows.values())
