"""Write docs/cli.md from the commands themselves: usage, options, and the field names of their JSON.

``python tools/cli_docs.py`` writes the page, ``--check`` says whether it is what the commands would give now.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from csconsole.cli.main import app, load_noun
from csconsole.cli.nouns import NOUNS
from csconsole.i18n import _, set_language
from csconsole.tabular.columns import Column

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
HEAD = """\
# The command line

This page is made from the commands by `tools/cli_docs.py`; do not edit it.

`csconsole` without a command opens the console; `csconsole NOUN VERB` does one thing. Data goes to
stdout, words to stderr. Secrets are never taken from an argument: passwords are asked for, or read
with `--password-stdin`; a sign-in is kept by `csconsole login` in a file of mode 0600, or given in
`CSCONSOLE_TOKEN`.

Exit codes: 0 done, 1 refused by a rule, 2 wrong usage, 3 not found, 4 not allowed, 5 conflict, 6
database unavailable, 7 some rows rejected; 70 a fault of the program, 130 interrupted, 141 the
reader of the output went away. 2 is for words that are wrong whatever is stored: no such option, no
time, no number, none of the words that an option knows, an unknown column or format. What is missing
or does not fit the record is 1. So is output that cannot be written, as on a full disk or to a closed
stdout; the line on stderr says what was saved before. Who may not, or whose ticket it is not, hears 4
before any 1.

Formats: `table` (for people: site time, labels in the chosen language), `json` (an array, for a
record an object), `jsonl` (an object a line), `csv` and `tsv` (headed by the field names; a cell
that a spreadsheet would run is preceded by an apostrophe), `md`. In json, jsonl, csv and tsv times
are UTC in ISO 8601, durations are seconds, codes are stored codes, and the field names below stay
the same. `-o FILE` writes the file whole or not at all, with mode 0600, and takes the format from
its suffix unless `--format` names one. It replaces a file of this name;
with `--no-clobber` it refuses where the file holds something, before anything is done.

`--labels` writes csv and tsv for people, too: titles and labels in the chosen language, the site's
time, lengths as `0:02:13`, and csv with the mark by which Excel knows UTF-8. Of a report xlsx is
labelled as well. `table`, `md`, `html` and the xlsx of an export always are; `json` and `jsonl` never.

Lists take `--filter` with the one query language (free words, `key:value`, `key>=value`, `-not`,
`or`, quotes, relative dates such as `due<2h` and `created:today`), `--sort KEY` or `--sort -KEY`,
`--limit N`, and `--after KEY` to go on where the page before ended; that key is named on stderr.

Completion: `csconsole --install-completion`, or `csconsole --show-completion bash` (zsh, fish) to
see the script. It offers nouns, verbs, options and fixed words, the keys of settings and names of
reports; for who is signed in also the codes of categories and departments, staff and customer
numbers, and the newest numbers of open tickets, callbacks, calls and handovers.

"""


def page() -> str:
    """The whole page."""
    set_language("en")
    from typer.main import get_command

    return "".join([HEAD, "## Options before the command\n\n", *_options(get_command(app)), *_nouns()])


def _nouns() -> Iterator[str]:
    for name, noun in NOUNS.items():
        command: Any = load_noun(name)
        printed = import_module(f"csconsole.cli.{noun.module}").app.printed
        yield f"\n## {name}\n\n{_(noun.help)}\n"
        verbs: dict[str, Any] = getattr(command, "commands", {})
        if not verbs:
            yield from _command(f"csconsole {name}", command, next(iter(printed.values()), ()))
        for verb, sub in verbs.items():
            if not sub.hidden:
                yield f"\n### {name} {verb}\n\n{sub.help}\n"
                yield from _command(f"csconsole {name} {verb}", sub, printed.get(verb, ()))


def _command(path: str, command: Any, columns: Sequence[Column[Any]]) -> Iterator[str]:
    arguments = [_argument(one) for one in command.params if one.param_type_name == "argument"]
    yield f"\n```\n{' '.join([path, '[OPTIONS]', *arguments])}\n```\n\n"
    yield from _options(command)
    if columns:
        yield f"\nFields: {', '.join(_field(column) for column in columns)}\n"


def _argument(argument: Any) -> str:
    name = argument.metavar or str(argument.name).upper()
    dots = "" if argument.nargs == 1 or name.endswith("...") else "..."
    return f"{name}{dots}" if argument.required else f"[{name}{dots}]"


def _options(command: Any) -> Iterator[str]:
    rows = [
        record
        for parameter in command.params
        if not getattr(parameter, "hidden", False)
        and (record := parameter.get_help_record(_context(command))) is not None
    ]
    if rows:
        yield "| option | |\n|---|---|\n"
    for names, text in rows:
        yield f"| `{_cell(names)}` | {_cell(text)} |\n"


def _context(command: Any) -> Any:
    return command.make_context("csconsole", [], resilient_parsing=True)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _field(column: Column[Any]) -> str:
    notes = [f"code of `{column.codes}`"] if column.codes else []
    if column.kind == "seconds":
        notes.append("seconds")
    elif column.kind == "percent":
        notes.append("share from 0 to 1")
    if column.about:
        notes.append(_(column.about))
    return f"`{column.name}` ({'; '.join(notes)})" if notes else f"`{column.name}`"


def main() -> int:
    """Write the page, or with ``--check`` compare it; 1 when it is not current."""
    made = page()
    if "--check" in sys.argv[1:]:
        if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == made:
            return 0
        print(f"{PAGE} is not current: run tools/cli_docs.py")
        return 1
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
