"""The page ``docs/metrics.md``, made from the definitions. ``python tools/metrics_docs.py`` writes it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from csconsole.metrics.by_time import TIMES
from csconsole.metrics.catalogue import METRICS, SETTINGS
from csconsole.metrics.definition import Basis, Better, Measure, Metric
from csconsole.metrics.dimensions import DIMENSIONS
from csconsole.metrics.service_level import FORMULAS, FORMULAS_ZH
from csconsole.services.reports import REPORTS
from csconsole.services.settings import spec_of

PAGE = Path(__file__).resolve().parent.parent / "docs" / "metrics.md"
_HEAD = """# Metrics and reports

Made from the definitions in `csconsole/metrics/` and `csconsole/services/reports/`
by `tools/metrics_docs.py`; do not edit. Every number comes from records, and every number opens down to the
records that it counts (`--rows`, `--figure ID`, enter in mode 8). A rate prints its numerator, its
denominator and what is excluded, has one decimal, half up, and is `-` without a denominator (RPT-05).
"""


def metrics_page() -> str:
    """The whole page: reports, metrics, service-level formulas, dimensions."""
    parts = [_HEAD, "## Reports\n", "| name | source | report | 报表 | default period |", "| --- " * 5 + "|"]
    parts += [
        f"| `{spec.name}` | {spec.source} | {spec.en}: {spec.about_en} | {spec.zh} | {spec.default_period} |"
        for spec in REPORTS.values()
    ]
    parts += ["", "## Metrics\n", "| id | metric | 指标 | unit | formula | 公式 | target | source |"]
    parts += ["| --- " * 8 + "|", *(_row(metric) for metric in METRICS.values())]
    parts += ["", "## What a metric excludes, shows beside it, and reads from the settings\n"]
    parts += [line for metric in METRICS.values() if (line := _details(metric))]
    parts += ["", "## Service level: five formulas are in use\n"]
    parts.append(
        "T is `report.service_level_seconds`; in T includes the edge. The report prints the one it used.\n"
    )
    parts += ["| formula | in words | 说明 |", "| --- " * 3 + "|"]
    parts += [f"| {name} | {FORMULAS[name]} | {FORMULAS_ZH[name]} |" for name in FORMULAS]
    parts += ["", "## Dimensions\n"]
    parts.append(
        f"`--by` splits the figures of a report by: {', '.join(f'`{one}`' for one in (*DIMENSIONS, *TIMES))}."
    )
    return "\n".join(parts) + "\n"


def _row(metric: Metric) -> str:
    cells = (
        f"`{metric.id}`",
        metric.en,
        metric.zh,
        str(metric.unit),
        metric.formula_en,
        metric.formula_zh,
        _target(metric),
        metric.source,
    )
    return "| " + " | ".join(cells) + " |"


def _target(metric: Metric) -> str:
    if not metric.target:
        return ""
    sign = "<=" if metric.better is Better.LOWER else ">="
    return f"{sign} {spec_of(metric.target).default:g} % (`{metric.target}`)"


def _details(metric: Metric) -> str:
    parts = []
    if metric.excluded:
        parts.append("excluded: " + ", ".join(map(_excluded, metric.excluded)))
    if metric.shown:
        parts.append("beside it: " + ", ".join(one.en for one in metric.shown))
    if metric.settings:
        parts.append("settings: " + ", ".join(f"`{key}` ({spec_of(key).default})" for key in metric.settings))
    if metric.denominator is not None:
        parts.append("parts: " + ", ".join(f"`{one.key}`" for one in metric.measures(_BASIS)))
    return f"- `{metric.id}`: {'; '.join(parts)}" if parts else ""


def _excluded(measure: Measure) -> str:
    if not measure.excluded_when:
        return measure.en
    return f"{measure.en} ({'in' if measure.code else 'when'} `{measure.excluded_when}`)"


_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_BASIS = Basis(_EPOCH, _EPOCH, _EPOCH, 1, {key: spec_of(key).default for key in SETTINGS})


def main() -> int:
    """Write the page."""
    PAGE.write_text(metrics_page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
