"""The frame of the tests itself: databases of both engines, people, clock."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from csconsole.models import Department
from csconsole.services.context import Context
from csconsole.storage import Store
from tests.conftest import AsStaff
from tests.databases import STAFF_NO


@pytest.mark.parametrize("role", sorted(STAFF_NO))
def test_everybody_is_there(as_: AsStaff, role: str) -> None:
    assert as_(role).actor.staff_no == STAFF_NO[role]


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_database_of_its_own(ctx: Context, turn: int) -> None:
    with ctx.write() as uow:
        uow.create(Department(code="NEW", name_en=f"{turn}", name_zh=f"{turn}"))
    with ctx.read() as uow:
        rows = uow.connection.execute(text("SELECT count(*) FROM department")).scalar()
    assert rows == 4


def test_both_engines_are_real(store: Store, database_url: str) -> None:
    assert database_url.startswith(store.dialect)
