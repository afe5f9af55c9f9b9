"""The list of customers, with the keys that its filter understands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Text, cast, false
from sqlmodel import col, select

from csconsole.models import Customer, CustomerPhone
from csconsole.models.rights import Right
from csconsole.services.customers.read import short_rows
from csconsole.services.customers.rows import CustomerRow
from csconsole.services.phones import suffix_range
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    Op,
    Page,
    Scope,
    Value,
    fetch_page,
    staff_field,
)
from csconsole.services.site_phones import site_guess

if TYPE_CHECKING:
    from csconsole.services.context import Context


def _phone_is(scope: Scope, _op: Op, value: Value) -> ColumnElement[bool]:
    """``phone:`` a whole number, or its last digits."""
    phone = site_guess(scope.ctx, value.text)
    digits = "".join(char for char in value.text if char.isdecimal())
    if len(digits) < 3:
        return false()
    low, high = suffix_range(phone.digits if phone is not None else digits)
    keys = (
        select(CustomerPhone.customer_id)
        .where(col(CustomerPhone.reversed_digits) >= low, col(CustomerPhone.reversed_digits) < high)
        .where(col(CustomerPhone.ended_at).is_(None))
    )
    return col(Customer.id).in_(keys)


def _tag_is(_scope: Scope, _op: Op, value: Value) -> ColumnElement[bool]:
    import json

    written = json.dumps(value.text, ensure_ascii=False)
    escaped = json.dumps(value.text)
    tags = cast(col(Customer.tags), Text)
    return tags.contains(written, autoescape=True) | tags.contains(escaped, autoescape=True)


CUSTOMERS = EntityFields(
    name="customer",
    model=Customer,
    fields=(
        FieldSpec("code", "客户编号", Kind.EXACT, Customer.code),
        FieldSpec("name", "姓名", Kind.TEXT, Customer.name),
        FieldSpec("pinyin", "拼音", Kind.EXACT, Customer.pinyin, aliases=("py",)),
        FieldSpec("initials", "首字母", Kind.EXACT, Customer.initials),
        FieldSpec("phone", "电话", Kind.CUSTOM, test=_phone_is, sortable=False),
        FieldSpec("kind", "类型", Kind.CODE, Customer.kind, codes="customer_kind", common=("person",)),
        FieldSpec("role", "身份", Kind.CODE, Customer.role, codes="customer_role"),
        FieldSpec("tier", "级别", Kind.CODE, Customer.tier, codes="customer_tier"),
        FieldSpec("stage", "阶段", Kind.CODE, Customer.stage, codes="customer_stage"),
        FieldSpec("organisation", "单位", Kind.TEXT, Customer.organisation),
        FieldSpec("unit", "房号", Kind.EXACT, Customer.unit),
        FieldSpec("zone", "片区", Kind.EXACT, Customer.zone),
        FieldSpec("address", "地址", Kind.TEXT, Customer.address),
        FieldSpec("tag", "标签", Kind.CUSTOM, test=_tag_is, sortable=False),
        staff_field("owner", "负责人", Customer.owner_id),
        FieldSpec("donotcall", "勿打扰", Kind.FLAG, Customer.do_not_call, aliases=("dnc",)),
        FieldSpec("warning", "警示", Kind.TEXT, Customer.warning),
        FieldSpec("birthday", "生日", Kind.DAY, Customer.birthday),
        FieldSpec("handover", "交房", Kind.DAY, Customer.handed_over_on),
        FieldSpec("verified", "核定", Kind.INSTANT, Customer.verified_at),
        FieldSpec("created", "建档", Kind.INSTANT, Customer.created_at, by=Customer.id),
        FieldSpec("updated", "更新", Kind.INSTANT, Customer.updated_at),
    ),
    default_sort="-id",
    search="customer",
)


def list_customers(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 50, after: str | None = None
) -> Page[CustomerRow]:
    """One page of the customers' files; merged ones are left out. Raises ``QueryError``."""
    ctx.require(Right.CUSTOMER_VIEW)
    with ctx.read() as uow:

        def rows(found: Sequence[Customer]) -> list[CustomerRow]:
            return short_rows(ctx, uow, found)

        return fetch_page(
            Scope.of(ctx, uow),
            CUSTOMERS,
            rows,
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=(col(Customer.merged_into_id).is_(None),),
        )


def look_up_customers(ctx: Context, text: str, *, limit: int = 50) -> Page[CustomerRow]:
    """The files that ``find_customers`` finds, as one page of the list, the surest first."""
    from csconsole.services.customers.find import find_customers

    with ctx.read() as uow:
        keys = [match.id for match in find_customers(ctx, text, limit + 1)]
        found = {row.pk: row for row in uow.session.exec(select(Customer).where(col(Customer.id).in_(keys)))}
        rows = short_rows(ctx, uow, [found[key] for key in keys[:limit]])
        return Page(tuple(rows), len(rows), capped=len(keys) > limit)
