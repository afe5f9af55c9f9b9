"""The day book has each item of a contact by itself, and until when an answer is owed (CALL-02, RPT-42)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.models import Category
from csconsole.services.calls import NewItem, log_call
from csconsole.services.context import Context
from csconsole.services.reports import build_report


@pytest.mark.req("CALL-02", "RPT-42")
def test_each_item_and_what_comes_next(ctx: Context) -> None:
    with ctx.write() as uow:
        for code in ("consult", "repair"):
            uow.create(Category(code=code, name_en=code, name_zh=code))
    log_call(ctx, phone="199 0000 0102", summary="one matter", category="consult")
    assert "items" not in {block.key for block in build_report(ctx, "day-book", date="today").blocks}
    two = log_call(
        ctx,
        phone="199 0000 0101",
        items=[
            NewItem(content="leak", category="repair", outcome="done"),
            NewItem(content="when is it due", category="consult", outcome="wait"),
        ],
        next_answer_at=ctx.now() + timedelta(hours=2),
    )
    blocks = {block.key: block for block in build_report(ctx, "day-book", date="today").blocks}
    assert [(row["number"], row["what"], row["outcome"]) for row in blocks["items"].rows] == [
        (two.number, "leak", "done"),
        (two.number, "when is it due", "wait"),
    ]
    assert [row["next"] for row in blocks["contacts"].rows] == ["", "answer by 11-23 11:00"]
