"""Where the project's files lie that tests read."""

from pathlib import Path

__all__ = ["EVERY_KIND", "ROOT", "SAMPLE", "TESTS", "TOPICS"]

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
TOPICS = TESTS / "topics"
EVERY_KIND = TOPICS / "every-kind.yaml"
SAMPLE = ROOT / "data" / "mexico-russia"
