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
