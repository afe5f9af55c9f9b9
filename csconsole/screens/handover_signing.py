"""Signing a handover, and the rarer steps round it: return, temporary handover, taking over."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from csconsole.codes import label
from csconsole.i18n import _, listed, ngettext
from csconsole.models.lifecycle.handover import RECEIVED_STATES, SIGNED_STATES
from csconsole.screens.duty import ask_exception
from csconsole.screens.handover_acting import HandoverActing
from csconsole.text import literal_line
from csconsole.widgets.dialogs import AskText, Choice, Confirm, Option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csconsole.services.context import Context
    from csconsole.services.handover import HandoverRecord, ItemRow

NEWER = 4
"""How many items that came since are named."""
QUESTIONS = 10
"""How many unanswered questions are named."""


class HandoverSigning(HandoverActing):
    """The keys that move a handover on as a whole."""

    def do_handover_sign(self) -> None:
        """Sign for my side, after what is still undecided; what stands against it is said before."""
        record, ctx = self.record, self.ctx
        if record is None or ctx is None:
            self._nothing()
            return
        from csconsole.services.handover import why_not_sign

        if reason := why_not_sign(record.row, ctx.actor.staff_id):
            if self.is_outgoing and record.row.state == "prepared":
                key = self.console.registry.key_sign("handover.steps")
                reason += " " + _("{key}: what can be done if nobody comes.", key=key)
                on = self.console.registry.key_sign("shift.duty")
                reason += " " + _(
                    "Who takes over signs on to his shift ({on}), or in the same shift presses 5, {key}, v.",
                    on=on,
                    key=key,
                )
            elif not self.is_outgoing and record.row.state == "prepared" and record.row.arrived_at is None:
                reason += " " + self._how_to_arrive()
            self.toast(reason, "warning")
        elif record.missing and self.is_outgoing:
            names = listed(label("handover_section", name) for name in record.missing)
            self.toast(
                _("These sections are empty: {names}. i writes, 0 says that there is nothing.", names=names),
                "warning",
            )
        elif self.is_outgoing:
            self._sign_current(record)
        else:
            self._receive(record)

    def _sign_current(self, record: HandoverRecord) -> None:
        """Sign; where open work has come since the snapshot, only after that was seen (SHF-12)."""
        ref, state = record.row.number, record.row.state
        if state == "prepared" and not record.stale:
            self._sign_out(record)
            return

        def work(ctx: Context) -> tuple[ItemRow, ...]:
            from csconsole.services.handover import newer_items

            return newer_items(ctx, ref)

        def ask(newer: tuple[ItemRow, ...]) -> None:
            if not newer:
                self._sign_out(record)
                return
            title = ngettext(
                "{n} open item has come since and is in no handover.",
                "{n} open items have come since and are in no handover.",
                len(newer),
            )
            names = listed(literal_line(line) for line in _named_items(newer, NEWER))
            refused = (
                "" if state == "prepared" else _("not from {state}", state=label("handover_state", state))
            )
            options = [
                Option("n", "prepare", _("prepare anew, what is decided stays"), "", refused),
                Option("s", "sign", _("sign without them")),
            ]
            self.open_dialog(Choice(f"{title} {names}", options), chosen)

        def chosen(step: str) -> None:
            if step == "sign":
                self._sign_out(record, as_prepared=True)
            else:
                self._run(lambda ctx, svc: svc.prepare_handover(ctx), self._brought_up)

        self.ask(work, ask, group="newer items")

    def _brought_up(self) -> None:
        self.toast(_("Brought up to date."))

    def _how_to_arrive(self) -> str:
        """Signing on to one's shift is arriving; in the same shift one says that one takes over (SHF-10)."""
        registry, watch = self.console.registry, self.console.watch_state
        if watch is not None and watch.may_sign_on:
            return _("{key} signs you on: then it can be signed.", key=registry.key_sign("shift.duty"))
        return _("{key}, then v: say that you are here.", key=registry.key_sign("handover.steps"))

    def _sign_out(self, record: HandoverRecord, *, as_prepared: bool = False) -> None:
        """Ask for the signature, with the calls that are not saved, for what they hold is in no handover."""

        def work(ctx: Context) -> str:
            from csconsole.services.drafts.unsaved_calls import unsaved_calls, unsaved_words

            return unsaved_words(ctx, unsaved_calls(ctx))

        def ask(unsaved: str) -> None:
            self._ask_signature(record, unsaved, as_prepared=as_prepared)

        self.ask(work, ask, group="unsaved calls")

    def _ask_signature(self, record: HandoverRecord, unsaved: str, *, as_prepared: bool) -> None:
        ref, undecided = record.row.number, record.row.undecided

        def sign(mine: str | bool) -> None:
            if mine is False:
                return

            def work(ctx: Context, svc: Any) -> HandoverRecord:
                with ctx.write():
                    if isinstance(mine, str):
                        svc.decide_items(ctx, ref, None, mine=mine)
                    signed: HandoverRecord = svc.sign_handover(ctx, ref, as_prepared=as_prepared)
                    return signed

            self._run(work, lambda: self.toast(_("Signed. You stay responsible until it is received.")))

        effect = _("After signing the text does not change any more.")
        if unsaved:
            effect = f"! {literal_line(unsaved)}\n{effect}"
        if undecided and not record.row.temporary:
            title = ngettext("{n} item is undecided.", "{n} items are undecided.", undecided)
            options = [
                Option("p", "pass", _("pass them and sign")),
                Option("k", "keep", _("keep them and sign")),
            ]
            self.open_dialog(Choice(f"{title} {effect}".replace("\n", " "), options), sign)
        else:
            self.open_dialog(Confirm(_("Sign and hand over?"), effect=effect), sign)

    def _receive(self, record: HandoverRecord) -> None:
        """Take over: nothing while a question is open; what was not answered is accepted once that is
        confirmed; then the items are read back, and signed.
        """
        ref = record.row.number
        passed = [item for item in record.items if item.mine == "pass"]
        asked = [item for item in passed if item.is_queried]
        unanswered = [item.number or item.title for item in asked if not item.reply]
        if unanswered:
            names = listed(unanswered[:QUESTIONS])
            self.toast(
                _("Your question is not answered yet: {names}. a accepts, f refuses.", names=names), "warning"
            )
            return
        silent = [item.position for item in passed if item.theirs is None or item.is_queried]

        kept = [item for item in record.items if item.mine == "keep"]
        keeper = f"{record.row.outgoing_no} {record.row.outgoing}"

        lines = _read_back_lines(passed, kept, _keepers(passed, keeper), keeper)

        def read_back(accept: list[int], before: str = "") -> None:
            def receive(text: str) -> None:
                self._run(
                    lambda ctx, svc: _receive(ctx, svc, ref, text, accept=accept),
                    lambda: self.toast(_("Received. You are responsible now.")),
                )

            def sure(text: str) -> None:
                if accept:  # the question how many are accepted was the confirmation
                    receive(text)
                    return
                self.open_dialog(
                    Confirm(_("Sign and take over?"), effect=_counted(passed, kept)),
                    lambda yes: receive(text) if yes else read_back(accept, text),
                )

            title, about = _("Read back: what do you take over?"), f"handover {ref} read back"
            self.open_dialog(AskText(title, about=about, value=before, body="\n".join(lines)), sure)

        if silent:
            title = ngettext("{n} item is not accepted yet.", "{n} items are not accepted yet.", len(silent))
            self.open_dialog(Choice(title, [Option("a", silent, _("accept them and sign"))]), read_back)
        else:
            read_back([])

    def do_handover_steps(self) -> None:
        """Everything else that can be done now, with the reason where it cannot."""
        record = self.record
        if record is None:
            self._nothing()
            return
        state, mine = record.row.state, self.is_outgoing
        other = _("you hand it over") if mine else ""
        unsigned = "" if state not in SIGNED_STATES else _("it is signed")
        options = [
            Option("v", "arrive", _("take it over: I am here"), "", other or _why_received(state)),
            Option("r", "return", _("return it as incomplete"), "", other or _why_state(state, "prepared")),
            Option(
                "t",
                "temporary",
                _("allow a temporary handover"),
                "",
                _why_state(state, "prepared") or (_("a supervisor does it") if mine else ""),
            ),
            Option("c", "confirm", _("confirm the content"), "", "" if mine else _("only the outgoing side")),
            Option("l", "addendum", _("write an addendum"), "", "" if unsigned else _("not signed yet")),
        ]
        if mine and state not in RECEIVED_STATES:
            options.append(Option("x", "exception", _("sign off without a handover, with the reason")))
        self.open_dialog(Choice(record.row.number, options), partial(self._step, record.row.number))

    def _step(self, ref: str, action: str) -> None:
        if action == "arrive":
            self._run(lambda ctx, svc: svc.arrive(ctx, ref))
        elif action == "confirm":
            self._run(lambda ctx, svc: svc.confirm_handover(ctx, ref))
        elif action == "addendum":
            self.do_handover_note()
        elif action == "exception":
            ask_exception(self.console, self)
        elif action == "return":
            self.open_dialog(
                AskText(_("What is missing?"), about=f"handover {ref} return"),
                lambda text: self._run(lambda ctx, svc: svc.return_handover(ctx, ref, reason=text)),
            )
        else:
            self.open_dialog(
                AskText(_("Note that the next shift must read"), about=f"handover {ref} temporary"),
                lambda text: self._run(lambda ctx, svc: svc.allow_temporary(ctx, ref, note=text)),
            )

    def do_handover_note(self) -> None:
        """Words to the handover."""
        raise NotImplementedError


