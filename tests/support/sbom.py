"""What is installed with the program, for tools that compare it with lists of faults: `make sbom`.

Enters: `requirements.lock`. Leaves: a bill of materials as JSON, the same for the same lock.

Standards: CycloneDX 1.6 (ECMA-424); package URLs (purl) of type `pypi`.
"""

import json
import re
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tests.support.licences import licence, locked
from tests.support.places import ROOT

__all__ = ["bill"]


def bill(lock: str = "requirements.lock") -> dict[str, Any]:
    """Return the bill of materials of a lock."""
    text = (ROOT / lock).read_text("utf-8")
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    found = re.search(r'^version = "(.+?)"', project, re.MULTILINE)
    assert found
    program = f"pkg:pypi/briefing@{found[1]}"
    components = [_component(each.name, each.version, text) for each in locked(lock)]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, program + text)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": program,
                "name": "briefing",
                "version": found[1],
                "purl": program,
            }
        },
        "components": components,
        "dependencies": [
            {"ref": program, "dependsOn": [each["bom-ref"] for each in components]},
        ],
    }


def _component(name: str, version: str, text: str) -> dict[str, Any]:
    place = f"pkg:pypi/{name}@{version}"
    entry = re.split(r"\n(?=\S)", text.split(f"\n{name}=={version}", 1)[1])[0]
    hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
    said = licence(name)
    return {
        "type": "library",
        "bom-ref": place,
        "name": name,
        "version": version,
        "purl": place,
        # one for each file of this version that may be installed
        "hashes": [{"alg": "SHA-256", "content": each} for each in hashes],
        **({"licenses": [{"license": {"name": said}}]} if said else {}),
    }


if __name__ == "__main__":
    print(json.dumps(bill(), indent=2))  # noqa: T201
