"""Records that options name, as the keys that services take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.text import whole_number

if TYPE_CHECKING:
    from csconsole.services.context import Context


def department_id(ctx: Context, code: str | None) -> int | None:
    """The key of a department by its code. Raises ``NotFoundError`` that names the nearest."""
    from csconsole.services.departments import find_department

    return find_department(ctx, code).id if code else None


def staff_id(ctx: Context, staff_no: str | None) -> int | None:
    """The key of a staff member by number; ``me`` is who acts. Raises ``NotFoundError``."""
    from csconsole.services.staff import find_staff

    if staff_no in ("me", "我"):
        return ctx.staff_id
    return find_staff(ctx, staff_no).id if staff_no else None


def category_id(ctx: Context, code: str | None) -> int | None:
    """The key of a category by its code. Raises ``NotFoundError``."""
    from csconsole.services.categories import find_category

    return find_category(ctx, code).id if code else None


def customer_id(ctx: Context, customer: str | None) -> int | None:
    """The key of a customer by key or customer number. Raises ``NotFoundError``."""
    from csconsole.services.customers import show_customer

    if customer is None:
        return None
    key = whole_number(customer)
    return show_customer(ctx, customer if key is None else key).id
