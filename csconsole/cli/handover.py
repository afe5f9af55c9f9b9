"""``csconsole handover``: prepare, answer, sign and receive; print and list."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from csconsole.cli.handover_columns import HANDOVERS, ITEMS, RECORD
from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FormatOption, OutOption, YesOption
from csconsole.cli.output import choose_format, emit_record, emit_rows, emit_text, say
from csconsole.cli.verbs import NounApp
from csconsole.errors import UsageError
from csconsole.i18n import N_, _, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csconsole.cli.output import Format
    from csconsole.services.context import Context
    from csconsole.services.handover import HandoverRecord

NumberArgument = Annotated[
    str | None,
    typer.Argument(metavar="[NUMBER]", help=N_("The handover's number; else the one that concerns you now.")),
]


class DocumentFormat(StrEnum):
    """How one handover is printed."""

    TABLE = "table"
    MD = "md"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"


DocumentOption = Annotated[
    DocumentFormat | None,
    typer.Option("--format", help=N_("How to print; without it, by the suffix of -o.")),
]

_DECISIONS: Final = frozenset({"pass", "keep", "accept", "query", "refuse", "reply", "next", "arrive"})
"""Options of ``item`` that somebody may write without their dashes."""

app = NounApp(help=N_("Prepare, sign and receive a handover."))


@app.command("prepare", help=N_("Generate your shift's handover, or bring it up to date."), prints=RECORD)
def prepare(
    summary: Annotated[
        str | None, typer.Option("--summary", metavar="TEXT", help=N_("Section 5, in your own words."))
    ] = None,
    text: Annotated[
        list[str] | None,
        typer.Option("--text", metavar="SECTION=TEXT", help=N_("Add words to a section; several times.")),
    ] = None,
    none: Annotated[
        list[str] | None,
        typer.Option("--none", metavar="SECTION", help=N_("An empty section has nothing; “all” for each.")),
    ] = None,
    mine: Annotated[
        bool, typer.Option("--mine", help=N_("Only your own items; a colleague hands over the rest."))
    ] = False,
    fmt: FormatOption = None,
) -> None:
    """Prepare and print; what is still missing is said on stderr."""
    from csconsole.cli.session import context
    from csconsole.codes import label
    from csconsole.services.handover import prepare_handover

    record = prepare_handover(
        context(), summary=summary, texts=_texts(text or []), none=_sections(none or []), only_mine=mine
    )
    _emit(record, fmt)
    if record.missing:
        names = listed(label("handover_section", name) for name in record.missing)
        say(_("Still a draft. These sections need a word, or --none: {names}.", names=names))


@app.command("show", help=N_("Show a handover; you have then read it."), prints=RECORD)
def show(number: NumberArgument = None, fmt: DocumentOption = None, out: OutOption = None) -> None:
    """Print a handover: header and items, or the whole document as md or html, or all of it as json."""
    from csconsole.cli.session import context
    from csconsole.services.handover import read_handover

    ctx = context()
    _emit_whole(ctx, read_handover(ctx, _number(ctx, number)), fmt, out)


@app.command("item", help=N_("List the items, or say what becomes of one."), prints=ITEMS)
def item(
    number: NumberArgument = None,
    which: Annotated[
        str | None,
        typer.Argument(
            metavar="[ITEM]",
            help=N_("Its position, or its number such as T-0007; “all” for the open ones."),
        ),
    ] = None,
    to_pass: Annotated[bool, typer.Option("--pass", help=N_("Outgoing: passed to the next shift."))] = False,
    keep: Annotated[bool, typer.Option("--keep", help=N_("Outgoing: kept."))] = False,
    accept: Annotated[bool, typer.Option("--accept", help=N_("Incoming: accepted."))] = False,
    query: Annotated[
        str | None, typer.Option("--query", metavar="TEXT", help=N_("Incoming: what is unclear."))
    ] = None,
    refuse: Annotated[
        str | None, typer.Option("--refuse", metavar="TEXT", help=N_("Incoming: why it is refused."))
    ] = None,
    reply: Annotated[
        str | None, typer.Option("--reply", metavar="TEXT", help=N_("Outgoing: the answer to a question."))
    ] = None,
    next_action: Annotated[
        str | None, typer.Option("--next", metavar="TEXT", help=N_("Outgoing: what comes next."))
    ] = None,
    if_then: Annotated[
        str | None, typer.Option("--if-then", metavar="TEXT", help=N_("Outgoing: if this, then that."))
    ] = None,
    severity: Annotated[
        str | None, typer.Option("--severity", help=N_("Outgoing: stable, watch or unstable."))
    ] = None,
    arrive: Annotated[
        bool, typer.Option("--arrive", help=N_("Incoming: you are there and take over."))
    ] = False,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print the items after what was said about one of them."""
    from csconsole.cli.session import context
    from csconsole.services import handover

    ctx = context()
    if which is None and number is not None and _names_an_item(number):
        number, which = None, number
    ref = _number(ctx, number)
    record = handover.arrive(ctx, ref) if arrive else handover.show_handover(ctx, ref)
    mine = "pass" if to_pass else "keep" if keep else None
    theirs = "accept" if accept else "query" if query else "refuse" if refuse else None
    decided = bool(mine or next_action or if_then or severity)
    _require_item(which, something_said=decided or theirs is not None or reply is not None)
    items = None if which in (None, "all") else [which or ""]
    if decided:
        record = handover.decide_items(
            ctx, ref, items, mine=mine, next_action=next_action, if_then=if_then, severity=severity
        )
    if theirs:
        record = handover.answer_items(ctx, ref, items, theirs=theirs, words=query or refuse)
    if reply is not None:
        record = handover.reply_to_query(ctx, ref, which or "", reply)
    emit_rows(record.items, ITEMS, fmt=fmt, out=out)


