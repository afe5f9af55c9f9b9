"""Times and days at the end of time are refused, and the field is named."""

from __future__ import annotations

import pytest

from csconsole.models import Category
from csconsole.services.context import Context
from tests.conftest import CommandLine

PHONE = "--phone=199 0000 0101"
LAST = "9999-12-31 23:59"


@pytest.mark.req("CBK-02")
@pytest.mark.parametrize(
    ("words", "field"),
    [
        (("callback", "plan", "--reason=invoice", PHONE, f"--due={LAST}"), "due_at"),
        (
            ("callback", "plan", "--reason=invoice", PHONE, f"--earliest={LAST}"),
            "earliest_at",
        ),
        (("ticket", "new", "Lamp", "--kind=other", f"--promise={LAST}"), "promised_at"),
        (("customer", "add", "Ann", "--birthday=0001-01-01"), "birthday"),
        (("customer", "add", "Ann", "--handed-over=9999-12-31"), "handed_over_on"),
        (("contractor", "add", "Drybuild", "--trade=土建", "--until=0001-01-01"), "contract_until"),
        (("tariff", "set", "water.tap", "30", "--zh=阀", "--from=0001-01-01"), "valid_from"),
        (("tariff", "set", "water.tap", "30", "--zh=阀", "--from=9999-01-01"), "valid_from"),
    ],
)
def test_it_is_refused_by_its_field(cli: CommandLine, words: tuple[str, ...], field: str) -> None:
    ran = cli(*words, as_="admin" if words[0] == "tariff" else "supervisor")
    # a time too far ahead is refused by a rule, a day of no calendar in use is no day at all
    assert ran.code == (1 if field.endswith("_at") else 2), (ran.stdout, ran.stderr)
    assert field in ran.stderr


def test_of_a_call_too(ctx: Context, cli: CommandLine) -> None:
    with ctx.write() as uow:
        uow.create(Category(code="consult.fees", name_en="Fees", name_zh="费用"))
    log = ("call", "log", PHONE, "--name=Ms Zhu", "--summary=fees", "--category=consult.fees")
    for option, outcome in (("callback-at", "callback"), ("next-answer", "wait")):
        ran = cli(*log, f"--outcome={outcome}", f"--{option}={LAST}", as_="agent")
        assert ran.code == 1, (ran.stdout, ran.stderr)
        assert "five years" in ran.stderr


def test_a_name_that_nobody_sees_and_a_price_below_zero(cli: CommandLine) -> None:
    unseen = cli("tariff", "set", "water.tap", "30", "--zh=\u200b\u200d\u200c", as_="admin")
    assert (unseen.code, "name_zh" in unseen.stderr) == (1, True)
    below = cli("tariff", "set", "water.tap", "-1", as_="admin")
    assert (below.code, "below zero" in below.stderr, "option" in below.stderr) == (2, True, False)
