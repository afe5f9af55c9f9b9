"""The database as a whole: made, backed up, restored, checked, copied between engines, its version
(SEC-16).
"""

from __future__ import annotations

from csconsole.services.database.backup import BackupReport, backup_database
from csconsole.services.database.check import DAILY, CheckReport, Finding, check_database, mend_database
from csconsole.services.database.copy import CopyReport, copy_database
from csconsole.services.database.create import create_database, create_solo, refuse_existing
from csconsole.services.database.restore import RestoreReport, restore_database
from csconsole.services.database.status import (
    DatabaseStatus,
    database_status,
    upgrade_database,
    wrong_version,
)

__all__ = [
    "DAILY",
    "BackupReport",
    "CheckReport",
    "CopyReport",
    "DatabaseStatus",
    "Finding",
    "RestoreReport",
    "backup_database",
    "check_database",
    "copy_database",
    "create_database",
    "create_solo",
    "database_status",
    "mend_database",
    "refuse_existing",
    "restore_database",
    "upgrade_database",
    "wrong_version",
]
