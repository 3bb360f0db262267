import importlib.util
import os
import shutil
import subprocess
import sys

import pytest

from briefing.runtime import native_libraries as system

PANGO = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
AS_ROOT = f"apt-get update && apt-get install -y {PANGO}"


@pytest.mark.parametrize(
    ("commands", "user", "hint"),
    [
        ({"apt-get", "sudo"}, 0, AS_ROOT),
        ({"apt-get", "sudo"}, 1000, f"sudo sh -c '{AS_ROOT}'"),
        ({"apt-get"}, 1000, f"su -c '{AS_ROOT}'"),
        ({"dnf", "sudo"}, 1000, "sudo sh -c 'dnf install -y pango'"),
        ({"brew", "sudo"}, 501, "brew install pango"),
        (set(), 1000, "install Pango"),
    ],
)
def test_the_hint_is_the_command_of_this_system(
    monkeypatch: pytest.MonkeyPatch, commands: set[str], user: int, hint: str
) -> None:
    machine(monkeypatch, commands=commands, user=user)
    assert system.pango_hint().startswith(hint)


def test_a_complete_machine_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    machine(monkeypatch, commands={"apt-get"})
    system.main()


def test_what_is_missing_is_installed_and_looked_for_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine(monkeypatch, commands={"apt-get"}, user=0)
    libraries: set[str] = set()

    def install(command: list[str], *, check: bool) -> None:
        assert command == ["/bin/sh", "-c", AS_ROOT]
        assert not check
        libraries.update(system.PANGO_LIBRARIES)

    monkeypatch.setattr(system, "is_library", libraries.__contains__)
    monkeypatch.setattr(subprocess, "run", install)
    system.main()
    assert AS_ROOT in capsys.readouterr().out


@pytest.mark.parametrize(
    ("commands", "message"),
    [({"apt-get"}, f"run this, then try again: su -c '{AS_ROOT}'"), (set(), "install Pango")],
)
def test_without_the_rights_or_the_means_the_command_is_only_shown(
    monkeypatch: pytest.MonkeyPatch, commands: set[str], message: str
) -> None:
    machine(monkeypatch, commands=commands, user=1000)
    monkeypatch.setattr(system, "is_library", lambda _: False)
    with pytest.raises(SystemExit, match=message.replace("+", r"\+")):
        system.main()


def test_an_old_python_is_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 6))
    with pytest.raises(SystemExit, match="PYTHON=python3"):
        system.main()


def machine(monkeypatch: pytest.MonkeyPatch, *, commands: set[str], user: int = 1000) -> None:
    """Make up a machine with these commands, all libraries and a whole Python."""
    monkeypatch.setattr(shutil, "which", lambda name: name if name in commands else None)
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(system, "is_library", lambda _: True)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())
