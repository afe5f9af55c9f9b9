"""Actions of the asset list and the asset page."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (
    Context("assets", N_("Assets"), includes=("list",)),
    Context("asset", N_("Asset page"), includes=("rows",)),
    Context("asset_form", N_("Asset's file"), includes=("form",)),
)

_LIST = ("assets",)
_PAGE = ("asset",)
_DISPATCH = "ticket.dispatch"

ACTIONS: Final = (
    Action("asset.view", ("v",), N_("Those with a check due, or all"), "asset", _LIST, N_("checks due"), 3),
    Action(
        "asset.new", ("n",), N_("Enter an asset"), "asset", _LIST, short=N_("new"), footer=4, right=_DISPATCH
    ),
    Action(
        "asset.item",
        ("+",),
        N_("Record a check"),
        "asset",
        _PAGE,
        short=N_("check"),
        footer=2,
        right="ticket.handle",
    ),
    Action("asset.slip", ("P",), N_("Print the asset card to a file"), "asset", _PAGE, N_("card"), 3),
    Action(
        "asset.edit",
        ("e",),
        N_("Change the asset's file"),
        "asset",
        _PAGE,
        short=N_("edit"),
        footer=4,
        right=_DISPATCH,
    ),
)
