"""Actions of the shell: modes, help, palette, moving in lists, forms."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import GLOBAL, Action, Context
from csconsole.i18n import N_

MODES: Final = (
    ("desk", "1", N_("Desk")),
    ("calls", "2", N_("Calls")),
    ("tickets", "3", N_("Tickets")),
    ("callbacks", "4", N_("Callbacks")),
    ("handover", "5", N_("Handover")),
    ("customers", "6", N_("Customers")),
    ("knowledge", "7", N_("Knowledge")),
    ("reports", "8", N_("Reports")),
    ("administration", "9", N_("Administration")),
)
"""Name (also the module in ``csconsole.screens``), number key and label of each mode."""

CONTEXTS: Final = (
    Context(GLOBAL, N_("Everywhere")),
    Context("rows", N_("Rows")),
    Context("list", N_("Lists"), includes=("rows",)),
    Context("record", N_("Record pages")),
    Context("form", N_("Forms")),
)

_EVERYWHERE = (GLOBAL,)
_ROWS = ("rows",)
_LIST = ("list",)

ACTIONS: Final = (
    *(Action(f"go.{name}", (key,), label, "go", _EVERYWHERE) for name, key, label in MODES),
    Action(
        "call.start",
        ("f2",),
        N_("Start a call record; what is open stays underneath"),
        "call",
        _EVERYWHERE,
        short=N_("call"),
        footer=1,
        right="call.log",
        priority=True,
    ),
    Action(
        "app.alarm",
        ("!",),
        N_("Open what is about to be missed"),
        "go",
        _EVERYWHERE,
        short=N_("alarm"),
        footer=60,
    ),
    Action(
        "app.palette",
        (":", "ctrl+p"),
        N_("Command palette"),
        "app",
        _EVERYWHERE,
        short=N_("command"),
        footer=90,
        priority=True,
    ),
    Action(
        "app.help",
        ("?", "f1"),
        N_("Help for where I am"),
        "app",
        _EVERYWHERE,
        short=N_("help"),
        footer=99,
        priority=True,
    ),
    Action("app.back", ("escape", "q"), N_("Back one step"), "app", _EVERYWHERE, navigation=True),
    Action("app.refresh", ("R", "f5"), N_("Read again from the database"), "app", _EVERYWHERE),
    Action("app.undo", ("u",), N_("Undo my last change"), "app", _EVERYWHERE),
    Action("app.language", ("f8",), N_("Switch between Chinese and English"), "app", _EVERYWHERE),
    Action("app.own_language", (), N_("Keep the present language as mine"), "app", _EVERYWHERE),
    Action("app.theme", ("f9",), N_("Next colour theme"), "app", _EVERYWHERE),
    Action("app.lock", ("f12",), N_("Lock the console; drafts are kept"), "app", _EVERYWHERE, priority=True),
    Action("app.sign_out", ("Q",), N_("Sign out, so that somebody else can sign in"), "app", _EVERYWHERE),
    Action("app.suspend", ("ctrl+z",), N_("Back to the shell for a while; fg returns"), "app", _EVERYWHERE),
    Action("app.quit", ("ctrl+q",), N_("Quit"), "app", _EVERYWHERE, priority=True),
    Action("list.down", ("j", "down"), N_("Next row"), "list", _ROWS, navigation=True),
    Action("list.up", ("k", "up"), N_("Previous row"), "list", _ROWS, navigation=True),
    Action("list.top", ("g", "home"), N_("First row"), "list", _ROWS, navigation=True),
    Action("list.bottom", ("G", "end"), N_("Last row that is loaded"), "list", _ROWS, navigation=True),
    Action("list.page_down", ("pagedown",), N_("One page down"), "list", _ROWS, navigation=True),
    Action("list.page_up", ("pageup",), N_("One page up"), "list", _ROWS, navigation=True),
    Action("list.open", ("enter",), N_("Open"), "list", _ROWS, short=N_("open"), footer=2, navigation=True),
    Action(
        "list.peek", ("space",), N_("Show or hide details"), "list", _LIST, short=N_("details"), footer=80
    ),
    Action("list.filter", ("/",), N_("Filter this list"), "list", _LIST, short=N_("filter"), footer=70),
    Action("list.sort", ("s",), N_("Sort by the next column"), "list", _LIST),
    Action("list.reverse", ("S",), N_("Reverse the order"), "list", _LIST),
    Action("list.mark", ("x",), N_("Mark or unmark the row"), "list", _LIST),
    Action("list.mark_range", ("V",), N_("Mark from the last mark to here"), "list", _LIST),
    Action("list.mark_all", ("X",), N_("Mark all rows that are loaded, or none"), "list", _LIST),
    Action("list.export", ("E",), N_("Export what I see"), "list", _LIST),
    Action("list.copy", ("y",), N_("Copy the number"), "list", ("rows", "record")),
    Action("list.zoom", ("z",), N_("Give the whole window to the list"), "list", _LIST),
    Action(
        "record.previous", ("[",), N_("Previous record of the list"), "list", ("record",), navigation=True
    ),
    Action("record.next", ("]",), N_("Next record of the list"), "list", ("record",), navigation=True),
    Action(
        "form.save",
        ("ctrl+s", "f10"),
        N_("Save"),
        "form",
        ("form",),
        short=N_("save"),
        footer=10,
        priority=True,
    ),
    Action(
        "form.save_next", ("ctrl+n", "f11"), N_("Save and start the next"), "form", ("form",), priority=True
    ),
)
