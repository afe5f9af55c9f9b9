"""The texts of the program and their Chinese translations.

``add FILE``   merge the pairs of a JSON object {"English": "中文"} into the catalogue and compile it
``missing``    the texts in the code that have no Chinese text, as JSON that ``add`` takes once filled in
``unused``     the texts in the catalogue that the code no longer has; ``--drop`` removes them
``check``      everything wrong with the texts: missing, placeholders that differ, values not given
``compile``    compile the catalogue only
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from filelock import FileLock

from tools.catalogue import PO, Entry, compile_all, compile_catalogue, read_entries, write_entries
from tools.extract import Message, extract_messages, faults_of

LOCK = "/tmp/csconsole.messages.lock"


def add(file: Path) -> int:
    """Merge a file of pairs; the number of texts changed. Refuses the whole file if a pair is faulty."""
    pairs = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(pairs, dict) or not all(isinstance(v, str) and v.strip() for v in pairs.values()):
        raise SystemExit(f'{file}: needs one JSON object {{"English": "中文"}} with no empty text')
    plurals = {m.msgid: m.plural for m in extract_messages()}
    new = {msgid: Entry(msgid, plurals.get(msgid), text) for msgid, text in pairs.items()}
    if faults := [fault for entry in new.values() for fault in translation_faults(entry)]:
        raise SystemExit("\n".join(faults))
    with FileLock(LOCK):
        entries = read_entries()
        changed = sum(entries.get(msgid) != entry for msgid, entry in new.items())
        entries.update(new)
        write_entries(entries)
        compile_catalogue()
    return changed


def translation_faults(entry: Entry) -> list[str]:
    """What is wrong with a translation: its placeholders must be those of the English text."""
    from csconsole.i18n import placeholders

    english = placeholders(entry.msgid) | placeholders(entry.plural or "")
    chinese = placeholders(entry.text)
    if english == chinese or (entry.plural is not None and english - {"n"} <= chinese <= english):
        return []
    return [f"{entry.msgid!r}: placeholders {sorted(english)} in English, {sorted(chinese)} in Chinese"]


def missing(messages: list[Message], entries: dict[str, Entry]) -> list[Message]:
    """The texts of the code without a Chinese text, or stored with another plural than the code has."""
    found = {}
    for message in messages:
        entry = entries.get(message.msgid)
        if entry is None or not entry.text.strip() or entry.plural != message.plural:
            found[message.msgid] = message
    return list(found.values())


def unused(messages: list[Message], entries: dict[str, Entry]) -> list[str]:
    """The texts of the catalogue that the code no longer has."""
    return sorted(entries.keys() - {m.msgid for m in messages})


def drop(msgids: list[str]) -> None:
    """Remove texts from the catalogue."""
    with FileLock(LOCK):
        write_entries({k: v for k, v in read_entries().items() if k not in set(msgids)})
        compile_catalogue()


def check() -> list[str]:
    """Every fault of the texts in the code and in the catalogue, one line each."""
    messages, entries = extract_messages(), read_entries()
    faults = faults_of(messages)
    faults += [f"{m.where}: no Chinese text for {m.msgid!r}" for m in missing(messages, entries)]
    faults += [fault for entry in entries.values() for fault in translation_faults(entry)]
    return faults


def main() -> int:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("add").add_argument("file", type=Path)
    commands.add_parser("missing").add_argument(
        "--under", default="", help="only texts of files under this path"
    )
    commands.add_parser("unused").add_argument("--drop", action="store_true")
    commands.add_parser("check")
    commands.add_parser("compile")
    arguments = parser.parse_args()
    if arguments.command == "add":
        print(f"{add(arguments.file)} texts added or changed in {PO.name}")
    elif arguments.command == "missing":
        messages = [m for m in extract_messages() if m.where.startswith(arguments.under)]
        pairs = {m.msgid: "" for m in missing(messages, read_entries())}
        print(json.dumps(pairs, ensure_ascii=False, indent=1))
        return 1 if pairs else 0
    elif arguments.command == "unused":
        msgids = unused(extract_messages(), read_entries())
        print("\n".join(msgids))
        if arguments.drop:
            drop(msgids)
    elif arguments.command == "check":
        faults = check()
        print("\n".join(faults))
        return 1 if faults else 0
    else:
        compile_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
