"""Chargeable services 有偿服务: the tariff, and what is charged on a ticket (TKT-24)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.tariff.charges import (
        ChargeRow,
        Charges,
        charge_ticket,
        drop_charge,
        record_paid,
        show_charges,
    )
    from csconsole.services.tariff.records import (
        TARIFF,
        TariffRow,
        current_tariff,
        end_service,
        list_tariff,
        price_words,
        set_price,
    )

__all__ = [
    "TARIFF",
    "ChargeRow",
    "Charges",
    "TariffRow",
    "charge_ticket",
    "current_tariff",
    "drop_charge",
    "end_service",
    "list_tariff",
    "price_words",
    "record_paid",
    "set_price",
    "show_charges",
]

__getattr__ = on_demand(
    __name__,
    {
        "charges": (
            "ChargeRow",
            "Charges",
            "charge_ticket",
            "drop_charge",
            "record_paid",
            "show_charges",
        ),
        "records": (
            "TARIFF",
            "TariffRow",
            "current_tariff",
            "end_service",
            "list_tariff",
            "price_words",
            "set_price",
        ),
    },
)
