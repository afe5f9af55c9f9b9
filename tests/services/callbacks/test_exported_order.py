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


def planned(ctx: Context, earliest: int, due: int) -> str:
    """The number of a callback to be made so many days from now at the earliest, and by then."""
    return plan_callback(
        ctx,
        kind="ring_back",
        source="repair",
        reason="Ask again",
        phone="021-5550-0101",
        earliest_at=ctx.now() + earliest * DAY,
        due_at=ctx.now() + due * DAY,
    ).number


def exported(ctx: Context, folder: Path, filter: str, sort: str = "") -> list[str]:
    """The numbers of the callbacks in an export, as they stand there."""
    out = folder / "callbacks.jsonl"
    export_records(ctx, "callbacks", out=out, fmt=FileFormat.JSONL, filter=filter, sort=sort)
    return [json.loads(line)["number"] for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("view", ["later", "all"])
def test_an_export_stands_as_the_list_does(ctx: Context, tmp_path: Path, view: str) -> None:
    for earliest, due in ((3, 4), (2, 5), (1, 6)):
        planned(ctx, earliest, due)
    screen = CallbacksScreen()
    screen.view = view
    numbers = exported(ctx, tmp_path, screen.export_filter(), screen.export_sort())
    assert numbers == [row.number for row in list_callbacks(ctx, view=view).rows]
    assert len(numbers) == 3


def test_an_order_that_was_asked_for_is_kept() -> None:
    screen = CallbacksScreen()
    screen.view = "later"
    assert screen.export_sort() == ""
    screen.sort = "number"
    assert screen.export_sort() == "number"


@pytest.mark.parametrize("filter", ["view:later", "清单:以后", "view:Later kind:ring_back"])
def test_a_filter_for_a_list_has_its_order_in_exports_and_lists(
    ctx: Context, tmp_path: Path, filter: str
) -> None:
    numbers = [planned(ctx, earliest, due) for earliest, due in ((3, 4), (2, 5), (1, 6))]
    assert [row.number for row in list_callbacks(ctx, filter=filter).rows] == numbers[::-1]
    assert exported(ctx, tmp_path, filter) == numbers[::-1]
    assert exported(ctx, tmp_path, f"{filter} sort:due") == numbers
    assert exported(ctx, tmp_path, "view:due or view:later") == numbers
