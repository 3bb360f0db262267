from pathlib import Path
from typing import Any

import pytest

from briefing.errors import InputError
from briefing.formats.yaml_tree import span_of
from briefing.loading.topic import LoadedTopic, load
from tests.support.places import TOPICS

PNG = (TOPICS / "portrait.png").read_bytes()


@pytest.fixture
def topic(tmp_path: Path) -> Path:
    folder = tmp_path / "ruritania"
    write(folder, {"topic.yaml": "title: Ruritania\n"})
    return folder


def write(folder: Path, contents: dict[str, str | bytes]) -> None:
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


def where(source: LoadedTopic, *loc: str | int, key: bool = False) -> str:
    return str(span_of(source.tree, loc, key=key))


def findings(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        load(path)
    return str(caught.value).splitlines()


def test_a_folder_a_file_and_a_folder_from_within_are_topics(
    topic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(topic, {"short.yml": "title: Short\n"})
    source = load(topic)
    assert source.name == "ruritania"
    assert source.tree == {"title": "Ruritania"}
    assert source.files == {"topic.yaml": b"title: Ruritania\n"}
    assert load(topic / "topic.yaml") == load(topic)
    assert load(topic / "short.yml").name == "short"
    assert set(load(topic / "short.yml").files) == {"short.yml"}
    monkeypatch.chdir(topic)
    assert load(Path()) == load(topic)
    assert load(Path("topic.yaml")) == load(topic)


def test_parts_stand_in_files_of_their_own_and_keep_their_places(topic: Path) -> None:
    write(
        topic,
        {
            "topic.yaml": """\
logo: ./img/arms.png
sources: sources.json
disputes:
  - a.yaml
  - id: own
  - one.yml
sections:
  - parts/trade.yaml
  - kind: history
    eras:
      - events: data/events.csv
""",
            "sources.json": '[\n\t{"id": "x", "title": "T"}\n]\n',
            "a.yaml": "- id: a1\n- id: a2\n",
            "one.yml": "id: one\n",
            "parts/trade.yaml": "kind: economics\nobservations: data/obs.csv\nphoto: img/p.svg\n",
            "data/obs.csv": "measure,value\nexports,12.5\n",
            "data/events.csv": "date,title\n1920,Peace\n,War\n",
            "img/arms.png": PNG,
            "img/p.svg": "<svg/>",
            "unused.yaml": "a: @",
        },
    )
    source = load(topic)
    assert source.tree == {
        "logo": "img/arms.png",
        "sources": [{"id": "x", "title": "T"}],
        "disputes": [{"id": "a1"}, {"id": "a2"}, {"id": "own"}, {"id": "one"}],
        "sections": [
            {
                "kind": "economics",
                "observations": [{"measure": "exports", "value": "12.5"}],
                "photo": "img/p.svg",
            },
            {
                "kind": "history",
                "eras": [{"events": [{"date": "1920", "title": "Peace"}, {"title": "War"}]}],
            },
        ],
    }
    assert set(source.files) == {
        "topic.yaml",
        "sources.json",
        "a.yaml",
        "one.yml",
        "parts/trade.yaml",
        "data/obs.csv",
        "data/events.csv",
        "img/arms.png",
        "img/p.svg",
    }
    assert where(source, "sources", 0, "title") == "sources.json:2:23"
    assert where(source, "disputes", 1, "id") == "a.yaml:2:7"
    assert where(source, "disputes", 2, "id") == "topic.yaml:5:9"
    assert where(source, "disputes", 3, "missing") == "one.yml:1:1"
    assert where(source, "sections", 0, "economics", "kind") == "parts/trade.yaml:1:7"
    rows = ("sections", 0, "economics", "observations")
    assert where(source, *rows, 0, "value") == "data/obs.csv:2:9"
    assert where(source, *rows, 0, "value", key=True) == "data/obs.csv:1:9"
    assert where(source, *rows, key=True) == "parts/trade.yaml:2:1"
    events = ("sections", 1, "history", "eras", 0, "events")
    assert where(source, *events, 1, "date") == "data/events.csv:3:1"


def test_a_part_named_twice_by_an_alias_is_put_in_at_both_places(topic: Path) -> None:
    text = "sections:\n  - &a {rows: r.csv, file: i.png}\n  - *a\nother: {rows: r.csv}\n"
    write(topic, {"topic.yaml": text, "r.csv": "a\n1\n", "i.png": PNG})
    section = {"rows": [{"a": "1"}], "file": "i.png"}
    assert load(topic).tree == {"sections": [section, section], "other": {"rows": "r.csv"}}


def test_values_that_only_look_a_little_like_files_stay_text(topic: Path) -> None:
    text = "sources: [see below]\nsections: [{title: a.csv, rows: a.pdf}]\nfile: 3\nnote: b.yaml\n"
    write(topic, {"topic.yaml": text})
    tree: Any = load(topic).tree
    assert tree["sources"] == ["see below"]
    assert tree["sections"] == [{"title": "a.csv", "rows": "a.pdf"}]
    assert (tree["file"], tree["note"]) == (3, "b.yaml")


def test_all_that_cannot_be_read_is_told_at_once(topic: Path) -> None:
    write(
        topic,
        {
            "topic.yaml": """\
title: a
title: b
logo: arms.pdf
sources: sourcs.yaml
disputes: [../d.yaml, d.yaml]
sections:
  - s.yaml
  - {photo: "https://a.example/b.png", events: e.csv}
""",
            "sources.yaml": "[]",
            "d.yaml": "- a: 1\n  a: 2\n",
            "s.yaml": "kind: @\n",
            "e.csv": "a,b\n1,2,3\n",
        },
    )
    images = ".png, .jpg, .jpeg, .svg, .gif, .webp"
    assert findings(topic) == [
        "topic.yaml:2:1: error: `title` is given a second time, first at topic.yaml:1:1",
        "topic.yaml:4:10: error: `sourcs.yaml` does not exist",
        "  hint: did you mean `sources.yaml` or `s.yaml` or `topic.yaml`?",
        "topic.yaml:5:12: error: `../d.yaml` does not lie below the topic's folder",
        "  hint: copy it there, and name it relative to the folder, with `/`",
        "d.yaml:2:3: error: `a` is given a second time, first at d.yaml:1:3",
        "s.yaml:1:7: error: a value cannot begin with `@`",
        "  hint: put it in quotes",
        f"topic.yaml:3:7: error: `arms.pdf` is not an image, expected {images}",
        "topic.yaml:8:13: error: `https://a.example/b.png` is an address, expected a file",
        "  hint: save it beside the topic",
        "e.csv:2:1: error: a row of 3 cells, expected 2 as in the header",
        "  hint: put a cell that holds a comma in quotes",
    ]


def test_a_topic_is_a_mapping(topic: Path) -> None:
    write(topic, {"topic.yaml": "- a\n"})
    message = "the topic is not a mapping, expected fields such as `title: ...`"
    assert findings(topic) == [f"topic.yaml:1:1: error: {message}"]
    write(topic, {"topic.yaml": ""})
    assert findings(topic) == ["topic.yaml:1:1: error: the file is empty"]


def test_a_path_that_leads_to_no_topic_is_answered_with_its_neighbours(
    topic: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(topic.parent)
    assert findings(Path("ruritanja")) == [
        "error: `ruritanja` does not exist",
        "  hint: did you mean `ruritania`?",
    ]
    assert findings(Path("no/where")) == ["error: `no/where` does not exist"]
    (topic / "topic.yaml").rename(topic / "topic.yml")
    assert findings(Path("ruritania")) == [
        "error: `ruritania` holds no `topic.yaml`",
        "  hint: did you mean `topic.yml`?",
    ]


def test_a_folder_without_permission_is_told(topic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "stat", refuse)
    assert findings(topic) == [f"error: `{topic}` cannot be read: Permission denied"]


def test_a_topic_file_that_is_a_link_is_read_where_it_lies(topic: Path, tmp_path: Path) -> None:
    (tmp_path / "current.yaml").symlink_to(topic / "topic.yaml")
    assert load(tmp_path / "current.yaml") == load(topic)
    write(tmp_path, {"outside.yaml": "title: x\n"})
    (topic / "topic.yaml").unlink()
    (topic / "topic.yaml").symlink_to(tmp_path / "outside.yaml")
    (message, _) = findings(topic)
    assert message == "error: `topic.yaml` is a link that leads out of the topic's folder"


def test_a_topic_that_is_a_link_out_of_its_folder_is_refused_by_either_name(tmp_path: Path) -> None:
    (tmp_path / "private.yaml").write_text("title: Secret\n")
    (tmp_path / "got").mkdir()
    (tmp_path / "got" / "topic.yaml").symlink_to("../private.yaml")
    for path in (tmp_path / "got", tmp_path / "got" / "topic.yaml"):
        with pytest.raises(InputError, match="is a link that leads out"):
            load(path)
