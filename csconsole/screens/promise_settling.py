"""How a promise ended: asked on the desk, in the menu of a ticket's steps, and when the work is finished."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from csconsole.codes import label
from csconsole.i18n import _, named
from csconsole.screens.base import BaseScreen
from csconsole.screens.records import open_record

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.promises import PromiseRow
    from csconsole.widgets.dialogs import Option

INSTEAD: Final = "instead"
"""The value of the last answer, which settles nothing."""


class PromiseSettling(BaseScreen[Any]):
    """Asks how a promise ended: kept or late by the clock, missed, or cancelled with a reason (CALL-14)."""

    def settle_promise(
        self,
        key: int,
        text: str,
        due_at: datetime,
        then: Callable[[], None],
        *,
        last: Option,
        instead: Callable[[], None],
        approval: str | None = None,
    ) -> None:
        """Ask, settle, and go on with ``then``; ``last``, whose value is ``INSTEAD``, settles nothing and
        goes on with ``instead``. What no supervisor has approved (``approval``) cannot be kept.
        """
        from csconsole.widgets.dialogs import AskText, Choice, Option

        late = self.console.clock.now() > due_at
        kept = "late" if late else "kept"
        not_yet = "" if late else _("its time has not passed")
        held = label("promise_approval", approval) if approval in ("asked", "refused") else ""
        options = [
            Option("k", kept, label("promise_state", kept), why_not=held),
            Option("m", "missed", label("promise_state", "missed"), why_not=not_yet),
            Option("c", "cancelled", label("promise_state", "cancelled"), note=_("asks for the reason")),
            last,
        ]

        def settle(how: str, reason: str | None = None) -> None:
            def work(ctx: Context) -> object:
                from csconsole.services.promises import settle_promise

                return settle_promise(ctx, key, how=how, reason=reason)

            self.command(work, lambda _done: then())

        def chosen(how: str) -> None:
            if how == INSTEAD:
                instead()
            elif how == "cancelled":
                self.open_dialog(
                    AskText(_("Why is the promise cancelled?"), about=f"promise {key} cancel"),
                    lambda why: settle(how, why),
                )
            else:
                settle(how)

        self.open_dialog(Choice(named(label("entity", "promise"), text), options), chosen)

    def settle_on_desk(
        self, key: int, text: str, due_at: datetime, customer: int, approval: str = ""
    ) -> None:
        """A promise that stands on the desk alone; its customer can be opened instead."""
        from csconsole.widgets.dialogs import Option

        def show() -> None:
            open_record(self.console, "customer", customer)

        last = Option("o", INSTEAD, _("Open the customer"), why_not="" if customer else _("nobody known"))
        self.settle_promise(key, text, due_at, self.load, last=last, instead=show, approval=approval)

    def ask_promises(self, ticket_id: int, *, passing: bool = False) -> None:
        """Ask for each open promise of the ticket how it ended. ``passing``: the question comes by itself, so
        who may settle none is not asked.
        """

        def work(ctx: Context) -> Sequence[PromiseRow]:
            from csconsole.models.rights import Right
            from csconsole.services.promises import promises_of

            if passing and not ctx.can(Right.PROMISE_SETTLE):
                return ()
            return promises_of(ctx, ticket_id=ticket_id, own=True)

        def ask(found: Sequence[PromiseRow]) -> None:
            if not found:
                return
            from csconsole.widgets.dialogs import Option

            def then() -> None:
                self.load()
                ask(found[1:])

            first = found[0]
            last = Option("n", INSTEAD, _("not yet: it stays open, with its own time"))
            self.settle_promise(
                first.id,
                first.text,
                first.due_at,
                then,
                last=last,
                instead=lambda: None,
                approval=first.approval,
            )

        self.ask(work, ask, group="promises")
