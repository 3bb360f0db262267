"""Files of sources: our own in YAML, and what reference managers export: CSL-JSON, BibTeX, RIS.

Enters: the bytes of one file. Leaves: a list of CSL items in which every value knows its place,
and what was found. Invariant: our own files are left as they were written, to be checked strictly;
of an export, what CSL does not know is left out with a warning. Readers load when they are needed.
"""

from briefing.errors import Diagnostic
from briefing.formats.yaml_tree import Map, Node, read_yaml

__all__ = ["EXPORTS", "SUFFIXES", "read_library"]

EXPORTS = (".json", ".bib", ".ris")
"""What reference managers write: libraries that are kept for many topics."""
SUFFIXES = (".yaml", ".yml", *EXPORTS)


def read_library(data: bytes, file: str) -> tuple[Node, list[Diagnostic]]:
    """Build the items of a file, and collect in one pass what is wrong with it."""
    match file.lower().rpartition(".")[2]:
        case "bib":
            from briefing.loading.bibliography.biblatex import read_bibtex

            return read_bibtex(data, file)
        case "ris":
            from briefing.loading.bibliography.ris import read_ris

            return read_ris(data, file)
        case "json":
            from briefing.loading.bibliography.csljson import read_json

            return read_json(data, file)
    tree, found = read_yaml(data, file)
    if (
        isinstance(tree, Map) and "references" in tree and not found
    ):  # as exports for pandoc have it
        from briefing.loading.bibliography.csljson import read_items

        return read_items(tree, file)
    return tree, found
