"""Whose number it is: what a save asks of each number, by one plain statement (CALL-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csconsole.storage.statements import all_rows

if TYPE_CHECKING:
    from csconsole.services.phones import Phone
    from csconsole.storage import UnitOfWork

_OWNERS: Final = (
    "SELECT 1 AS owner, o.* FROM (SELECT p.customer_id, p.extension FROM customer_phone p "
    "JOIN customer c ON c.id = p.customer_id WHERE p.e164 = ? AND p.ended_at IS NULL "
    "AND c.merged_into_id IS NULL ORDER BY p.customer_id DESC LIMIT ?) o "
    "UNION ALL SELECT 0, k.customer_id, NULL FROM (SELECT customer_id FROM contact_person "
    "WHERE e164 = ? AND ended_at IS NULL ORDER BY customer_id DESC LIMIT ?) k"
)
"""Whose number it is, and whose contact person's: one question, because a save waits for the answer."""


def customers_with(uow: UnitOfWork, phone: Phone, limit: int = 20) -> list[int]:
    """Keys of the customers with exactly this number; where any has its extension too, only those."""
    found = all_rows(uow.connection, _OWNERS, phone.e164, limit * 4, phone.e164, limit)
    owners = sorted(((key, extension) for owner, key, extension in found if owner), key=_newest_first)
    same = [key for key, extension in owners if extension == phone.extension]
    contacts = [key for owner, key, _extension in found if not owner]
    return list(dict.fromkeys([*(same or [key for key, _ in owners]), *contacts]))[:limit]


def only_customer(uow: UnitOfWork, phone: Phone) -> int | None:
    """The customer whose number this is, if it is exactly one customer's."""
    found = customers_with(uow, phone, 2)
    return found[0] if len(found) == 1 else None


def _newest_first(owner: tuple[int, str | None]) -> int:
    return -owner[0]
