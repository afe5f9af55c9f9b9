"""What can be done with a call, in the list and on its page: the same letters in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models.lifecycle.call import CALL
from csconsole.models.rights import Right
from csconsole.screens.base import BaseScreen
from csconsole.screens.records import open_record
from csconsole.screens.reporting_up import ReportingUp
from csconsole.widgets.dialogs import AskText
from csconsole.widgets.times import exact

if TYPE_CHECKING:
    from csconsole.actions import Action
    from csconsole.services.calls import CallRow
    from csconsole.services.context import Context

ABOUT_ONE: Final = ("call.edit", "call.close", "call.customer")
"""Actions that are about the call under the cursor or of the page."""


class CallVerbs(ReportingUp, BaseScreen[Any]):
    """Steps on the call that ``target`` names."""

    @property
    def target(self) -> CallRow | None:
        """The call that the keys mean, if there is one."""
        return None

    def reported_number(self) -> str | None:
        """The call that the keys mean."""
        return self.target.number if self.target is not None else None

    def why_not(self, action: Action) -> str:
        """What the call does not take: it is closed, another's, or in nobody's file."""
        return super().why_not(action) or self._why_refused(action.id)

    def offers(self, action: Action) -> bool:
        """The footer names what can be done with the call."""
        return (
            super().offers(action)
            and self.offers_up(self.console.ctx, action)
            and not self._why_refused(action.id)
        )

    def taken_keys(self) -> tuple[bool, ...]:
        """Which of the keys that are about one call it takes."""
        return tuple(not self._why_refused(action) for action in ABOUT_ONE)

    def _why_refused(self, action: str) -> str:
        """Why the call does not take an action, whoever presses its key now; empty where it does."""
        if action not in ABOUT_ONE:
            return ""
        if (call := self.target) is None:
            return _("No call is chosen.")
        if action == "call.edit":
            return self._why_not_edited(call)
        if action == "call.customer" and call.customer_id is None:
            return _("This call belongs to no customer's file. e corrects it.")
        if action == "call.close" and CALL.find(call.state, "close") is None:
            state = label("call_state", call.state)
            return _("{number} is {state}: nothing to close.", number=call.number, state=state)
        return ""

    def _why_not_edited(self, call: CallRow) -> str:
        """Another's call, and an own one whose time is over, is corrected by who has the right (SEC-02)."""
        ctx = self.console.ctx
        if ctx is None or ctx.can(Right.CALL_EDIT_ANY):
            return ""
        own = ctx.actor.staff_id in (call.agent_id, call.first_owner_id)
        if not own:
            return _("{number} is someone else's call.", number=call.number)
        until = call.correct_until
        if until is None or self.console.clock.now() <= until:
            return ""
        time = exact(until, self.console.config.zone_info)
        return _("{number} is closed; you could correct it until {time}.", number=call.number, time=time)

    def do_call_new(self) -> None:
        """Start a call record."""
        self.console.do_call_start()

    def do_call_edit(self) -> None:
        """Correct the call."""
        if (call := self.target) is not None:
            from csconsole.screens.call_edit import CallEdit
            from csconsole.screens.named_choices import offering

            offering(
                self,
                lambda offered: self.open_dialog(CallEdit(call, offered), lambda _row: self.load()),
                categories=True,
            )

    def do_call_customer(self) -> None:
        """The customer's page."""
        if (call := self.target) is not None:
            open_record(self.console, "customer", str(call.customer_id))

    def do_call_close(self) -> None:
        """Close it with the result that the customer was told."""
        if (call := self.target) is None:
            return
        dialog = AskText(
            _("What was the customer told?"),
            about=f"call {call.id} told",
            value=call.answer or "",
            body=call.summary.splitlines()[0],
        )
        self.open_dialog(dialog, lambda text: self._close(call, text))

    def _close(self, call: CallRow, result: str) -> None:
        def work(ctx: Context) -> CallRow:
            from csconsole.services.calls import close_call

            return close_call(ctx, call.id, result=result, expected_version=call.version)

        self.command(work, lambda row: self._done(_("{number} closed", number=row.number)))

    def _done(self, words: str) -> None:
        self.toast(words)
        self.load()
