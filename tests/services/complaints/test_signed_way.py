"""How the customer signed is a code: on site or by phone (CMP-01)."""

from __future__ import annotations

import pytest

from csconsole.errors import InvalidInputError
from csconsole.i18n import set_language
from csconsole.services import complaints
from csconsole.services.context import Context
from tests.conftest import AsStaff
from tests.services.complaints.walking import register, take, walk

pytestmark = pytest.mark.req("CMP-01")


def test_the_acceptance_says_who_and_how_and_the_slip_too(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    row = walk(as_, register(agent), to="decide")
    with pytest.raises(InvalidInputError):
        take(
            agent,
            row,
            "implement",
            acceptance="Ouyang",
            signed_way="on the moon",
            measure="x",
            penalty="none",
        )
    take(agent, row, "implement", acceptance="Ouyang", signed_way="现场", measure="x", penalty="none")
    said = [entry for one in complaints.show_complaint(ctx, row.id).steps for entry in one.entries]
    assert said[-1]["signed_way"] == "on_site"
    assert "Ouyang On site" in complaints.complaint_slip(ctx, row.id)


@pytest.mark.parametrize(
    ("way", "words"), [("phone", "By phone"), ("on_site", "On site"), (None, "By phone")]
)
def test_the_answer_at_the_callback_says_it_too(
    ctx: Context, as_: AsStaff, way: str | None, words: str
) -> None:
    agent = as_("agent")
    row = walk(as_, register(agent))
    complaints.record_feedback(agent, row.id, satisfaction="satisfied", signer="Ouyang", signed_way=way)
    assert f"Ouyang {words}" in complaints.complaint_slip(ctx, row.id)


@pytest.mark.req("CMP-01")
def test_the_slip_says_the_matter_once_and_separates_as_the_language_does(as_: AsStaff) -> None:
    told = "The repair did not last, water again"
    row = walk(as_, register(as_("agent"), title="The repair did not last", description=told), to="decide")
    set_language("zh")
    slip = complaints.complaint_slip(as_("supervisor"), row.id)
    assert slip.count("The repair did not last") == 1
    assert "new seal；new pipe" in slip
