"""Registers that grow for years are read page by page, filtered and sorted, in the screens as in commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import CsconsoleError
from csconsole.services import assets, subtasks, tickets, violations
from csconsole.services.context import Context
from csconsole.services.departments import list_departments
from csconsole.services.forms import list_forms, open_form, take_form
from csconsole.services.knowledge import list_shelf
from csconsole.services.notices import publish_notice
from csconsole.services.packs import install_pack
from tests.conftest import AsStaff, CommandLine
from tests.services.tickets.registering import register

Read = Callable[..., Any]
MADE = 5


def _forms(ctx: Context, _as: AsStaff) -> Read:
    for _n in range(MADE):
        open_form(ctx, "compensation", ticket=register(ctx).id, complete=False)
    return list_forms


def _violations(ctx: Context, _as: AsStaff) -> Read:
    for n in range(MADE):
        violations.record_violation(ctx, staff_no="2001", rule=f"Rule {n}")
    return violations.list_violations


def _assets(ctx: Context, as_: AsStaff) -> Read:
    install_pack(as_("admin"), "utility")
    for n in range(MADE):
        assets.add_asset(ctx, name=f"Pump {n}", kind="pump", location="Room 1", number=f"P-{n}")
    return assets.list_assets


def _subtasks(ctx: Context, _as: AsStaff) -> Read:
    place = next(one.id for one in list_departments(ctx).rows if one.code == "ENG")
    for n in range(MADE):
        due = ctx.now() + timedelta(hours=1 + n)
        subtasks.ask_department(ctx, register(ctx).id, department_id=place, text=f"Whose? {n}", due_at=due)
    return subtasks.list_subtasks


@pytest.mark.parametrize("made", [_forms, _violations, _assets, _subtasks])
def test_each_page_goes_on_where_the_last_one_ended(ctx: Context, as_: AsStaff, made: Any) -> None:
    read = made(ctx, as_)
    page = read(ctx, limit=2)
    assert (len(page.rows), page.total) == (2, MADE)
    found, whole = list(page.rows), list(read(ctx).rows)
    while page.next_after is not None:
        page = read(ctx, limit=2, after=page.next_after)
        found += page.rows
    assert [one.id for one in found] == [one.id for one in whole]
    assert len({one.id for one in found}) == MADE
    with pytest.raises(CsconsoleError):
        read(ctx, filter="nonsense:1")


def test_they_are_filtered_sorted_and_searched_for_words(ctx: Context, as_: AsStaff) -> None:
    register_ = _violations(ctx, as_)
    assert [one.rule for one in register_(ctx, sort="rule", limit=2).rows] == ["Rule 0", "Rule 1"]
    assert [one.rule for one in register_(ctx, filter="rule 3").rows] == ["Rule 3"]
    assert [one.rule for one in register_(ctx, filter="-rule:2 person:2001", sort="-rule", limit=3).rows] == [
        "Rule 4",
        "Rule 3",
        "Rule 1",
    ]
    assert register_(ctx, filter="decided:yes").rows == ()
    stock = _assets(ctx, as_)
    assert [one.number for one in stock(ctx, filter="pump room p-3").rows] == ["P-3"]
    assert [one.number for one in stock(ctx, filter="p-1 or p-2").rows] == ["P-1", "P-2"]
    papers = _forms(ctx, as_)
    first = papers(ctx).rows[0]
    take_form(ctx, first.number, "cancel", {"reason_why": "Twice"})
    assert papers(ctx, ended=True, filter="open:no").rows[0].number == first.number
    assert papers(ctx, ended=True, filter="open:yes").total == MADE - 1
    assert [one.number for one in papers(ctx, filter=f"ticket:{papers(ctx).rows[0].ticket}").rows] == [
        papers(ctx).rows[0].number
    ]
    asked = _subtasks(ctx, as_)
    ticket = tickets.show_ticket(ctx, asked(ctx).rows[0].number).row
    assert len(asked(ctx, ticket=ticket.id).rows) == 1
    assert [one.text for one in asked(ctx, filter="whose 2").rows] == ["Whose? 2"]


def test_commands_go_on_with_after(cli: CommandLine, ctx: Context, as_: AsStaff) -> None:
    _violations(ctx, as_)
    first = cli("complaint", "violations", "--limit", "3", "--format", "jsonl")
    assert first.code == 0, first.stderr
    assert len(first.stdout.splitlines()) == 3
    key = first.stderr.split("--after ")[1].split()[0]
    rest = cli("complaint", "violations", "--limit", "3", "--after", key, "--format", "jsonl")
    assert len(rest.stdout.splitlines()) == MADE - 3
    for words in (("form", "list"), ("asset", "list"), ("subtask", "list")):
        assert cli(*words, "--limit", "2", "--sort", "created").code == 0, words


def test_older_notices_are_on_the_next_pages_of_the_shelf(ctx: Context, clock: FrozenClock) -> None:
    for n in range(MADE):
        publish_notice(ctx, title=f"Rule {n}", body="of the lift", until_at=ctx.now() + timedelta(minutes=1))
    clock.advance(minutes=2)
    page = list_shelf(ctx, limit=2)
    scripts = [row for row in page.rows if row.kind == "script"]
    found = [row for row in page.rows if row.kind == "notice"]
    assert scripts
    while page.next_after is not None:
        page = list_shelf(ctx, limit=2, after=page.next_after)
        found += page.rows
    assert [row.title for row in found] == [f"Rule {n}" for n in reversed(range(MADE))]
    assert [row.title for row in list_shelf(ctx, text="rule lift 3").rows] == ["Rule 3"]