@app.command("sign", help=N_("Sign your handover out; with --temporary allow another's."), prints=RECORD)
def sign(
    number: NumberArgument = None,
    temporary: Annotated[
        str | None,
        typer.Option("--temporary", metavar="NOTE", help=N_("Supervisor: allow it as it is, with a note.")),
    ] = None,
    as_prepared: Annotated[
        bool, typer.Option("--as-prepared", help=N_("Sign though open items have come since."))
    ] = False,
    fmt: FormatOption = None,
) -> None:
    """Sign as the outgoing person, or allow a temporary handover."""
    from csconsole.cli.session import context
    from csconsole.services.drafts.unsaved_calls import unsaved_calls, unsaved_words
    from csconsole.services.handover import allow_temporary, sign_handover

    ctx = context()
    ref = _number(ctx, number)
    if temporary:
        _emit(allow_temporary(ctx, ref, note=temporary), fmt)
        return
    _emit(sign_handover(ctx, ref, as_prepared=as_prepared), fmt)
    if unsaved := unsaved_words(ctx, unsaved_calls(ctx)):
        say(f"! {unsaved}")


@app.command("receive", help=N_("Receive a handover, or give it back as incomplete."), prints=RECORD)
def receive(
    number: NumberArgument = None,
    read_back: Annotated[
        str | None,
        typer.Option("--read-back", metavar="TEXT", help=N_("What you take over, in your own words.")),
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help=N_("Accept what has no answer yet."))] = False,
    incomplete: Annotated[
        str | None, typer.Option("--return", metavar="REASON", help=N_("Give it back: what is missing."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Sign as the incoming person, or return the handover."""
    from csconsole.cli.session import context
    from csconsole.services import handover

    ctx = context()
    ref = _number(ctx, number)
    if incomplete is not None:
        _emit(handover.return_handover(ctx, ref, reason=incomplete), fmt)
        return
    if accept:
        handover.answer_items(ctx, ref, None, theirs="accept")
    _emit(handover.receive_handover(ctx, ref, read_back=read_back or ""), fmt)


@app.command("addendum", help=N_("Add words to a signed handover."), prints=RECORD)
def addendum(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=N_("The handover's number."))],
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What is to be added."))],
    fmt: FormatOption = None,
) -> None:
    """Store an addendum and print the handover."""
    from csconsole.cli.session import context
    from csconsole.services.handover import add_addendum

    _emit(add_addendum(context(), number, text), fmt)


@lists(app, about=N_("List handovers, newest first."), prints=HANDOVERS)
def list_() -> PageReader:
    """Reads a page."""
    from csconsole.services.handover import list_handovers

    return list_handovers


@app.command("export", help=N_("Write a handover as Markdown, HTML or JSON."), prints=RECORD)
def export(number: NumberArgument = None, fmt: DocumentOption = None, out: OutOption = None) -> None:
    """Print the document, and say when it is no longer what was signed; it does not count as reading."""
    from csconsole.cli.session import context
    from csconsole.services.handover import check_signatures, show_handover

    ctx = context()
    ref = _number(ctx, number)
    chosen = fmt or (DocumentFormat.MD if out is None else None)
    _emit_whole(ctx, show_handover(ctx, ref), chosen, out)
    if not check_signatures(ctx, ref).good:
        say(_("Handover {number} is not what was signed any more.", number=ref))


@app.command(
    "release", help=N_("Release handovers for purging that were kept for their time; an event each.")
)
def release(yes: YesOption = False) -> None:
    """Say how many, ask, and release them."""
    from csconsole.cli.ask import confirmed
    from csconsole.cli.session import context
    from csconsole.services.handover import releasable_handovers, release_old_handovers

    ctx = context()
    found = releasable_handovers(ctx)
    if found.count:
        question = ngettext(
            "Release {n} handover that was kept for {months} months?",
            "Release {n} handovers that were kept for {months} months?",
            found.count,
            months=found.months,
        )
        if not confirmed(question, yes=yes):
            raise typer.Exit(1)
    n = release_old_handovers(ctx, seen=found.count)
    say(ngettext("{n} handover released.", "{n} handovers released.", n))


def _names_an_item(number: str) -> bool:
    """Whether this is the number of an item's record, and not of a handover: ``T-0007``, or “all”."""
    from csconsole.services.record_numbers import read_number

    written = read_number(number)
    return number == "all" or (written is not None and written.letter not in (None, "H"))


def _number(ctx: Context, number: str | None) -> str:
    """The number that was given, else of the handover that concerns the person now."""
    if number is not None:
        return number
    from csconsole.errors import NotFoundError
    from csconsole.services.handover import current_handover

    record = current_handover(ctx)
    if record is None:
        raise NotFoundError(
            _("No handover concerns you now."), hint=_("Prepare one: csconsole handover prepare")
        )
    return record.row.number


def _require_item(which: str | None, *, something_said: bool) -> None:
    """Raises ``UsageError`` where something is said and no item named, or a decision stands in its place."""
    if which is not None and which.casefold() in _DECISIONS:
        raise UsageError(
            _("“{word}” is no item.", word=which),
            field="ITEM",
            value=which,
            hint=_("What becomes of an item is an option: --{word}.", word=which.casefold()),
        )
    if which is None and something_said:
        raise UsageError(
            _("Say which item is meant."),
            field="ITEM",
            hint=_("Name it by its position, by its number such as T-0007, or all of them: all."),
        )


def _emit(record: HandoverRecord, fmt: Format | None) -> None:
    emit_record(record, RECORD, fmt=fmt)


def _emit_whole(ctx: Context, record: HandoverRecord, fmt: DocumentFormat | None, out: Path | None) -> None:
    from csconsole.services.handover import handover_html, handover_markdown

    if fmt is None and out is not None and out.suffix.lower() in (".html", ".htm"):
        fmt = DocumentFormat.HTML
    if fmt is DocumentFormat.HTML:
        emit_text(handover_html(ctx, record), out=out)
        return
    chosen = choose_format(fmt, out)
    if chosen == "md":
        emit_text(handover_markdown(ctx, record), out=out)
    else:
        emit_record(record, RECORD, fmt=chosen, out=out)
        if chosen == "table" and record.items and out is None:
            emit_text("")
            emit_rows(record.items, ITEMS, fmt=chosen)


def _texts(pairs: Sequence[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for pair in pairs:
        section, equals, words = pair.partition("=")
        if not equals:
            raise UsageError(_("Write it as SECTION=TEXT: {pair}", pair=pair), field="text", value=pair)
        texts[section.strip()] = words
    return texts


def _sections(names: Sequence[str]) -> list[str]:
    from csconsole.codes import codes

    found: list[str] = []
    for name in names:
        found += (
            [code for code in codes("handover_section") if code != "summary"]
            if name == "all"
            else [part.strip() for part in name.split(",")]
        )
    return found
