"""``E`` in a list: ask for a file and write what the filter selects, in the format that its suffix means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from csconsole.errors import CsconsoleError, RuleBrokenError, UsageError
from csconsole.i18n import _, ngettext
from csconsole.paths import require_free
from csconsole.screens.base import BaseScreen
from csconsole.widgets.dialogs import AskText, Choice, Confirm
from csconsole.widgets.tones import text_of
from csconsole.widgets.typed_dialog import A_WORD

if TYPE_CHECKING:
    from csconsole.screens.listing import ListScreen
    from csconsole.services.context import Context
    from csconsole.services.exports import ExportRow, ReleaseRow


PAGE: Final = 200
MOST_SEEN: Final = 10_000
"""Rows of an export of a list as it is seen."""


def export_list(screen: BaseScreen[None], entity: str, *, filter: str, sort: str) -> None:
    """Ask for a file name and export ``entity`` with this filter and order; a toast says how it went."""
    if reason := screen.console.right_missing("export"):
        screen.toast(reason, "warning")
        return
    day = screen.ctx.today() if screen.ctx is not None else ""

    def chosen(name: str | None) -> None:
        if name and name.strip():
            file = Path(name.strip()).expanduser()
            unless_kept(
                screen,
                file,
                lambda: _ask_for_whom(
                    screen, file, lambda labels: _write(screen, entity, file, filter, sort, labels)
                ),
            )

    screen.open_dialog(
        AskText(
            _("Export to which file?"),
            about=A_WORD,
            value=f"{entity}-{day}.csv",
            body=_("csv tsv json jsonl md html xlsx, by the suffix. Phones are masked; it is recorded."),
        ),
        chosen,
    )


def unless_kept(screen: BaseScreen[None], file: Path, then: Callable[[], None]) -> None:
    """Go on; where a file of this name holds something, only after a yes to replacing it."""
    try:
        require_free(file, "")
    except RuleBrokenError as error:
        question = Confirm(_("Replace {file}?", file=file.name), effect=error.message)
        screen.open_dialog(question, lambda yes: then() if yes else None)
        return
    except OSError:  # whoever writes the file says why it cannot be written
        pass
    then()


def _ask_for_whom(screen: BaseScreen[None], file: Path, then: Callable[[bool], None]) -> None:
    """Ask whether a file that people and programs read is for the one or the other; the formats of its suffix
    are for one of them otherwise.
    """
    if file.suffix.lower() not in ("", ".csv", ".tsv"):
        then(False)
        return
    options = (
        (True, _("for people: titles, labels, times of the site; Excel opens it")),
        (False, _("for programs: field names, codes, times in UTC, as always")),
    )

    def chosen(labels: bool | None) -> None:
        if labels is not None:
            then(labels)

    screen.open_dialog(Choice.numbered(_("Who reads {file}?", file=file.name), options), chosen)


def export_seen(screen: ListScreen[Any]) -> None:
    """Ask for a file name and write the rows as they are seen."""
    if reason := screen.console.right_missing("export"):
        screen.toast(reason, "warning")
        return
    day = screen.ctx.today() if screen.ctx is not None else ""

    def chosen(typed: str) -> None:
        file = Path(typed.strip()).expanduser()
        unless_kept(screen, file, lambda: write(file))

    def write(file: Path) -> None:
        def work(ctx: Context) -> int:
            from csconsole.services.exports import export_seen, records_in

            heads, rows, items = _seen(screen, ctx)
            with file_errors(file):
                return export_seen(
                    ctx,
                    screen.CONTEXT,
                    heads,
                    rows,
                    file,
                    filter=screen.filter,
                    kind=screen.HOLDS,
                    keys=records_in(ctx, items) if screen.HOLDS else (),
                )

        screen.command(
            work,
            lambda n: screen.toast(
                ngettext("{n} row is in {file}.", "{n} rows are in {file}.", n, file=file)
            ),
            group="export",
        )

    body = _("csv tsv json jsonl md, by the suffix. It is recorded.")
    screen.open_dialog(
        AskText(_("Export to which file?"), about=A_WORD, value=f"{screen.CONTEXT}-{day}.csv", body=body),
        chosen,
    )


def _seen(screen: ListScreen[Any], ctx: Context) -> tuple[list[str], list[list[str]], list[Any]]:
    """Heads, and cells and items of every row that the filter selects, page after page; runs in a thread."""
    places = [place for place, column in enumerate(screen.COLUMNS) if column.label]
    rows: list[list[str]] = []
    items: list[Any] = []
    after: str | None = None
    while len(rows) < MOST_SEEN:
        page = screen.fetch(ctx, filter=screen.filter, sort=screen.sort, limit=PAGE, after=after)
        items += page.rows
        for item in page.rows:
            cells = screen.row_of(item).cells
            rows.append([text_of(cells[place]) if place < len(cells) else "" for place in places])
        after = page.next_after
        if after is None:
            break
    return [_(screen.COLUMNS[place].label) for place in places], rows, items


@contextmanager
def file_errors(file: Path) -> Iterator[None]:
    """Turn what the system says about a file into a sentence; nothing was changed by then."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            _("{file} cannot be written: {why}.", file=file, why=error.strerror or error),
            hint=_("Nothing was changed. Name another file."),
        ) from error


def _write(screen: BaseScreen[None], entity: str, file: Path, filter: str, sort: str, labels: bool) -> None:
    def work(ctx: Context) -> ExportRow:
        from csconsole.services.exports import export_records
        from csconsole.services.reports import FileFormat, format_of

        fmt = format_of(None, file, FileFormat.CSV)
        with file_errors(file):
            return export_records(ctx, entity, out=file, fmt=fmt, filter=filter, sort=sort, labels=labels)

    def failed(error: CsconsoleError) -> None:
        from csconsole.services.exports import ReleaseNeededError

        if isinstance(error, ReleaseNeededError):
            _request(screen, entity, filter, error)
        else:
            screen.report(error)

    screen.command(
        work,
        lambda made: screen.toast(
            ngettext(
                "{n} row is in {file}; phones are masked.",
                "{n} rows are in {file}; phones are masked.",
                made.rows,
                file=file,
            )
        ),
        group="export",
        failed=failed,
    )


def _request(screen: BaseScreen[None], entity: str, filter: str, error: CsconsoleError) -> None:
    """Ask why so many customers are needed, and leave the decision to another person (SEC-12)."""

    def chosen(reason: str) -> None:
        def work(ctx: Context) -> ReleaseRow:
            from csconsole.services.exports import request_release

            return request_release(ctx, entity, filter=filter, reason=reason)

        screen.command(
            work,
            lambda row: screen.toast(
                _("{number} waits for the decision of another person.", number=row.number)
            ),
        )

    screen.open_dialog(
        AskText(
            _("Ask for their release: why are they needed?"),
            about=f"release new {entity}",
            body=error.message,
        ),
        chosen,
    )
