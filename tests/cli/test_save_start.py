"""A command that saves one call waits for no table and no library that it does not need."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

_SAVE = """
import sys
from csconsole.cli.entry import run
code = run(sys.argv[1:])
from sqlmodel import SQLModel
print((code, sorted(SQLModel.metadata.tables), sorted(sys.modules)), file=sys.stderr)
"""
_CALL = (
    *("call", "log", "--phone", "02155500123", "--category", "consult.other"),
    *("--summary", "opening hours", "--outcome", "done"),
)
_OF_OTHER_WORK = {
    *("phonenumbers", "csconsole.pinyin", "csconsole.services.moments", "csconsole.services.due"),
    *("csconsole.services.customers.read", "csconsole.services.shifts.rows"),
    *("csconsole.services.settings.values", "textual", "rich", "sqlalchemy.dialects.postgresql"),
}


def test_a_save_builds_the_tables_that_it_writes_and_loads_nothing_of_other_work(tmp_path: Path) -> None:
    """Each table takes some milliseconds, each library up to twenty; a save has half of what they took."""
    environment = {**os.environ, "CSCONSOLE_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    made = [sys.executable, "-m", "csconsole", "init", "--solo"]
    subprocess.run(made, capture_output=True, env=environment, check=True)
    ran = subprocess.run(
        [sys.executable, "-c", _SAVE, *_CALL], capture_output=True, text=True, env=environment, check=False
    )
    code, tables, modules = ast.literal_eval(ran.stderr)
    assert code == 0
    assert set(tables) == {"call", "call_item"}
    assert set(modules) & _OF_OTHER_WORK == set()
