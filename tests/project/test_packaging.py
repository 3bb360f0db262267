"""The wheel is built, installed where no checkout is near, and makes a brief there."""

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path
from sysconfig import get_path

import pytest

from tests.support.places import ROOT, TOPICS

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-d", folder, cwd=ROOT)
    return folder


def test_the_wheel_holds_all_code_templates_and_styles_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    expected = {f"briefing/{name}" for name in files("templates") | files("styles")}
    assert expected
    assert held == expected | files("briefing")


def test_the_source_archive_holds_what_a_packager_needs(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert held >= files("briefing") | files("templates") | files("styles") | files("tests")
    assert held >= {"LICENSE", "Makefile", "README.md", "pyproject.toml", *LOCKS}


def test_the_installed_command_makes_a_brief_far_from_the_checkout(
    built: Path, tmp_path: Path
) -> None:
    home = tmp_path / "venv"
    venv.create(home, symlinks=True)
    python = home / "bin" / "python"
    # its dependencies are those of this environment; a `.pth` in a folder so named is not followed,
    # so an editable install of the checkout stays out of sight
    packages = next(home.glob("lib/python*/site-packages"))
    (packages / "dependencies.pth").write_text(get_path("purelib"))
    wheel = next(built.glob("*.whl"))
    pip = (sys.executable, "-m", "pip", "--python", python)
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=tmp_path)

    place = tmp_path / "elsewhere"
    place.mkdir()
    shutil.copy(TOPICS / "minimal.yaml", place / "topic.yaml")
    briefing = home / "bin" / "briefing"
    assert PROJECT["project"]["version"] in run(briefing, "--version", cwd=place)
    run(briefing, "build", "topic.yaml", "-o", "brief.pdf", cwd=place)
    assert (place / "brief.pdf").read_bytes().startswith(b"%PDF-")
    where = "from briefing.runtime import package_data as a; print(a.templates(), a.styles())"
    assert run(python, "-c", where, cwd=place).split() == [
        str(packages / "briefing" / "templates"),
        str(packages / "briefing" / "styles"),
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_dependency_by_hash_and_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    names = {normal(name) for name in PROJECT["project"]["dependencies"]}
    assert names
    assert names | {"hatchling"} <= pins(lock).keys()
    assert len(re.findall(r"==.*\\\n    --hash=sha256:", text)) == len(pins(lock))
    assert "://" not in text


def test_the_two_locks_agree_and_the_second_holds_the_tools() -> None:
    first, second = map(pins, LOCKS)
    tools = PROJECT["dependency-groups"]["dev"]
    assert first.items() <= second.items()
    assert {normal(tool) for tool in tools if isinstance(tool, str)} <= second.keys()


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command to its end, and fail with all it said when it fails."""
    done = subprocess.run(
        command, cwd=cwd, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def files(folder: str) -> set[str]:
    """List the files of a folder of the checkout."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file())
    return {str(path.relative_to(ROOT)) for path in found if "__pycache__" not in path.parts}


def pins(lock: str) -> dict[str, str]:
    """Read which version of each distribution a lock pins."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))


def normal(requirement: str) -> str:
    """Bring the name in a requirement into the form that locks use."""
    name = re.match(r"[\w.-]+", requirement)
    assert name
    return re.sub(r"[-_.]+", "-", name[0]).lower()
