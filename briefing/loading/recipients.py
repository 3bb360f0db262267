"""The names that numbered copies are for: a table, or a list in a profile.

Enters: a table's rows as a tree, or the path of a table anywhere. Leaves: what is wrong with the
list as a whole, each fault with its place, or the recipients. What a single entry must hold is
said by the model.
"""

from pathlib import Path

from pydantic import ValidationError

from briefing.errors import Diagnostic, InputError
from briefing.formats.folder import Folder
from briefing.formats.yaml_tree import Map, Node, Seq
from briefing.loading.tables import read_table
from briefing.model.options import Options, Profile
from briefing.model.recipient import MAX_RECIPIENTS, Recipient
from briefing.validation.model_errors import explain_model_errors

__all__ = ["check_recipients", "read_recipients"]


def read_recipients(path: Path) -> tuple[Recipient, ...]:
    """Read a table of names; raise InputError with all that is wrong with it."""
    try:
        place = path.resolve()
    except RuntimeError:
        message = f"`{path}` is a link to itself"
        raise InputError([Diagnostic(message, rule="unreadable-file")]) from None
    holder = Map(path.name, 0)
    holder.add("copies", place.name, 0, 0)
    rows, found = read_table(holder, "copies", Folder(place.parent))
    found += check_recipients(rows)
    if not found:
        holder["copies"] = rows
        try:
            return Options().under(Profile.model_validate(holder)).copies
        except ValidationError as error:
            found += explain_model_errors(error, Profile, holder)
    raise InputError(found)


def check_recipients(entries: Node) -> list[Diagnostic]:
    """List what is wrong with the names taken together."""
    found: list[Diagnostic] = []
    if not isinstance(entries, Seq):
        return found  # which the model refuses

    def report(index: int, message: str, hint: str) -> None:
        found.append(Diagnostic(message, entries.span(index), hint, rule="bad-copies"))

    if entries and not any(isinstance(each, Map) and "name" in each for each in entries):
        hint = "head its columns `name`, and perhaps `role` and `organisation`"
        report(0, "the list of copies names nobody", hint)
    if len(entries) > MAX_RECIPIENTS:
        report(MAX_RECIPIENTS, f"more than {MAX_RECIPIENTS} names", "part the list")
    seen: dict[tuple[str, ...], int] = {}
    for index, entry in enumerate(entries):
        if isinstance(entry, Map) and "name" in entry:
            said = (entry.get(field) or "" for field in Recipient.model_fields)
            key = tuple(" ".join(str(each).casefold().split()) for each in said)
            if (first := seen.setdefault(key, index)) != index:
                message = f"`{entry['name']}` is given a second time, first at "
                hint = "tell the two apart by `role` or `organisation`, or remove one"
                report(index, message + str(entries.span(first)), hint)
    return found
