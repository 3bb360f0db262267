"""The data of a pack: what it shows becomes a pack file and topics, which give the same pack.

Enters: the document of a pack, its topics, and how it looks. Leaves: the files of a folder.
Invariants: those of `cut`. A topic keeps its own marking, though its pages bear that of the pack.
"""

from collections.abc import Sequence

from briefing.archive.serialize import to_plain
from briefing.archive.topic_subset import EmbeddedStyle, bake, listed, subset_topic
from briefing.document.assemble import Document
from briefing.formats.yaml_writer import to_yaml
from briefing.model.form import FIELD, FORM
from briefing.model.options import SelectionOptions
from briefing.model.pack import Enclosed, Pack
from briefing.packs.renderer import PackedTopic
from briefing.pdf.attachments import PACK, File

__all__ = ["subset_pack"]


def subset_pack(
    pack: Pack,
    document: Document,
    packed_topics: Sequence[PackedTopic],
    look: EmbeddedStyle,
    *,
    tool: str,
) -> list[File]:
    """Return the files of a pack that is what is shown of one, and their manifest.

    Raises UsageError for a file of a theme whose name some systems do not take.
    """
    brief, options = document.resolved.selection.brief, document.resolved.selection.options
    made, topics, left_out = [*look.parts()], list[Enclosed](), {}
    for packed in packed_topics:
        selection, folder = (
            packed.document.resolved.selection,
            f"topics/{packed.tab.letter.lower()}",
        )
        data, files = subset_topic(
            packed.document,
            bake(selection.brief, selection.options, SelectionOptions.model_fields),
            {
                "marking": selection.brief.marking or options.marking,
                **dict.fromkeys(look.names),  # which are the pack's to say
            },
            packed.files,
            notes=look.csl is not None,
            folder=f"{folder}/",
        )
        made += files
        topics.append(Enclosed(topic=folder, tab=packed.tab.letter))
        if "left_out" in data:
            left_out[folder] = data["left_out"]
    kind = type(pack.options)
    update = {
        FIELD: FORM,
        "marking": options.marking,
        **look.names,
        "options": kind(**bake(brief, options, kind.model_fields)),
        "topics": tuple(topics),
    }
    data = to_plain(pack.model_copy(update=update), document.resolved)
    made.append(File(PACK, to_yaml(data).encode(), "What the pack shows, as data"))
    return listed(made, data, left_out, tool)