def _keepers(passed: Sequence[ItemRow], signer: str) -> str:
    """With whom stays what was refused: its owner, who need not be the signer; his is what nobody owns."""
    names = [item.owner or signer for item in passed if item.theirs == "refuse"]
    return listed(signer if signer.endswith(f" {name}") else name for name in dict.fromkeys(names))


def _counted(passed: Sequence[ItemRow], kept: Sequence[ItemRow]) -> str:
    """How many items are taken over, refused, kept by the outgoing side."""
    refused = sum(item.theirs == "refuse" for item in passed)
    taken = len(passed) - refused
    return _(
        "{taken} taken over, {refused} refused, {kept} kept", taken=taken, refused=refused, kept=len(kept)
    )


def _read_back_lines(
    passed: Sequence[ItemRow], kept: Sequence[ItemRow], keepers: str, signer: str
) -> list[str]:
    """What was refused and stays with its ``keepers`` first, what is taken over, what the ``signer``
    keeps: every item, for the incoming person signs for the whole (SHF-11).
    """
    refused = [item for item in passed if item.theirs == "refuse"]
    taken = [item for item in passed if item.theirs != "refuse"]
    lines: list[str] = []
    if refused:
        lines += [_("Refused, stays with {name}:", name=keepers), *_named_items(refused)]
    if refused or kept:
        lines.append(_("You take over:") if taken else _("You take over none of the items."))
    lines += _named_items(taken)
    if kept:
        lines += [_("Kept by {name}:", name=signer), *_named_items(kept)]
    return lines


def _named_items(items: Sequence[ItemRow], most: int | None = None) -> list[str]:
    lines = [f"{item.number} {item.title}" for item in items[:most]]
    rest = len(items) - len(lines)
    return [*lines, _("and {n} more", n=rest)] if rest else lines


def _receive(ctx: Context, svc: Any, ref: str, text: str, *, accept: list[int]) -> HandoverRecord:
    with ctx.write():
        if accept:
            svc.answer_items(ctx, ref, accept, theirs="accept")
        received: HandoverRecord = svc.receive_handover(ctx, ref, read_back=text)
        return received


def _why_state(state: str, needed: str) -> str:
    if state == needed:
        return ""
    return _("not from {state}", state=label("handover_state", state))


def _why_received(state: str) -> str:
    return _("not from {state}", state=label("handover_state", state)) if state in RECEIVED_STATES else ""
