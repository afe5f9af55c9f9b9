"""All metrics by their id, and the settings that they read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from csconsole.metrics import callbacks, calls, quality, tickets
from csconsole.metrics.definition import Metric

METRICS: Final[Mapping[str, Metric]] = {
    metric.id: metric for metric in (*calls.METRICS, *tickets.METRICS, *quality.METRICS, *callbacks.METRICS)
}
"""Every metric, in the order of the documentation."""

SETTINGS: Final = tuple(
    dict.fromkeys(
        (
            "report.telephone_channels",
            *(key for metric in METRICS.values() for key in metric.settings),
            *(metric.target for metric in METRICS.values() if metric.target),
        )
    )
)
"""Every setting that a definition reads."""
