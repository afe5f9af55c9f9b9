"""Every metric: one definition with name, formula, unit, numerator, denominator, exclusions and source.

``catalogue.METRICS`` maps an id such as ``calls.loss_rate`` to its ``Metric``. ``evaluate.figures`` computes
any of them for a period from the daily figures, and from the records where those cannot tell;
``evaluate.rows_of`` gives the very rows that a number counts, because all are made from the same conditions.
Nothing here is typed in by hand: every number comes from records (RPT-01). ``docs/metrics.md`` is generated
from these definitions.
"""
