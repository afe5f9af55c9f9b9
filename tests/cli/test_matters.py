"""``csconsole referral`` and ``csconsole incident``."""

from __future__ import annotations

import pytest

from tests.conftest import CommandLine


@pytest.mark.req("TKT-23", "TKT-32")
def test_a_referral_is_replied_to_and_an_incident_reported(cli: CommandLine) -> None:
    number = cli("ticket", "new", "Lift stands", "--kind=incident", "--format=json").json["number"]
    given = ("--source=regulator", "--body=Authority", "--reference=A-1", "--due=3wd")
    received = cli("referral", "receive", number, *given, "--format=json", as_="agent")
    assert (received.code, received.json["reference"]) == (0, "A-1")
    assert [row["number"] for row in cli("referral", "list", "--format=json").json] == [number]
    corrected = cli("referral", "edit", number, "--reference=A-2", "--reason=typed wrong", "--format=json")
    assert (corrected.code, corrected.json["reference"]) == (0, "A-2")
    assert cli("incident", "describe", number, "--type=lift", as_="agent").code == 4
    described = cli("incident", "describe", number, "--type=电梯困人", "--plan=L-1", "--format=json")
    assert (described.json["incident_type"], described.json["plan"]) == ("lift", "L-1")
    assert cli("incident", "record", number, "notified", "Lift firm").code == 0
    assert cli("incident", "activate", number).code == 0
    assert len(cli("incident", "list", "--format=json").json) == 1
    closing = cli("ticket", "cancel", number, "--reason=Entered twice", "--format=json")
    assert closing.code == 0
    reported = cli("incident", "report", number, "Director", "--format=json").json
    assert (reported["reported_to"], reported["records"][0]["text"]) == ("Director", "Lift firm")
    assert cli("referral", "reply", number, "Entered twice").code == 0
    assert cli("referral", "list", "--format=json").json == []
