"""Contact persons by name, pinyin and initials: a caller is found by them while the number is typed."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Contact persons by name, pinyin and initials."""
    op.create_index("ix_contact_person_name", "contact_person", ["name"], unique=False)
    op.create_index("ix_contact_person_pinyin", "contact_person", ["pinyin"], unique=False)
    op.create_index("ix_contact_person_initials", "contact_person", ["initials"], unique=False)
