"""Imports of telephone files and tables; telling the same twice changes nothing (CUS-28)."""

from csconsole.services.imports.batches import Progress
from csconsole.services.imports.calls import import_calls
from csconsole.services.imports.categories import import_categories
from csconsole.services.imports.cdr import import_cdr
from csconsole.services.imports.customers import import_customers
from csconsole.services.imports.queue_log import import_queue_log
from csconsole.services.imports.summary import ImportSummary, RejectedRow

__all__ = [
    "ImportSummary",
    "Progress",
    "RejectedRow",
    "import_calls",
    "import_categories",
    "import_cdr",
    "import_customers",
    "import_queue_log",
]
