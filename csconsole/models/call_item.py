"""The single items of a contact."""

from sqlmodel import Field

from csconsole.models.base import Record, link


class CallItem(Record, table=True):
    """One item of a contact 逐条记录 (CALL-02), passed to its own department."""

    __tablename__ = "call_item"

    call_id: int = link("call.id", nullable=False)
    position: int = 1
    kind: str = Field(default="consult", max_length=40)
    category_id: int | None = link("category.id")
    scope: str | None = Field(default=None, max_length=20)
    priority: str = Field(default="normal", max_length=20)
    content: str = ""
    answer: str | None = None
    outcome: str = Field(default="done", max_length=20)
    department_id: int | None = link("department.id")
    ticket_id: int | None = link("ticket.id")
    callback_id: int | None = link("callback.id")
