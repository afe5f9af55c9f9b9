"""The arithmetic of metrics: service level, rounding, no denominator."""

from __future__ import annotations

from decimal import Decimal

import pytest

from csconsole.metrics.rounding import mean, percent, tenth
from csconsole.metrics.service_level import Counts, service_level
from csconsole.services.reports import part_label

EXAMPLE = Counts(answered=1000, answered_in_time=860, abandoned=60, abandoned_in_time=20, abandoned_short=10)


@pytest.mark.req("RPT-07")
@pytest.mark.parametrize(
    ("formula", "exact"),
    [("1", "83.02"), ("2", "86.00"), ("3", "81.13"), ("4", "82.69"), ("5", "82.08"), ("5b", "81.90")],
)
def test_the_worked_example_of_the_trade(formula: str, exact: str) -> None:
    numerator, denominator = service_level(formula, EXAMPLE)
    assert f"{100 * numerator / denominator:.2f}" == exact


@pytest.mark.req("RPT-07")
def test_the_second_example_leaves_short_abandons_out() -> None:
    counts = Counts(
        answered=300, answered_in_time=200, abandoned=100, abandoned_in_time=50, abandoned_short=50
    )
    numerator, denominator = service_level("5b", counts)
    assert (numerator, denominator) == (200, 350)
    assert f"{100 * numerator / denominator:.2f}" == "57.14"


def test_an_unknown_formula_is_refused() -> None:
    with pytest.raises(KeyError):
        service_level("6", EXAMPLE)


@pytest.mark.req("RPT-05")
@pytest.mark.parametrize(
    ("numerator", "denominator", "value"),
    [
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 8, "12.5"),
        (1, 16, "6.3"),  # 6.25: half up, not to even
        (1, 2000, "0.1"),  # 0.05 up
        (1, 2001, "0.0"),
        (0, 5, "0.0"),
        (5, 5, "100.0"),
    ],
)
def test_rates_have_one_decimal_half_up(numerator: int, denominator: int, value: str) -> None:
    assert percent(numerator, denominator) == Decimal(value)


@pytest.mark.req("RPT-05")
def test_without_a_denominator_there_is_no_value() -> None:
    assert percent(0, 0) is None
    assert mean(7, 0) is None


def test_rounding_goes_away_from_zero() -> None:
    assert tenth(Decimal("-0.25")) == Decimal("-0.3")


def test_the_metrics_page_is_up_to_date() -> None:
    from tools.metrics_docs import PAGE, metrics_page

    assert PAGE.read_text(encoding="utf-8") == metrics_page(), "run python tools/metrics_docs.py"


@pytest.mark.req("RPT-05")
def test_every_metric_says_what_it_is_in_both_languages() -> None:
    from csconsole.metrics.catalogue import METRICS, SETTINGS
    from csconsole.services.settings import spec_of

    for metric in METRICS.values():
        assert all((metric.en, metric.zh, metric.formula_en, metric.formula_zh, metric.source)), metric.id
        assert metric.zh != metric.en
    for key in SETTINGS:
        assert spec_of(key)


@pytest.mark.req("RPT-08")
def test_numerator_and_denominator_say_what_they_count() -> None:
    assert part_label("calls.loss_rate", "numerator") == "numerator: lost (rang out) + abandoned"
    assert part_label("calls.loss_rate", "denominator") == "denominator: inbound calls"
