"""How close a brief is set, as a page limit found it or a profile asks for."""

from pydantic import Field

from briefing.model.base import Model

__all__ = ["MOST_SPACING", "UNCHANGED", "Typesetting"]

MOST_SPACING = 3


class Typesetting(Model):
    """How close a brief is set; 1 takes `leading` and `size` to their limits."""

    spacing: float = Field(1, ge=0.3, le=MOST_SPACING, description="By what gaps are multiplied.")
    leading: float = Field(0, ge=0, le=1, description="Lines closer; 1 is as close as they may be.")
    size: float = Field(0, ge=0, le=1, description="Type smaller; 1 is as small as it may be.")


# made without its validator, which few runs need
UNCHANGED = Typesetting.model_construct()
