"""The weekly complaint digest: new and open ones, node durations, causes, measures (RPT-47, CMP-28)."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import complaints, meetings
from csconsole.services.context import Context
from csconsole.services.reports import build_report, report_text
from csconsole.tabular.columns import FileFormat
from tests.conftest import AsStaff
from tests.services.complaints.walking import register, walk


@pytest.mark.req("RPT-47", "CMP-28", "CMP-22")
def test_the_digest_has_new_and_open_ones_with_times_causes_and_measures(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    earlier = register(ctx, title="Earlier")
    clock.advance(days=7)
    row = register(ctx)
    walk(as_, row)
    meetings.assign_item(
        ctx, text="Check all seals", ticket=row.id, kind="rectification", owner_id=as_("handler").staff_id
    )
    about_her = register(ctx, title="Rude words")
    complaints.describe_complaint(ctx, about_her.id, {"against": "1007"})
    document = build_report(ctx, "complaint-week", date="today")
    blocks = {block.key: block for block in document.blocks}
    assert [one["number"] for one in blocks["new"].rows] == [row.number, about_her.number]
    assert blocks["new"].rows[0]["measure"] == "New pipe; All seals checked"
    assert [one["number"] for one in blocks["open"].rows] == [earlier.number]
    assert [(one["channel"], one["complaints"]) for one in blocks["nodes"].rows] == [("", 2)]
    assert [(one["cause"], one["count"]) for one in blocks["causes"].rows] == [("poor_repair", 1)]
    assert [(one["number"], one["text"]) for one in blocks["measures"].rows] == [
        (row.number, "Check all seals")
    ]
    assert "Weekly complaint digest" in report_text(document, FileFormat.MD)
    assert about_her.number not in repr(build_report(as_("agent"), "complaint-week", date="today"))
