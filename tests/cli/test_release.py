"""``csconsole release`` and the export that uses a request (SEC-12)."""

from __future__ import annotations

import pytest

from tests.conftest import CommandLine


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
