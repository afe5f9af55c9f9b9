"""The first frame does not wait for the database."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

_FIRST_FRAME = """
import asyncio, sys
from csconsole.config import Config
from csconsole.launch import prepare_terminal
prepare_terminal(Config())
from csconsole.app import Console
from csconsole.clock import SystemClock
from csconsole.screens.gate import Opening

heavy = ["sqlmodel", "sqlalchemy", "pydantic", "typer", "pypinyin", "csconsole.models"]
heavy += ["csconsole.widgets.dialogs", "csconsole.widgets.form", "csconsole.screens.palette"]
heavy += ["textual.widgets._text_area", "textual.widgets._data_table"]
loaded = []

class Gate:
    def missing(self): return False
    def open(self):
        loaded.extend(name for name in heavy if name in sys.modules)
        return Opening("sign_in")
    def close(self): pass

async def main():
    app = Console(Config(), Gate(), SystemClock())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        print(app.screen_stack[0].query_one("#title-line").plain())
    from textual import constants
    print(constants.MAX_FPS, constants.TEXTUAL_ANIMATIONS)
    print(loaded)

asyncio.run(main())
"""


def test_the_first_frame_loads_no_database_library_and_no_dialog(tmp_path: Path) -> None:
    environment = {**os.environ, "CSCONSOLE_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    ran = subprocess.run(
        [sys.executable, "-c", _FIRST_FRAME], capture_output=True, text=True, env=environment, check=False
    )
    assert ran.returncode == 0, ran.stderr
    title, terminal, heavy = ran.stdout.splitlines()
    assert terminal == "240 none"
    assert title.startswith("Desk")
    assert heavy == "[]"


_FIRST_DATA = """
import sys
from csconsole.services.desk import own_desk_of
from csconsole.services.sign_in import actor_of_token, solo_actor
from csconsole.storage import open_store
print(own_desk_of.__name__)
loaded = [name for name in sys.modules if name.startswith("csconsole")]
heavy = ("sqlalchemy", "sqlmodel", "pydantic", "csconsole.metrics", "csconsole.services.query")
print([name for name in heavy if name in sys.modules])
print(sorted(name.rpartition(".")[2] for name in loaded if name.startswith("csconsole.models.")))
"""


def test_what_the_desk_shows_first_loads_no_database_library() -> None:
    ran = subprocess.run([sys.executable, "-c", _FIRST_DATA], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    name, others, tables = ran.stdout.splitlines()
    assert (name, others) == ("own_desk_of", "[]")
    assert set(ast.literal_eval(tables)) == {"open_work", "rights"}


_AT_WORK = """
import sys
from csconsole.clock import SystemClock
from csconsole.config import load_config
from csconsole.screens.store_gate import StoreGate
ctx = StoreGate(load_config(), SystemClock()).open().context
from csconsole.services.clocks import tick
from csconsole.services.desk import desk_of, round_of, watch_of
from csconsole.services.handover import handover_warnings
from csconsole.services.query import hurried
from csconsole.services.tickets import list_tickets
from csconsole.screens import call_form, callbacks, calls, tickets
with hurried():
    for read in (desk_of, round_of, tick, watch_of, handover_warnings, list_tickets):
        read(ctx)
from sqlmodel import SQLModel
print(sorted(SQLModel.metadata.tables))
print(sorted(sys.modules))
"""
_TABLES_OF_OTHER_WORK = {
    *("asset", "attempt", "call_item", "channel", "contact_person", "customer_phone", "daily_count"),
    *("daily_zone", "form_record", "handover_addendum", "promise", "staff_activity"),
}
_LIBRARIES_OF_OTHER_WORK = {
    *(
        "alembic",
        "argon2",
        "babel",
        "dateutil",
        "holidays",
        "phonenumbers",
        "psycopg",
        "pypinyin",
        "pygments",
    ),
    *("html.entities", "sqlalchemy.dialects.postgresql", "sqlite3", "typer", "xlsxwriter"),
    *("csconsole.metrics.catalogue", "csconsole.metrics.dimensions", "csconsole.metrics.kept"),
}


def test_desk_and_list_map_no_table_and_load_no_library_of_other_work(tmp_path: Path) -> None:
    """Each mapped column takes 13 KiB of every console, and each library some MiB, as long as it is open."""
    environment = {**os.environ, "CSCONSOLE_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    made = [sys.executable, "-m", "csconsole", "init", "--solo"]
    subprocess.run(made, capture_output=True, env=environment, check=True)
    ran = subprocess.run(
        [sys.executable, "-c", _AT_WORK], capture_output=True, text=True, env=environment, check=False
    )
    assert ran.returncode == 0, ran.stderr
    tables, modules = (set(ast.literal_eval(line)) for line in ran.stdout.splitlines())
    assert tables & _TABLES_OF_OTHER_WORK == set()
    assert "ticket" in tables
    assert modules & _LIBRARIES_OF_OTHER_WORK == set()
