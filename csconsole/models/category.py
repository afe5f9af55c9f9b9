"""The category tree: data of packs, extended by the site."""

from sqlmodel import Field

from csconsole.models.base import Record, json_object, link


class Category(Record, table=True):
    """One node of the category tree 业务分类 (CALL-08); ``code`` is its path: ``repair.water.leak``."""

    code: str = Field(unique=True, max_length=120)
    parent_id: int | None = link("category.id")
    name_en: str = Field(max_length=120)
    name_zh: str = Field(max_length=120)
    contact_type: str | None = Field(default=None, max_length=40)
    ticket_kind: str | None = Field(default=None, max_length=40)
    department_id: int | None = link("department.id")
    policy: str | None = Field(default=None, max_length=60)
    sort: int = 0
    active: bool = True
    pack: str = Field(default="site", max_length=40)
    custom: dict[str, object] = json_object()
