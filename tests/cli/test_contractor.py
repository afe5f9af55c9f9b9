"""``csconsole contractor``: the register, a job from giving to its end."""

from __future__ import annotations

import pytest

from tests.conftest import CommandLine


@pytest.mark.req("TKT-14", "TKT-29")
def test_a_job_from_giving_to_its_end(cli: CommandLine) -> None:
    number = cli("ticket", "new", "Loose rail", "--kind=inspection", "--format=json").json["number"]
    added = cli("contractor", "add", "Drybuild Ltd", "--trade=土建", "--until=2027-12-31", "--format=json")
    assert (added.code, added.json["trade"]) == (0, "construction")
    key = str(added.json["id"])
    assert cli("contractor", "edit", key, "--until=soon").code == 2
    job = cli("contractor", "give", number, key, "--due=3wd", "--format=json").json
    assert (job["contractor"], job["follower"]) == ("Drybuild Ltd", "Sun Yue")
    chased = cli("contractor", "chase", str(job["id"]), "Called", "--format=json").json
    assert (chased["chases"], chased["notes"][0]["text"]) == (1, "Called")
    followed = cli("contractor", "follow", str(job["id"]), "2001", "--reason=Sun is away", "--format=json")
    assert followed.json["follower"] == "赵文"
    issue = cli("contractor", "issue", str(job["id"]), "Dust", "--format=json").json["notes"][1]["id"]
    assert cli("contractor", "end", str(job["id"]), "--result=Tight").code == 1
    assert cli("contractor", "issue", str(issue), "--settle").code == 0
    claimed = cli("contractor", "claim", str(job["id"]), "--reason=Wet", "--format=json").json
    assert claimed["claim_rung"] == "zone_officer"
    assert cli("contractor", "ageing", "--format=json").json[0]["open"] == 1
    assert cli("contractor", "end", str(job["id"]), "--result=Tight", "--score=4").code == 0
    assert cli("contractor", "list", "--trade=construction", "--format=json").json[0]["score"] == 4
    assert cli("contractor", "jobs", "--format=json").json == []
    assert cli("contractor", "season", "--format=json").json == []
