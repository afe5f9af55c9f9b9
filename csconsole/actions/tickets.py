"""Actions of the ticket list, the ticket page and the form of a new ticket."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (
    Context("tickets", N_("Ticket list"), includes=("list",)),
    Context("ticket", N_("Ticket page"), includes=("record",)),
    Context("complaint", N_("Complaint page"), includes=("record",)),
    Context("complaint_step", N_("Step of a complaint"), includes=("form",)),
    Context("ticket_form", N_("New ticket"), includes=("form",)),
)

_LIST = ("tickets",)
_BOTH = ("tickets", "ticket", "complaint")
_COMPLAINT = ("complaint",)

ACTIONS: Final = (
    Action(
        "ticket.take",
        ("t",),
        N_("Take the ticket: accept it"),
        "ticket",
        _BOTH,
        short=N_("take"),
        footer=3,
        right="ticket.handle",
    ),
    Action(
        "ticket.dispatch",
        ("d",),
        N_("Dispatch or reassign; proposes someone with the reason"),
        "ticket",
        _BOTH,
        short=N_("dispatch"),
        footer=4,
        right="ticket.dispatch",
        heads=True,
    ),
    Action(
        "ticket.steps",
        ("o",),
        N_("Possible steps, and why the others are not"),
        "ticket",
        _BOTH,
        short=N_("steps"),
        footer=5,
    ),
    Action(
        "ticket.note",
        ("i",),
        N_("Write a progress note"),
        "ticket",
        _BOTH,
        short=N_("note"),
        footer=6,
        right="ticket.handle",
    ),
    Action("ticket.peek", ("space",), N_("Show or hide the fields"), "ticket", ("ticket", "complaint")),
    Action(
        "ticket.edit",
        ("e",),
        N_("Correct what the ticket says"),
        "ticket",
        ("ticket",),
        right="ticket.create",
    ),
    Action(
        "ticket.time",
        ("K",),
        N_("Defer the ticket, extend a limit, excuse an arrival"),
        "ticket",
        ("ticket",),
        right="ticket.handle",
    ),
    Action(
        "ticket.procedure",
        ("l",),
        N_("Open the procedure of a complaint"),
        "ticket",
        ("ticket",),
        short=N_("procedure"),
        footer=2,
    ),
    Action(
        "complaint.advance",
        ("enter",),
        N_("Take the next step of the complaint"),
        "ticket",
        _COMPLAINT,
        short=N_("next step"),
        footer=2,
        right="ticket.handle",
    ),
    Action(
        "ticket.item",
        ("+",),
        N_("Ask a department, plan a visit, give to a contractor, record a referral"),
        "ticket",
        ("ticket",),
        short=N_("sub-tasks"),
        footer=7,
        right="ticket.handle",
    ),
    Action("ticket.asset", ("@",), N_("Open the file of the asset"), "ticket", ("ticket",)),
    Action(
        "complaint.item",
        ("+",),
        N_("Record a measure, meeting or rectification"),
        "ticket",
        _COMPLAINT,
        short=N_("note down"),
        footer=2,
        right="ticket.handle",
    ),
    Action("complaint.guide", ("H",), N_("Guide cards"), "ticket", _COMPLAINT, short=N_("guide"), footer=8),
    Action("ticket.show_why", ("w",), N_("Why it is due then"), "ticket", _BOTH),
    Action("ticket.slip", ("P",), N_("Print a slip to a file"), "ticket", _BOTH),
    Action(
        "ticket.new",
        ("n",),
        N_("Register a new ticket"),
        "ticket",
        _LIST,
        short=N_("new"),
        footer=40,
        right="ticket.create",
    ),
    Action("ticket.view", ("v",), N_("Choose a saved view"), "ticket", _LIST, short=N_("views"), footer=41),
    Action("ticket.save_view", (), N_("Save this filter as a view"), "ticket", _LIST),
    Action(
        "ticket.save_team_view",
        (),
        N_("Save this filter as a view of my department"),
        "ticket",
        _LIST,
        right="ticket.dispatch",
    ),
    Action("ticket.drop_view", (), N_("Drop a saved view"), "ticket", _LIST),
    Action("ticket.board", ("B",), N_("Dispatch board"), "ticket", _LIST),
)
