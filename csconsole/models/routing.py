"""Where tickets of a category go."""

from sqlmodel import Field

from csconsole.models.base import Record, link


class RoutingRule(Record, table=True):
    """One line of the routing table 派单规则 (TKT-03); empty columns fit everything, lower ``rank`` first.

    ``from_department_id`` is the department that the matter comes from: of who registered it. ``strategy`` is
    how the person is found, else the site's setting.
    """

    __tablename__ = "routing_rule"

    rank: int = Field(default=100, index=True)
    ticket_kind: str | None = Field(default=None, max_length=40)
    category_prefix: str | None = Field(default=None, max_length=120)
    zone: str | None = Field(default=None, max_length=80)
    building: str | None = Field(default=None, max_length=80)
    scope: str | None = Field(default=None, max_length=20)
    from_department_id: int | None = link("department.id")
    department_id: int = link("department.id", nullable=False)
    handler_id: int | None = link("staff.id")
    strategy: str | None = Field(default=None, max_length=20)
    active: bool = True
