"""What ``E`` exports of a list of callbacks stands in the order in which the list shows it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from csconsole.screens.callbacks import CallbacksScreen
from csconsole.services.callbacks import list_callbacks, plan_callback
from csconsole.services.context import Context
from csconsole.services.exports import export_records
from csconsole.tabular.columns import FileFormat

DAY = timedelta(days=1)


@pytest.mark.parametrize("view", ["later", "all"])
def test_an_export_stands_as_the_list_does(ctx: Context, tmp_path: Path, view: str) -> None:
    for earliest, due in ((3, 4), (2, 5), (1, 6)):
        now = ctx.now()
        plan_callback(
            ctx,
            kind="ring_back",
            source="repair",
            reason="Ask again",
            phone="021-5550-0101",
            earliest_at=now + earliest * DAY,
            due_at=now + due * DAY,
        )
    screen = CallbacksScreen()
    screen.view = view
    out = tmp_path / "callbacks.jsonl"
    export_records(
        ctx,
        "callbacks",
        out=out,
        fmt=FileFormat.JSONL,
        filter=screen.export_filter(),
        sort=screen.export_sort(),
    )
    exported = [json.loads(line)["number"] for line in out.read_text(encoding="utf-8").splitlines()]
    assert exported == [row.number for row in list_callbacks(ctx, view=view).rows]
    assert len(exported) == 3


def test_an_order_that_was_asked_for_is_kept() -> None:
    screen = CallbacksScreen()
    screen.view = "later"
    assert screen.export_sort() == "ready"
    screen.filter = "sort:-due"
    assert screen.export_sort() == ""
    screen.sort = "number"
    assert screen.export_sort() == "number"
