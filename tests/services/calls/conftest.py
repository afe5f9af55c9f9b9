"""Fixtures of the tests of calls."""

from __future__ import annotations

import pytest

from csconsole.models import Category
from csconsole.services.context import Context


@pytest.fixture(autouse=True)
def _categories(ctx: Context) -> None:
    """Five categories, one of them no longer used."""
    with ctx.write() as uow:
        for code, kind, ticket_kind in (
            ("consult", "consult", None),
            ("consult.fees", "consult", None),
            ("repair.water", "repair", "repair"),
            ("complaint.service", "complaint", "complaint"),
        ):
            uow.create(
                Category(
                    code=code,
                    name_en=code,
                    name_zh={"consult.fees": "费用咨询"}.get(code, code),
                    contact_type=kind,
                    ticket_kind=ticket_kind,
                )
            )
        uow.create(Category(code="old", name_en="old", name_zh="旧", active=False))
