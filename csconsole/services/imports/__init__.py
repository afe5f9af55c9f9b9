"""Imports of telephone files and tables; telling the same twice changes nothing (CUS-28)."""

from csconsole.services.imports.cdr import import_cdr
from csconsole.services.imports.queue_log import import_queue_log
from csconsole.services.imports.summary import ImportSummary, RejectedRow

__all__ = ["ImportSummary", "RejectedRow", "import_cdr", "import_queue_log"]
