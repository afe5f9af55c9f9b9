"""Business forms 表单: records of the forms that are defined as data (FRM-01, FRM-02)."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from csconsole.models.base import Record, instant, json_list, json_object, link


class FormRecord(Record, table=True):
    """One filled-in form. ``form`` and ``form_version`` name its definition, ``fields`` holds what it says;
    ``signatures`` are ``{as, by, name, at}``, one of each person. ``ended_at`` is empty while it is open.
    """

    __tablename__ = "form_record"

    number: str = Field(unique=True, max_length=24)
    form: str = Field(max_length=40, index=True)
    form_version: int = 1
    state: str = Field(max_length=30)
    ticket_id: int | None = link("ticket.id")
    customer_id: int | None = link("customer.id")
    department_id: int | None = link("department.id")
    by_id: int | None = link("staff.id")
    fields: dict[str, Any] = json_object()
    signatures: list[Any] = json_list()
    note: str = ""
    ended_at: datetime | None = instant()
