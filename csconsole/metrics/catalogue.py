"""All metrics by their id, and the settings that they read."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Final

from csconsole.metrics import attempts, callbacks, calls, enquiries, promises, quality, seats, tickets
from csconsole.metrics.definition import Metric, settings_of

METRICS: Final[Mapping[str, Metric]] = {
    metric.id: metric
    for metric in chain.from_iterable(
        part.METRICS for part in (calls, enquiries, seats, tickets, promises, quality, callbacks, attempts)
    )
}
"""Every metric, in the order of the documentation."""

SETTINGS: Final = settings_of(METRICS.values())
"""Every setting that a definition reads."""
