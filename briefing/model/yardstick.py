"""Yardsticks: words of estimative probability and the bands they stand for, in per cent.

PHIA: UK Professional Head of Intelligence Assessment; the gaps between its bands are deliberate.
ICD 203: US Intelligence Community Directive 203, Analytic Standards. Neither is the scale of a
risk register.
"""

from typing import Literal

__all__ = ["CONFIDENCE", "YARDSTICKS", "Band", "Likelihood"]

Band = tuple[int, int]

Likelihood = Literal[
    "remote chance", "almost no chance", "very unlikely", "highly unlikely", "unlikely",
    "roughly even chance", "realistic possibility", "likely", "probable", "very likely",
    "highly likely", "almost certain",
]  # fmt: skip
"""A term of either yardstick."""

CONFIDENCE = ("low", "moderate", "high")

YARDSTICKS: dict[str, dict[str, Band]] = {
    "phia": {
        "remote chance": (0, 5),
        "highly unlikely": (10, 20),
        "unlikely": (25, 35),
        "realistic possibility": (40, 50),
        "likely": (55, 75),
        "probable": (55, 75),
        "highly likely": (80, 90),
        "almost certain": (95, 100),
    },
    "icd203": {
        "almost no chance": (1, 5),
        "very unlikely": (5, 20),
        "unlikely": (20, 45),
        "roughly even chance": (45, 55),
        "likely": (55, 80),
        "very likely": (80, 95),
        "almost certain": (95, 99),
    },
}
