"""Callbacks 回访/回拨: plan, call, record, retry, and what an answer leads to (CBK-01 to 06, 09)."""

from __future__ import annotations

from csconsole.services.callbacks.attempts import (
    ProblemMissingError,
    dial_callback,
    give_up_callback,
    make_appointment,
    record_attempt,
)
from csconsole.services.callbacks.fields import CALLBACKS
from csconsole.services.callbacks.lists import (
    VIEWS,
    CallbackTally,
    callback_steps,
    callback_tally,
    list_callbacks,
    next_callback,
    show_callback,
)
from csconsole.services.callbacks.outcome import FIELDS, AspectMissingError, RecordIncompleteError
from csconsole.services.callbacks.planning import (
    archive_callback,
    assign_callback,
    cancel_callback,
    plan_callback,
    review_callback,
    take_callback,
)
from csconsole.services.callbacks.problems import answer_problem, pass_problem_on, tell_customer
from csconsole.services.callbacks.rows import AttemptRow, CallbackRecord, CallbackRow, CallbackSheet
from csconsole.services.callbacks.scripts import CallbackScript, callback_script
from csconsole.services.callbacks.windows import Window, window_of

__all__ = [
    "CALLBACKS",
    "FIELDS",
    "VIEWS",
    "AspectMissingError",
    "AttemptRow",
    "CallbackRecord",
    "CallbackRow",
    "CallbackScript",
    "CallbackSheet",
    "CallbackTally",
    "ProblemMissingError",
    "RecordIncompleteError",
    "Window",
    "answer_problem",
    "archive_callback",
    "assign_callback",
    "callback_script",
    "callback_steps",
    "callback_tally",
    "cancel_callback",
    "dial_callback",
    "give_up_callback",
    "list_callbacks",
    "make_appointment",
    "next_callback",
    "pass_problem_on",
    "plan_callback",
    "record_attempt",
    "review_callback",
    "show_callback",
    "take_callback",
    "tell_customer",
    "window_of",
]
