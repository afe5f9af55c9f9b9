"""What can be done with a call, in the list and on its page: the same letters in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models.lifecycle.call import CALL
from csconsole.screens.base import BaseScreen
from csconsole.screens.records import open_record
from csconsole.screens.reporting_up import ReportingUp
from csconsole.widgets.dialogs import AskText

if TYPE_CHECKING:
    from csconsole.services.calls import CallRow
    from csconsole.services.context import Context


class CallVerbs(ReportingUp, BaseScreen[Any]):
    """Steps on the call that ``target`` names."""

    @property
    def target(self) -> CallRow | None:
        """The call that the keys mean, if there is one."""
        return None

    def reported_number(self) -> str | None:
        """The call that the keys mean."""
        return self.target.number if self.target is not None else None

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
        if (call := self.target) is None:
            return
        if call.customer_id is None:
            self.toast(_("This call belongs to no customer's file. e corrects it."), "warning")
        else:
            open_record(self.console, "customer", str(call.customer_id))

    def do_call_close(self) -> None:
        """Close it with the result that the customer was told."""
        if (call := self.target) is None:
            return
        if CALL.find(call.state, "close") is None:
            state = label("call_state", call.state)
            self.toast(
                _("{number} is {state}: nothing to close.", number=call.number, state=state), "warning"
            )
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
