"""Departments, staff and their sign-in tokens."""

from datetime import datetime

from sqlmodel import Field

from csconsole.models.base import Record, instant, json_list, link


class Department(Record, table=True):
    """A responsible department 责任部门, a team or a site: a target of tickets (SEC-01)."""

    code: str = Field(unique=True, max_length=40)
    name_en: str = Field(max_length=80)
    name_zh: str = Field(max_length=80)
    parent_id: int | None = link("department.id")
    head_id: int | None = Field(default=None, index=True)
    active: bool = True


class Staff(Record, table=True):
    """A staff member 员工 with a unique staff number 工号 (REF-34)."""

    staff_no: str = Field(unique=True, max_length=20)
    name: str = Field(max_length=80)
    pinyin: str = Field(default="", max_length=160)
    initials: str = Field(default="", max_length=40)
    roles: list[str] = json_list()
    department_id: int | None = link("department.id")
    extension: str | None = Field(default=None, max_length=20, index=True)
    phone: str | None = Field(default=None, max_length=40)
    skills: list[str] = json_list()
    zone: str | None = Field(default=None, max_length=80)
    capacity: int | None = None
    away_until: datetime | None = instant()
    away_reason: str | None = Field(default=None, max_length=120)
    language: str | None = Field(default=None, max_length=5)
    password_hash: str | None = None
    solo: bool = False
    active: bool = True
    failed_sign_ins: int = 0
    locked_until: datetime | None = instant()
    last_sign_in_at: datetime | None = instant()
