"""Dispatching 派单: who gets a ticket, by whose word, and what each has on the table (TKT-03, 04, 06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.dispatch.absence import set_absence
    from csconsole.services.dispatch.assign import Target, checked_target, dispatch_ticket, may_assign
    from csconsole.services.dispatch.board import Board, dispatch_board
    from csconsole.services.dispatch.load import (
        DepartmentLoad,
        PersonLoad,
        department_loads,
        person_loads,
        unstaffed_warning,
    )
    from csconsole.services.dispatch.routing import Proposal, propose_target
    from csconsole.services.dispatch.spread import Spread, spread_tickets
    from csconsole.services.dispatch.times import DispatchTime, dispatch_times

__all__ = [
    "Board",
    "DepartmentLoad",
    "DispatchTime",
    "PersonLoad",
    "Proposal",
    "Spread",
    "Target",
    "checked_target",
    "department_loads",
    "dispatch_board",
    "dispatch_ticket",
    "dispatch_times",
    "may_assign",
    "person_loads",
    "propose_target",
    "set_absence",
    "spread_tickets",
    "unstaffed_warning",
]

__getattr__ = on_demand(
    __name__,
    {
        "absence": ("set_absence",),
        "spread": ("Spread", "spread_tickets"),
        "times": ("DispatchTime", "dispatch_times"),
        "assign": (
            "Target",
            "checked_target",
            "dispatch_ticket",
            "may_assign",
        ),
        "board": (
            "Board",
            "dispatch_board",
        ),
        "load": (
            "DepartmentLoad",
            "PersonLoad",
            "department_loads",
            "person_loads",
            "unstaffed_warning",
        ),
        "routing": (
            "Proposal",
            "propose_target",
        ),
    },
)
