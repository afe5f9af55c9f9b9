"""The tokens with which commands sign in."""

from datetime import datetime

from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class SignInToken(Record, table=True):
    """A token of the command line; only its hash is stored."""

    __tablename__ = "sign_in_token"

    staff_id: int = link("staff.id", nullable=False)
    token_hash: str = Field(unique=True, max_length=64)
    expires_at: datetime | None = instant(nullable=False)
    revoked_at: datetime | None = instant()
