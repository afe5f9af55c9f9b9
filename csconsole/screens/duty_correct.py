"""Correcting a sign-on to the wrong shift (SHF-06): one choice and one confirmation, later with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csconsole.i18n import _
from csconsole.screens.base import BaseScreen
from csconsole.widgets.dialogs import AskText, Confirm, Option

if TYPE_CHECKING:
    from csconsole.app import Console
    from csconsole.services.context import Context
    from csconsole.services.shifts import Correction, DutyRow

_CORRECT: Final = ":correct "
"""What is chosen, before the code of the right shift."""


def correct_options(correction: Correction) -> list[Option]:
    """The shifts that may have been meant, the most likely first with ``c``."""
    return [
        Option(
            "c" if place == 0 else str(place + 1),
            f"{_CORRECT}{kind.code}",
            _(
                "wrong shift: it is {name} {begins}-{ends}",
                name=kind.name,
                begins=kind.begins,
                ends=kind.ends,
            ),
        )
        for place, kind in enumerate(correction.others)
    ]


def is_correction(picked: str) -> bool:
    """Whether one of :func:`correct_options` was chosen."""
    return picked.startswith(_CORRECT)


def ask_correction(app: Console, screen: BaseScreen[object], picked: str, correction: Correction) -> None:
    """Ask once more, or for the reason where the sign-on is too long ago, then correct it."""
    code = picked.removeprefix(_CORRECT)
    name = next(kind.name for kind in correction.others if kind.code == code)
    question = _("Signed on to the wrong shift: is it {name}?", name=name)
    if correction.needs_reason:
        screen.open_dialog(
            AskText(question, about="shift correction", body=_("Why was it another shift?")),
            lambda reason: _correct(app, screen, code, reason),
        )
        return
    effect = _("The time of signing on stays; what you did since moves to that shift.")
    screen.open_dialog(
        Confirm(question, effect=effect), lambda yes: _correct(app, screen, code, None) if yes else None
    )


def _correct(app: Console, screen: BaseScreen[object], code: str, reason: str | None) -> None:
    def work(ctx: Context) -> DutyRow:
        from csconsole.services.shifts import correct_shift

        return correct_shift(ctx, shift=code, reason=reason)

    def corrected(duty: DutyRow) -> None:
        screen.toast(_("The shift is {shift} now", shift=duty.shift.name))
        app.look_round()
        screen.load()

    screen.command(work, corrected)
