"""The ways in which contacts arrive: data of packs, extended by the site."""

from sqlmodel import Field

from csconsole.models.base import Record


class Channel(Record, table=True):
    """A way in which a contact arrives 渠道 (REF-01)."""

    code: str = Field(unique=True, max_length=40)
    name_en: str = Field(max_length=80)
    name_zh: str = Field(max_length=80)
    telephone: bool = False
    sort: int = 0
    active: bool = True
