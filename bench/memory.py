"""What a worker of a batch holds in memory after a few briefs and after many.

One worker makes briefs of made-up topics, no two alike, each with a picture of its own, so that
little of one is of use for the next. Printed are the bytes that the worker and its engine hold
after some briefs and at the end, and by how much they grew.
"""
# ruff: noqa: T201  # it talks to a person

import argparse
import gc
import json
import struct
import time
import zlib
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from briefing.batch.worker import Worker
from briefing.model.options import Options
from briefing.runtime.processes import resident

WORDS = "bank bridge canal clerk council crew dam delta dike ferry field flood gate gauge harbour"


def main() -> None:
    """Make the briefs and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, default=500)
    parser.add_argument("--after", type=int, default=50, help="briefs before the first look")
    wanted = parser.parse_args()
    start = time.perf_counter()
    held: list[tuple[int, int]] = []
    with closing(Worker()) as workshop, TemporaryDirectory() as folder:
        gc.freeze()  # as a worker does
        gc.disable()
        for number in range(1, wanted.briefs + 1):
            made = workshop.make(write(Path(folder), number), "brief.pdf", Options())
            assert not made.error, made.error
            if number in (wanted.after, wanted.briefs):
                worker, *engine = workshop.pids
                held.append((resident(worker), resident(*engine)))
        pages = made.pages
    seconds = (time.perf_counter() - start) / wanted.briefs
    for name, before, after in zip(("worker", "engine"), *held, strict=True):
        growth = 100 * (after / before - 1)
        print(f"{name}: {before / 2**20:.0f} MiB, then {after / 2**20:.0f} MiB: {growth:+.1f}%")
    print(f"after {wanted.after} and {wanted.briefs} briefs; {seconds:.2f} s each, {pages} pages")


def write(folder: Path, number: int) -> Path:
    """Write a topic and its picture, and say where."""
    random = Random(number)  # noqa: S311  the same words each time
    sources = [{"id": f"source-{n}", "type": "book", "title": f"River {n}"} for n in range(5)]
    paragraphs = [
        f"{' '.join(random.choices(WORDS.split(), k=60)).capitalize()}.[@source-{n % 5}, p. {n}]"
        for n in range(10)
    ]
    topic = {
        "title": f"River {number}",
        "type": "Note",
        "originator": "River desk",
        "issued": "2024-05-01",
        "cutoff": "2024-04-30",
        "sources": sources,
        "sections": [
            {"kind": "summary", "bottom_line": "It flows."},
            {
                "kind": "text",
                "text": "\n\n".join(paragraphs),
                "images": [{"file": "picture.png", "alt": "Noise", "caption": "Noise"}],
            },
        ],
    }
    (folder / "picture.png").write_bytes(picture(random, 300))
    path = folder / "river.yaml"
    path.write_text(json.dumps(topic), "utf-8")
    return path


def picture(random: Random, size: int) -> bytes:
    """Draw a square of noise as a PNG."""
    rows = b"".join(b"\0" + random.randbytes(3 * size) for _ in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


if __name__ == "__main__":
    main()
