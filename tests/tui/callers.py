"""Who rings in the tests of the call form: a known customer, her neighbour, the categories; a call begun."""

from __future__ import annotations

from sqlmodel import select

from csconsole.models import Call, Category, Department
from csconsole.services.context import Context
from csconsole.services.customers import CustomerRow, create_customer
from tests.tui.driving import Shell


def known_customer(ctx: Context) -> CustomerRow:
    """Three categories, a neighbour, and the customer 欧阳晓雯 with the number that ends in 8000."""
    with ctx.write() as uow:
        engineering = uow.one(Department, code="ENG")
        assert engineering is not None
        for code, en, zh, ticket_kind in (
            ("repair", "Repair", "报修", "repair"),
            ("repair.water", "Water leak", "水管漏水", "repair"),
            ("consult.fees", "Fees", "费用咨询", None),
        ):
            custom: dict[str, object] = {"scope": "in_home"} if ticket_kind else {}
            uow.create(
                Category(
                    code=code,
                    name_en=en,
                    name_zh=zh,
                    ticket_kind=ticket_kind,
                    department_id=engineering.pk,
                    custom=custom,
                )
            )
    create_customer(ctx, name="王杰", phones=["199 0011 8000"], unit="7-101", role="tenant")
    return create_customer(
        ctx,
        name="欧阳晓雯",
        phones=["199 0000 8000"],
        unit="3-502",
        tier="vip",
        role="owner",
        warning="has a big dog",
    )


def calls(ctx: Context) -> list[Call]:
    """All calls stored."""
    with ctx.read() as uow:
        return list(uow.session.exec(select(Call)).all())


async def take_call(shell: Shell, category: str = "", content: str = "") -> None:
    """The call form with the known customer, and with a category and what the call is about where given."""
    await shell.press("f2")
    await shell.type("8000")
    await shell.press("enter")
    if category:
        await shell.type(category)
        await shell.press("enter")
    if content:
        await shell.type(content)
