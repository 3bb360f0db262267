"""What the program is made of is listed, and nobody takes for sound what was not asked about."""

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from tests.support.audit import FAULTS, NOT_ASKED, main
from tests.support.licences import locked
from tests.support.places import ROOT
from tests.support.sbom import bill


def test_the_bill_of_materials_lists_what_is_locked_and_installed() -> None:
    found, text = bill(), (ROOT / "requirements.lock").read_text("utf-8")
    assert found["bomFormat"] == "CycloneDX"
    assert found["specVersion"] == "1.6"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", found["serialNumber"])
    components = found["components"]
    assert [(each["name"], each["version"]) for each in components] == [
        (each.name, each.version) for each in locked()
    ]
    for each in components:
        assert each["purl"] == each["bom-ref"] == f"pkg:pypi/{each['name']}@{each['version']}"
        assert each["hashes"]
        try:
            assert version(each["name"]) == each["version"]
        except PackageNotFoundError:  # for other systems
            continue
        assert each["licenses"][0]["license"]["name"]
    listed = [one["content"] for each in components for one in each["hashes"]]
    assert listed == re.findall(r"sha256:([0-9a-f]{64})", text)
    references = [each["bom-ref"] for each in components]
    assert len(set(references)) == len(references)
    assert found["dependencies"][0]["dependsOn"] == references
    assert json.loads(json.dumps(found)) == found == bill()


ANSWER = {"dependencies": [{"name": "a", "version": "1", "vulns": []}]}
FAULTY = {"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1"}]}]}
SKIPPED = {"dependencies": [{"name": "a", "skip_reason": "not found"}]}


@pytest.mark.parametrize(
    ("said", "status", "expected"),
    [
        (json.dumps(ANSWER), 0, 0),
        (json.dumps(FAULTY), 1, FAULTS),
        (json.dumps(SKIPPED), 0, NOT_ASKED),
        (json.dumps(ANSWER), 1, NOT_ASKED),
        ('{"dependencies": []}', 0, NOT_ASKED),
        ("", 1, NOT_ASKED),
        ("", 0, NOT_ASKED),
    ],
)
def test_an_audit_that_could_not_ask_is_never_green(
    said: str, status: int, expected: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "program.py"
    program.write_text(f"import sys\nprint({said!r})\nsys.exit({status})\n", "utf-8")
    assert main([sys.executable, str(program)]) == expected
    out, err = capsys.readouterr()
    assert ("nothing was found out" in err) == (expected == NOT_ASKED)
    assert ("no known fault" in out) == (expected == 0)


def test_without_the_program_that_asks_nothing_is_found_out() -> None:
    assert main(["no-such-program"]) == NOT_ASKED
