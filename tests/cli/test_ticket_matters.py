"""Charges, disputes, the routing table, two persons and repair slips on the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest


def number_of(result: Any) -> str:
    found: str = json.loads(result.stdout)["number"]
    return found


@pytest.mark.req("TKT-24")
def test_a_chargeable_service_from_tariff_to_payment(cli: Any) -> None:
    cli("tariff", "set", "water.tap", "30", "--en", "Tap", "--zh", "水龙头", "--unit", "piece", as_="admin")
    cli("tariff", "set", "water.tap", "35.50", "--from", "2026-12-01", as_="admin")
    listed = cli("tariff", "list", "--all", "--format", "jsonl", as_="agent").stdout.splitlines()
    assert [json.loads(line)["state"] for line in listed] == ["coming", "current"]
    where = ("--scope", "in_home", "--address", "3-502", "--phone", "021-5550-0101", "--contact", "Ouyang")
    new = cli("ticket", "new", "New tap", "--kind", "special_service", *where, "--format", "json")
    number = number_of(new)
    refused = cli("ticket", "charge", number, "water.tap")
    assert (refused.code, "appointment" in refused.stderr) == (1, True)
    charged = cli(
        *("ticket", "charge", number, "water.tap", "--quantity", "2", "--appointment", "tomorrow 10:00"),
        *("--format", "json"),
    )
    assert json.loads(charged.stdout)["total"] == "60.00"
    assert "Tap: 2 × 30.00 = 60.00 (tariff from 2026-11-23)" in charged.stderr
    assert json.loads(cli("ticket", "paid", number, "--no", "--format", "json").stdout)["paid"] is False
    assert number in cli("ticket", "list", "--filter", "paid:no").stdout


@pytest.mark.req("TKT-25")
def test_a_dispute_goes_to_court_and_comes_back(cli: Any) -> None:
    new = cli("ticket", "new", "Noise", "--kind", "dispute", "--handler", "2001", "--format", "json")
    number = number_of(new)
    cli("dispute", "open", number, "--first", "3-502", "--second", "3-602")
    cli("dispute", "mediate", number, "Carpets were offered")
    shown = json.loads(
        cli("dispute", "court", number, "District court (2026) 117", "--format", "json").stdout
    )
    assert (shown["frozen"], len(shown["talks"])) == (True, 1)
    refused = cli("ticket", "accept", number, as_="handler")
    assert (refused.code, "in litigation" in refused.stderr) == (1, True)
    assert number in cli("dispute", "list").stdout
    over = cli("dispute", "court-over", number, "Quiet after ten", "--settles", "--format", "json")
    assert json.loads(over.stdout)["outcome"] == "judged"
    assert cli("ticket", "accept", number, as_="handler").code == 0


@pytest.mark.req("TKT-03", "TKT-28")
def test_the_routing_table_and_two_persons(cli: Any) -> None:
    line = json.loads(
        cli(
            "routing", "add", "ENG", "--kind", "repair", "--building", "3", "--format", "json", as_="admin"
        ).stdout
    )
    assert (line["rank"], line["department"]) == (96, "ENG")
    cli("routing", "edit", str(line["id"]), "--inactive", as_="admin")
    assert '"active": false' in cli("routing", "list", "--format", "json").stdout
    cli("setting", "set", "ticket.assignees", '{"internal": 2}', as_="admin")
    number = number_of(cli("ticket", "new", "Ladder work", "--kind", "internal", "--format", "json"))
    alone = cli("ticket", "dispatch", number, "--handler", "2001")
    assert (alone.code, "Name the second person" in alone.stderr) == (1, True)
    both = cli("ticket", "dispatch", number, "--handler", "2001", "--second", "2002", "--format", "json")
    assert json.loads(both.stdout)["second_handler"] == "Fan Lu"


@pytest.mark.req("TKT-27")
def test_repair_slips_of_the_house(cli: Any) -> None:
    number = number_of(cli("ticket", "new", "Lamp", "--kind", "internal", "--format", "json"))
    assert number in cli("ticket", "slips").stdout
    assert number not in cli("ticket", "slips", "--late").stdout
    assert cli("ticket", "submit-slip", number).code == 0
    assert number not in cli("ticket", "slips").stdout
