"""``csconsole release`` and the export that uses a request (SEC-12)."""

from __future__ import annotations

import pytest

from csconsole.services.context import Context
from csconsole.services.exports.account import account_of_today
from csconsole.services.exports.leaving import CUSTOMERS, RECORDS
from tests.conftest import CommandLine

REFERRED = ("--source=regulator", "--body=Authority", "--reference=A-1", "--due=3wd")


@pytest.mark.req("SEC-12")
def test_ask_approve_export_once(cli: CommandLine) -> None:
    cli("setting", "set", "export.bulk_customers", "0", as_="admin")
    cli("customer", "add", "Ann")
    refused = cli("export", "customers")
    assert (refused.code, "csconsole release request" in refused.stderr) == (1, True)
    asked = cli("release", "request", "--reason=yearly letter", "--format=json")
    assert (asked.code, asked.json["state"], asked.json["rows"]) == (0, "requested", 1)
    number = asked.json["number"]
    assert cli("release", "approve", number).code == 4
    waiting = cli("release", "list", "--filter=state:requested", "--format=json", as_="manager")
    assert [row["number"] for row in waiting.json] == [number]
    assert cli("release", "approve", "R-1", "--remark=letter only", as_="manager").code == 0
    assert cli("export", "customers", f"--request={number}").code == 0
    again = cli("export", "customers", f"--request={number}")
    assert (again.code, number in again.stderr) == (1, True)
    assert cli("release", "refuse", number, "--reason=late", as_="manager").code == 1


@pytest.mark.req("SEC-12", "SEC-05")
def test_what_names_customers_is_counted_when_it_goes_to_a_program(cli: CommandLine, ctx: Context) -> None:
    def given_out() -> int:
        with ctx.read() as uow:
            return sum(account_of_today(ctx, uow, limit.kinds).total for limit in (CUSTOMERS, RECORDS))

    key = str(cli("customer", "add", "Ouyang", "--format=json").json["id"])
    number = cli("ticket", "new", "Loose rail", "--kind=inspection", "--format=json").json["number"]
    assert cli("subtask", "ask", number, "ENG", "Who fixes it?", "--due=3wd").code == 0
    firm = cli(
        "contractor", "add", "Drybuild Ltd", "--trade=土建", "--until=2027-12-31", "--format=json"
    ).json
    assert cli("contractor", "give", number, str(firm["id"]), "--due=3wd").code == 0
    assert cli("referral", "receive", number, *REFERRED).code == 0
    lists = (("subtask", "list"), ("referral", "list"), ("contractor", "jobs"), ("due", "list"))
    for words in (("customer", "show", key), ("customer", "show", key, "--timeline"), *lists):
        before = given_out()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdout.isatty", lambda: True, raising=False)
            assert cli(*words).code == 0, words
        assert given_out() == before, "a table at the terminal is for a person"
        ran = cli(*words, "--format=json")
        assert ran.code == 0, ran.stderr
        rows = len(ran.json) if isinstance(ran.json, list) else 1
        assert rows > 0, words
        assert given_out() == before + rows, words
        assert cli(*words).code == 0
        known = words == ("customer", "show", key)  # the key of the record tells that it was counted
        assert given_out() == before + (rows if known else 2 * rows), f"{words} where > leads"
