"""Write the migration from the newest revision to the models as they are now.

usage: tools/make_migration.py REVISION "What it does"
Then read it, add what Alembic cannot see, and append REVISION to ``storage/schema.py``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy.engine import make_url

from csconsole.storage.engine import build_engine
from csconsole.storage.upgrade import alembic_config, run


def main(revision: str, message: str) -> None:
    """Upgrade an empty database to the newest revision, then let Alembic write the difference."""
    with tempfile.TemporaryDirectory() as folder:
        engine = build_engine(make_url(f"sqlite:///{Path(folder) / 'new.db'}"))
        with engine.connect() as connection, connection.begin():
            config = alembic_config(connection)
            if any((Path(config.get_main_option("script_location") or "") / "versions").glob("*.py")):
                run(connection, "head")
            command.revision(config, message=message, rev_id=revision, autogenerate=True)
        engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
