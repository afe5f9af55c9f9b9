"""Working a callback by single keys: what the list of callbacks and the page of one have in common.

Each key saves and goes on. What a rule still needs (the aspect of a dissatisfaction, a score, the answer
given) is asked for one thing at a time, each answered by one key or one line.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from csconsole.codes import codes, label
from csconsole.errors import CsconsoleError
from csconsole.i18n import _
from csconsole.screens.asked_drafts import keep_text
from csconsole.screens.asking import Saw, told
from csconsole.screens.base import BaseScreen
from csconsole.screens.callback_steps import CallbackSteps
from csconsole.screens.reporting_up import ReportingUp
from csconsole.widgets.dialogs import AskText, Choice, Confirm, Option
from csconsole.widgets.times import exact

if TYPE_CHECKING:
    from csconsole.actions import Action
    from csconsole.services.callbacks import CallbackRow, CallbackScript, CallbackSheet
    from csconsole.services.context import Context

CHOICES: dict[str, str] = {"satisfaction": "satisfaction", "aspect": "satisfaction_aspect"}
SCORES = ("efficiency", "quality")


@dataclass
class Talk:
    """A talk with a customer who was reached: what is known so far, and what still has to be asked."""

    row: CallbackRow
    script: CallbackScript
    needed: tuple[str, ...]
    best: int
    saw: Saw
    said: dict[str, str] = field(default_factory=dict)

    def next_question(self) -> str | None:
        """The next thing to ask, ``None`` when all that is needed is known."""
        wanted = [name for name in self.needed if name != "aspect"]
        if "satisfaction" in wanted:
            wanted.sort(key=lambda name: name != "satisfaction")
        if self.said.get("satisfaction") in ("average", "dissatisfied"):
            wanted.insert(1, "aspect")
            if self.said["satisfaction"] == "dissatisfied":
                wanted.append("problem" if self.row.ticket_id is None else "reaction")
        return next((name for name in wanted if name not in self.said), None)


class CallbackWork(CallbackSteps, ReportingUp, BaseScreen[None]):
    """Keys that act on :attr:`target`; ``recorded`` is told what became of it."""

    def __init__(self) -> None:
        super().__init__()
        self.notes: dict[int, str] = {}
        self.dialled: dict[int, tuple[str, float]] = {}
        self.texts: dict[tuple[int, str], str] = {}
        """What was typed for a talk that is not stored yet, by callback and question."""

    @property
    def target(self) -> CallbackRow | None:
        """The callback that the keys act on."""
        return None

    def why_not(self, action: Action) -> str:
        """What the callback does not take now, or who has to take it over first."""
        if reason := super().why_not(action):
            return reason
        from csconsole.screens.callback_offers import why_refused

        return why_refused(self.console.ctx, self.target, action.id) if self.console.ctx else ""

    def offers(self, action: Action) -> bool:
        """The footer names what can be done with the callback in question."""
        return (
            super().offers(action) and self.offers_up(self.console.ctx, action) and not self.why_not(action)
        )

    def reported_number(self) -> str | None:
        """The callback in question."""
        return self.target.number if self.target is not None else None

    def recorded(self, row: CallbackRow) -> None:
        """A command changed a callback; shows what became of it."""

    def with_target(self, then: Callable[[CallbackRow], object]) -> None:
        """Do something with the callback in question, or say that there is none."""
        if (row := self.target) is None:
            self.toast(_("No callback is chosen."), "warning")
        else:
            then(row)

    # ---- attempts

    def do_callback_no_answer(self) -> None:
        """No answer: retry later, or unreachable."""
        self.with_target(lambda row: self.attempt(row, "no_answer"))

    def do_callback_busy(self) -> None:
        """Busy: retry soon."""
        self.with_target(lambda row: self.attempt(row, "busy"))

    def do_callback_refused(self) -> None:
        """The customer refuses; asked once, because it ends the callback."""
        self.with_target(lambda row: self._ending(row, "refused", _("Does the customer refuse?")))

    def do_callback_wrong_number(self) -> None:
        """Nobody of this name is there; asked once, because it ends the callback."""
        self.with_target(lambda row: self._ending(row, "wrong_number", _("Is it the wrong number?")))

    def _ending(self, row: CallbackRow, code: str, question: str) -> None:
        def answered(yes: bool) -> None:
            if yes:
                self.attempt(row, code)

        effect = _("{number} is closed; nobody calls again.", number=row.number)
        self.open_dialog(Confirm(question, effect=effect), answered)

    def do_callback_new_time(self) -> None:
        """Another time: one line such as ``tomorrow 10:00``."""
        self.with_target(self._ask_time)

    def _ask_time(self, row: CallbackRow, typed: str = "", wrong: str = "", saw: Saw | None = None) -> None:
        saw = saw or _seen(row)
        example = _("Such as: tomorrow 10:00, fri 9:30, 11-24 14:00, +2h")
        body = f"{wrong}\n{example}" if wrong else example
        title = _("When shall we call {name}?", name=row.customer_name or row.number)
        self.open_dialog(
            AskText(title, about=f"callback {row.id} time", value=typed, body=body),
            lambda text: self._new_time(row, text, saw),
        )

    def _new_time(self, row: CallbackRow, text: str, saw: Saw) -> None:
        def work(ctx: Context) -> CallbackRow:
            from csconsole.services.callbacks import record_attempt
            from csconsole.services.moments import read_moment

            agreed_at = read_moment(ctx, text, field="agreed_at")
            return record_attempt(ctx, row.id, code="rescheduled", agreed_at=agreed_at, **self._about(row))

        def refused(error: CsconsoleError) -> None:
            if error.field == "agreed_at" or told(error, saw):
                self._ask_time(row, text, error.message, saw)
            else:
                self.toast_error(error)

        self.command(work, self._done, failed=refused, saw=saw)

    def attempt(self, row: CallbackRow, code: str, **given: Any) -> None:
        """Save an attempt with the note and the seconds that belong to it, then go on."""

        def work(ctx: Context) -> CallbackRow:
            from csconsole.services.callbacks import record_attempt

            return record_attempt(ctx, row.id, code=code, **self._about(row), **given)

        self.command(work, self._done, saw=_seen(row))

    def _about(self, row: CallbackRow) -> dict[str, Any]:
        started = self.dialled.get(row.id)
        seconds = None if started is None else int(time.monotonic() - started[1])
        return {"note": self.notes.get(row.id), "seconds": seconds}

    def _done(self, row: CallbackRow) -> None:
        if self.notes.pop(row.id, None) is not None:
            keep_text(self, _note_of(row.id), None)
        self.dialled.pop(row.id, None)
        self.texts = {about: text for about, text in self.texts.items() if about[0] != row.id}
        self.toast(self._became(row))
        self.recorded(row)

    def _became(self, row: CallbackRow) -> str:
        zone = self.console.config.zone_info
        state = label("callback_state", row.state)
        if row.state in ("retry", "appointment"):
            return _(
                "{number} {state}: {time}", number=row.number, state=state, time=exact(row.ready_at, zone)
            )
        return f"{row.number} {state}"

    # ---- the customer was reached

    def do_callback_answered(self) -> None:
        """Ask what the record needs, one thing at a time, then save."""
        self.with_target(self._answered)

    def _answered(self, row: CallbackRow) -> None:
        def work(ctx: Context) -> tuple[CallbackSheet, CallbackScript, int]:
            from csconsole.services.callbacks import callback_script, show_callback
            from csconsole.services.settings import setting

            best = int(setting(ctx, "callback.score_max"))
            return show_callback(ctx, row.id), callback_script(ctx, row.id), best

        def begin(found: tuple[CallbackSheet, CallbackScript, int]) -> None:
            sheet, script, best = found
            needed = ("satisfaction",) if row.state == "answered" else sheet.required
            self._ask_next(Talk(row, script, needed, best, _seen(row)))

        self.ask(work, begin, group="talk")

    def _ask_next(self, talk: Talk) -> None:
        question = talk.next_question()
        if question is None:
            self._save_talk(talk)
            return
        then = partial(self._said, talk, question)
        if question in CHOICES:
            self.open_dialog(self._choice(talk, question), then)
        elif question in SCORES:
            self.open_dialog(self._score(talk, question), then)
        else:
            whom = f"{talk.row.number} {talk.row.customer_name or ''}".strip()
            body = f"{whom}\n{_('The manager gets it.')}" if question == "problem" else whom
            title = _("What does the customer say?") if question == "reaction" else label("field", question)
            required = question != "reaction" or question in talk.needed
            before = self.texts.get((talk.row.id, question), "")
            self.open_dialog(
                AskText(
                    title,
                    about=f"callback {talk.row.id} {question}",
                    value=before,
                    body=body,
                    required=required,
                ),
                then,
            )

    def _said(self, talk: Talk, question: str, answer: str) -> None:
        talk.said[question] = answer
        if question not in CHOICES and question not in SCORES:
            self.texts[talk.row.id, question] = answer
        self._ask_next(talk)

    def _choice(self, talk: Talk, question: str) -> Choice:
        listed = [(code, label(CHOICES[question], code)) for code in codes(CHOICES[question])]
        if question == "satisfaction":
            asked = talk.script.question
            return Choice.numbered(asked.text if asked else label("field", question), listed)
        return Choice.numbered(talk.script.asking(talk.said["satisfaction"]), listed)

    def _score(self, talk: Talk, question: str) -> Choice:
        words = {1: _("worst"), talk.best: _("best")}
        options = [Option(str(n), str(n), words.get(n, "")) for n in range(1, min(talk.best, 9) + 1)]
        if talk.best > 9:
            options.append(Option("0", "10", "10 " + words.get(10, "")))
        return Choice(label("field", question), options, start=-1)

    def _save_talk(self, talk: Talk) -> None:
        said = dict(talk.said)
        problem = said.pop("problem", None)

        def work(ctx: Context) -> tuple[CallbackRow, CallbackScript]:
            from csconsole.services.callbacks import callback_script, record_attempt, tell_customer

            if talk.row.state == "answered":
                row = tell_customer(ctx, talk.row.id, problem=problem, **_told(said))
            else:
                row = record_attempt(
                    ctx, talk.row.id, code="done", record=said, problem=problem, **self._about(talk.row)
                )
            return row, callback_script(ctx, row.id)  # with the time that the ticket has now

        def saved(stored: tuple[CallbackRow, CallbackScript]) -> None:
            row, script = stored
            self._done(row)
            if script.question is not None:
                self.toast(script.closing(said.get("satisfaction")).text)

        self.command(work, saved, saw=talk.saw)

    # ---- note, number, record

    def do_callback_note(self) -> None:
        """A note that goes with the next attempt."""

        def keep(row: CallbackRow, text: str) -> None:
            self.notes[row.id] = text
            self.show_target()

        def ask(row: CallbackRow) -> None:
            before = self.notes.get(row.id, "")
            self.open_dialog(
                AskText(_("Note"), about=_note_of(row.id), value=before, required=False, stays=True),
                partial(keep, row),
            )

        self.with_target(ask)

    def show_target(self) -> None:
        """Draw the details of the callback again."""

    def do_callback_dial(self) -> None:
        """Show the whole number and start the clock; showing it is kept in the history."""

        def work(ctx: Context, row: CallbackRow) -> tuple[CallbackRow, str | None]:
            from csconsole.services.callbacks import dial_callback

            return row, dial_callback(ctx, row.id)

        def shown(found: tuple[CallbackRow, str | None]) -> None:
            row, number = found
            if number is None:
                self.toast(_("No number is known: look into the customer's file."), "warning")
                return
            self.dialled[row.id] = (number, time.monotonic())
            self.show_target()

        self.with_target(lambda row: self.ask(lambda ctx: work(ctx, row), shown, group="dial"))

    def do_callback_take(self) -> None:
        """It is mine; another's with a reason."""

        def take(row: CallbackRow, reason: str | None = "") -> None:
            def work(ctx: Context) -> CallbackRow:
                from csconsole.services.callbacks import take_callback

                return take_callback(ctx, row.id, reason=reason or "")

            if reason is not None:
                self.command(work, self._done, saw=_seen(row))

        def ask(row: CallbackRow) -> None:
            context = self.console.ctx
            if row.owner_id is None or (context and row.owner_id == context.actor.staff_id):
                take(row)
            else:
                self.open_dialog(
                    AskText(_("Say why you take it over."), about=f"callback {row.id} take"),
                    partial(take, row),
                )

        self.with_target(ask)

    def do_callback_record(self) -> None:
        """The form with every field of the record."""

        def fill_in(row: CallbackRow) -> None:
            from csconsole.screens.callback_record import CallbackRecordScreen

            started = self.dialled.get(row.id)
            self.app.push_screen(CallbackRecordScreen(row, self.notes.get(row.id, ""), started), self._filled)

        self.with_target(fill_in)

    def _filled(self, row: CallbackRow | None) -> None:
        if row is not None:
            self._done(row)


def _note_of(callback_id: int) -> str:
    return f"callback {callback_id} note"


def _seen(row: CallbackRow) -> Saw:
    return Saw("callback", row.id, row.version)


def _told(said: Mapping[str, str]) -> dict[str, str]:
    return {name: said[name] for name in ("satisfaction", "aspect") if name in said}
