"""Customers 客户: files of persons and organisations, who is calling, what happened with them (CUS-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.customers.card import (
        CallerCard,
        CustomerCard,
        LastContact,
        OpenItem,
        caller_card,
        customer_card,
    )
    from csconsole.services.customers.find import CustomerMatch, find_customers
    from csconsole.services.customers.lists import CUSTOMERS, list_customers, look_up_customers
    from csconsole.services.customers.merge import merge_customers, take_back_merge, unmerge_customer
    from csconsole.services.customers.read import reveal_phones, show_customer
    from csconsole.services.customers.rows import ContactRow, CustomerRow, PhoneRow
    from csconsole.services.customers.timeline import TimelineRow, customer_timeline
    from csconsole.services.customers.write import (
        CustomerExistsError,
        create_customer,
        edit_customer,
        verify_customer,
    )

__all__ = [
    "CUSTOMERS",
    "CallerCard",
    "ContactRow",
    "CustomerCard",
    "CustomerExistsError",
    "CustomerMatch",
    "CustomerRow",
    "LastContact",
    "OpenItem",
    "PhoneRow",
    "TimelineRow",
    "caller_card",
    "create_customer",
    "customer_card",
    "customer_timeline",
    "edit_customer",
    "find_customers",
    "list_customers",
    "look_up_customers",
    "merge_customers",
    "reveal_phones",
    "show_customer",
    "take_back_merge",
    "unmerge_customer",
    "verify_customer",
]

__getattr__ = on_demand(
    __name__,
    {
        "card": (
            "CallerCard",
            "CustomerCard",
            "LastContact",
            "OpenItem",
            "caller_card",
            "customer_card",
        ),
        "find": (
            "CustomerMatch",
            "find_customers",
        ),
        "lists": (
            "CUSTOMERS",
            "list_customers",
            "look_up_customers",
        ),
        "merge": (
            "merge_customers",
            "take_back_merge",
            "unmerge_customer",
        ),
        "read": (
            "reveal_phones",
            "show_customer",
        ),
        "rows": (
            "ContactRow",
            "CustomerRow",
            "PhoneRow",
        ),
        "timeline": (
            "TimelineRow",
            "customer_timeline",
        ),
        "write": (
            "CustomerExistsError",
            "create_customer",
            "edit_customer",
            "verify_customer",
        ),
    },
)
