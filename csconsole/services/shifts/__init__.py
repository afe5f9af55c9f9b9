"""Shifts: their times, who signs on and off, and which shift runs now (SHF-06, SHF-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.shifts.correct import Correction, correct_shift, shift_correction
    from csconsole.services.shifts.current import current_duty, current_shift, may_sign_on
    from csconsole.services.shifts.duty import end_shift, start_shift
    from csconsole.services.shifts.record import DutyRecord, duty_record, review_week, unreviewed_weeks
    from csconsole.services.shifts.rows import DutyRow, ShiftRow, ShiftTypeRow
    from csconsole.services.shifts.types import list_shift_types, shift_choices
    from csconsole.services.shifts.who import not_signed_on, who_is_on

__all__ = [
    "Correction",
    "DutyRecord",
    "DutyRow",
    "ShiftRow",
    "ShiftTypeRow",
    "correct_shift",
    "current_duty",
    "current_shift",
    "duty_record",
    "end_shift",
    "list_shift_types",
    "may_sign_on",
    "not_signed_on",
    "review_week",
    "shift_choices",
    "shift_correction",
    "start_shift",
    "unreviewed_weeks",
    "who_is_on",
]

__getattr__ = on_demand(
    __name__,
    {
        "correct": ("Correction", "correct_shift", "shift_correction"),
        "current": ("current_duty", "current_shift", "may_sign_on"),
        "duty": ("end_shift", "start_shift"),
        "record": ("DutyRecord", "duty_record", "review_week", "unreviewed_weeks"),
        "rows": ("DutyRow", "ShiftRow", "ShiftTypeRow"),
        "types": ("list_shift_types", "shift_choices"),
        "who": ("not_signed_on", "who_is_on"),
    },
)
