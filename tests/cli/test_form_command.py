"""``csconsole form``: fields in words for people and as data for programs; an empty ``--set`` is seen."""

from __future__ import annotations

import pytest

from csconsole.services.context import Context
from csconsole.services.forms import open_form, take_form
from tests.conftest import CommandLine
from tests.services.complaints.walking import register


@pytest.mark.req("FRM-02", "FRM-15")
def test_people_read_fields_in_words_and_programs_as_stored(cli: CommandLine, ctx: Context) -> None:
    fields = {"claimed": "900.50", "reason": "damage", "payer": "company", "documents": "invoice"}
    form = open_form(ctx, "compensation", ticket=register(ctx).id, fields=fields)
    take_form(ctx, form.id, "negotiate", {"offers": "500"})
    take_form(ctx, form.id, "agree", {"amount": "800", "signer": "Ouyang"})
    page = cli("form", "list", "--format", "md").stdout
    assert "Claimed 900.50" in page
    assert "{" not in page
    shown = cli("form", "show", form.number).stdout
    assert "Amount 800.00" in shown
    (row,) = cli("form", "list", "--format", "json").json
    assert (row["fields"]["claimed"], row["fields"]["payer"], row["missing"]) == (90050, "company", [])
    assert row["signatures"][0]["name"] == "Ouyang"
    emptied = cli("form", "step", form.number, "cancel", "--reason", "no", "--set", "claimed=")
    assert emptied.code == 1
    assert "Claimed" in emptied.stderr


@pytest.mark.req("FRM-02")
def test_forms_are_filtered_by_a_state_that_they_have(cli: CommandLine, ctx: Context) -> None:
    open_form(
        ctx,
        "compensation",
        ticket=register(ctx).id,
        fields={"claimed": "90", "reason": "damage", "payer": "company", "documents": "invoice"},
    )
    for state, rows in (("claimed", 1), ("已申请", 1), ("paid", 0)):
        assert len(cli("form", "list", "--filter", f"state:{state}", "--format=json").json) == rows
    assert (
        len(cli("form", "list", "--filter", "form:compensation", "--sort=state", "--format=json").json) == 1
    )
    for wrong in ("state:nonsense", "form:nonsense"):
        assert cli("form", "list", "--filter", wrong).code == 2
