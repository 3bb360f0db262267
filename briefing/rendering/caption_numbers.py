"""The numbers of tables and figures, counted while templates print them, since CSS counts by part.

Enters: how many stood in the parts before. Leaves: the number of each further one.
"""

from dataclasses import dataclass

__all__ = ["CaptionNumbers"]


@dataclass(slots=True)
class CaptionNumbers:
    """Counts tables and figures."""

    tables: int = 0
    figures: int = 0

    def next_table(self) -> int:
        """Return the number of another table."""
        self.tables += 1
        return self.tables

    def next_figure(self) -> int:
        """Return the number of another figure."""
        self.figures += 1
        return self.figures
