"""Sub-tasks of tickets: department sub-tasks 协办, visits 上门 and appointments 预约 (TKT-18 to TKT-20)."""

from csconsole.services.subtasks.asking import ask_department, colleagues, plan_slot
from csconsole.services.subtasks.ending import cancel_owed, require_nothing_owed
from csconsole.services.subtasks.lists import list_subtasks, show_subtask
from csconsole.services.subtasks.load import EngineerLoad, engineer_loads
from csconsole.services.subtasks.rows import SubtaskRow
from csconsole.services.subtasks.taking import take_subtask

__all__ = [
    "EngineerLoad",
    "SubtaskRow",
    "ask_department",
    "cancel_owed",
    "colleagues",
    "engineer_loads",
    "list_subtasks",
    "plan_slot",
    "require_nothing_owed",
    "show_subtask",
    "take_subtask",
]
