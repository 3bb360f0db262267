"""Templates are compiled once, and what is kept of them depends on nothing else."""

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from briefing.rendering import template_cache as compiled
from briefing.rendering.template_cache import Compiled, at_run_time
from briefing.runtime.cache import Cache


def render(cache: Cache, text: str, greeting: str = "hello") -> str:
    """Render in a new environment, whose filter is another each time."""
    environment = Environment(
        loader=DictLoader({"page": text}), autoescape=True, bytecode_cache=Compiled(cache)
    )
    environment.filters["greet"] = at_run_time(lambda name, end="": f"{greeting} {name}{end}")
    return environment.get_template("page").render(names=["Ada", "Bo"])


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Forget what was compiled, and list what is."""
    done: list[str] = []
    plain = Environment.compile

    def noting(self: Environment, source: str, *words: object, **options: object) -> object:
        done.append(source)
        return plain(self, source, *words, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(compiled, "_CODE", {})
    monkeypatch.setattr(Environment, "compile", noting)
    return done


def test_a_template_is_compiled_once_in_a_process_and_once_with_a_cache(
    compilations: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "{{ names | map('greet', '!') | join(' ') }}"
    for _ in range(2):
        assert render(Cache(tmp_path), text) == "hello Ada! hello Bo!"
    monkeypatch.setattr(compiled, "_CODE", {})  # as in another process
    assert render(Cache(tmp_path), text) == "hello Ada! hello Bo!"
    assert compilations == [text]
    monkeypatch.setattr(compiled, "_CODE", {})
    assert render(Cache(enabled=False), text) == "hello Ada! hello Bo!"
    assert compilations == [text, text]


def test_another_text_is_another_template(compilations: list[str], tmp_path: Path) -> None:
    for text in ("one", "two"):
        assert render(Cache(tmp_path), text) == text
    assert compilations == ["one", "two"]


def test_nothing_of_a_document_is_compiled_into_a_template(
    compilations: list[str], tmp_path: Path
) -> None:
    text = "{{ 'Ada' | greet }}"
    for greeting in ("hello", "hola"):
        assert render(Cache(tmp_path), text, greeting) == f"{greeting} Ada"
    assert compilations == [text]
