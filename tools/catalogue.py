"""The gettext catalogue as a file: read it, write it in one stable form, compile it to ``.mo``.

Needs only babel, because the build of the wheel uses it too.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import NamedTuple

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "csconsole" / "locale"
PO = LOCALE / "zh" / "LC_MESSAGES" / "csconsole.po"

HEADER = """\
# Chinese texts of csconsole. Written by tools/messages.py; do not edit by hand.
msgid ""
msgstr ""
"Language: zh\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""


class Entry(NamedTuple):
    """A message: its English text, the English plural where it counts something, and the Chinese text."""

    msgid: str
    plural: str | None
    text: str


def read_entries(po: Path = PO) -> dict[str, Entry]:
    """The messages of a ``.po`` file by their English text; an absent file has none."""
    if not po.exists():
        return {}
    catalogue = read_po(io.BytesIO(po.read_bytes()), locale="zh", abort_invalid=True)
    entries = {}
    for message in catalogue:
        if not message.id:
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string or ("",))
        entries[ids[0]] = Entry(ids[0], ids[1] if len(ids) > 1 else None, texts[0])
    return entries


def write_entries(entries: dict[str, Entry], po: Path = PO) -> None:
    """Write the ``.po`` file sorted by the English text, so that two additions rarely touch."""
    parts = [HEADER]
    for msgid in sorted(entries):
        entry = entries[msgid]
        parts.append(f"\nmsgid {quoted(entry.msgid)}\n")
        if entry.plural is None:
            parts.append(f"msgstr {quoted(entry.text)}\n")
        else:
            parts.append(f"msgid_plural {quoted(entry.plural)}\nmsgstr[0] {quoted(entry.text)}\n")
    replace_file(po, "".join(parts).encode())


def quoted(text: str) -> str:
    """``text`` as a string of a ``.po`` file."""
    for raw, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(raw, escaped)
    return f'"{text}"'


def compile_catalogue(po: Path = PO) -> Path:
    """Compile a ``.po`` file to the ``.mo`` file beside it that gettext reads."""
    catalogue = Catalog(locale="zh", charset="utf-8", fuzzy=False)
    for entry in read_entries(po).values():
        if entry.plural is None:
            catalogue.add(entry.msgid, entry.text)
        else:
            catalogue.add((entry.msgid, entry.plural), (entry.text,))
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    target = po.with_suffix(".mo")
    replace_file(target, compiled.getvalue())
    return target


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """Compile every catalogue under ``locale``."""
    return [compile_catalogue(po) for po in sorted(locale.glob("*/LC_MESSAGES/*.po"))]


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` in place in one step: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)
