"""Repair types 报修知识 and warranty 保修期 (TKT-17)."""

from csconsole.services.warranty.reckon import PartWarranty, last_day, warranty_of
from csconsole.services.warranty.slip import end_words, mode_words, part_words
from csconsole.services.warranty.table import NO_ADVICE, PartRow, RepairAdvice, advice_for, list_repair_types
from csconsole.services.warranty.tickets import (
    TicketWarranty,
    advice_for_ticket,
    ticket_warranty,
)
from csconsole.services.warranty.upkeep import edit_repair_type, set_part

__all__ = [
    "NO_ADVICE",
    "PartRow",
    "PartWarranty",
    "RepairAdvice",
    "TicketWarranty",
    "advice_for",
    "advice_for_ticket",
    "edit_repair_type",
    "end_words",
    "last_day",
    "list_repair_types",
    "mode_words",
    "part_words",
    "set_part",
    "ticket_warranty",
    "warranty_of",
]
