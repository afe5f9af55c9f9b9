"""The repair-type table 报修知识/保修期 (TKT-17): data of packs, extended by the site."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from csconsole.models.base import Record


class RepairType(Record, table=True):
    """What to ask, to advise and to bring for repairs of a category and those below it; one line each."""

    __tablename__ = "repair_type"

    category: str = Field(unique=True, max_length=120)
    questions_en: str = ""
    questions_zh: str = ""
    tips_en: str = ""
    tips_zh: str = ""
    equipment_en: str = ""
    equipment_zh: str = ""
    pack: str = Field(default="site", max_length=40)


class WarrantyPart(Record, table=True):
    """How many months a part that repairs of a category are about is under warranty; 0: never."""

    __tablename__ = "warranty_part"
    __table_args__ = (UniqueConstraint("category", "code"),)

    category: str = Field(max_length=120)
    code: str = Field(max_length=40)
    name_en: str = Field(max_length=120)
    name_zh: str = Field(max_length=120)
    months: int = 0
    sort: int = 0
    active: bool = True
    pack: str = Field(default="site", max_length=40)
