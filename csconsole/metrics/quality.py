"""Metrics of the quality list (TKT-26) and of training and maintenance (TKT-19)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import and_
from sqlmodel import col

from csconsole.metrics.definition import Measure, Metric, count_of
from csconsole.models import Ticket

VISIT_KINDS: Final = ("training", "field_service")
"""Types of tickets that are visits to a site: training and maintenance 培训维护, field service 上门."""

_STANDS: Final = col(Ticket.state) != "cancelled"
_TAGGED: Final = col(Ticket.product).is_not(None)


def _metric(
    name: str, source: str, key: str, where: Any, words: tuple[str, str], title: tuple[str, str]
) -> Metric:
    measure = Measure(f"ticket.{key}", *words, Ticket, where, at=Ticket.reported_at)
    return count_of(name, source, measure, *title)


METRICS: Final = (
    _metric(
        "quality.tickets",
        "TKT-26",
        "tagged",
        _TAGGED,
        ("tickets with a product", "有产品标签的工单"),
        ("Tickets about products", "产品相关工单"),
    ),
    _metric(
        "quality.defects",
        "TKT-26",
        "defects",
        and_(_TAGGED, col(Ticket.defect).is_not(None)),
        ("tickets with a product and a defect", "有产品及缺陷标签的工单"),
        ("Defects of products", "产品缺陷"),
    ),
    _metric(
        "quality.complaints",
        "TKT-26",
        "product_complaints",
        and_(_TAGGED, col(Ticket.kind) == "complaint"),
        ("complaints with a product", "有产品标签的投诉"),
        ("Complaints about products", "产品投诉"),
    ),
    _metric(
        "sites.visits",
        "TKT-19",
        "site_visits",
        and_(col(Ticket.kind).in_(VISIT_KINDS), _STANDS),
        (
            "training, maintenance and field-service tickets reported, not cancelled",
            "未作废的培训维护及上门服务工单",
        ),
        ("Visits to sites", "上门服务"),
    ),
    _metric(
        "sites.training",
        "TKT-19",
        "site_training",
        and_(col(Ticket.kind) == "training", _STANDS),
        ("training and maintenance tickets reported, not cancelled", "未作废的培训维护工单"),
        ("Training and maintenance", "培训维护"),
    ),
)
