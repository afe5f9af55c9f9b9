"""The query language on real tables, on both engines: keys, paging, counts, search, completion."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest

from csconsole import i18n
from csconsole.models import Ticket
from csconsole.services.context import Context
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Group,
    Kind,
    Page,
    QueryError,
    Scope,
    complete_filter,
    department_field,
    fetch_page,
    patience,
    shown_filter,
    staff_field,
)
from csconsole.services.query import words as query_words
from csconsole.services.query.pages import COUNT_CAP

FIELDS = EntityFields(
    name="ticket",
    model=Ticket,
    fields=(
        FieldSpec("number", "工单号", Kind.EXACT, Ticket.number),
        FieldSpec("title", "标题", Kind.TEXT, Ticket.title),
        FieldSpec(
            "level",
            "级别",
            Kind.CODE,
            Ticket.level,
            codes="complaint_level",
            order=("minor", "important", "major"),
        ),
        FieldSpec(
            "state",
            "状态",
            Kind.CODE,
            Ticket.state,
            groups={"open": Group("未结", excluding=("closed", "cancelled", "archived"))},
        ),
        FieldSpec("rank", "排位", Kind.NUMBER, Ticket.priority_rank),
        FieldSpec("paused", "暂停", Kind.SECONDS, Ticket.paused_seconds),
        FieldSpec("vip", "贵宾", Kind.FLAG, Ticket.vip),
        FieldSpec("due", "时限", Kind.INSTANT, Ticket.due_at, ahead=True),
        FieldSpec("reported", "报告", Kind.INSTANT, Ticket.reported_at),
        staff_field("assignee", "处理人", Ticket.handler_id, aliases=("handler",)),
        department_field("department", "部门", Ticket.department_id),
    ),
    default_sort="-id",
    search="ticket",
)


def numbers(page: Page[str]) -> list[str]:
    return list(page.rows)


def find(ctx: Context, text: str, *, sort: str = "", limit: int = 50, after: str | None = None) -> Page[str]:
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            FIELDS,
            lambda found: [ticket.number for ticket in found],
            filter=text,
            sort=sort,
            limit=limit,
            after=after,
        )


@pytest.fixture
def tickets(ctx: Context) -> Context:
    """Five tickets, T1 to T5, the last one reported now."""
    now = ctx.now()
    with ctx.write() as uow:
        uow.create_many(
            [
                Ticket(
                    number="T1",
                    title="Leak under the sink",
                    description="厨房水管漏水",
                    state="closed",
                    priority_rank=3,
                    reported_at=now - timedelta(days=8),
                    due_at=now - timedelta(days=5),
                    level="minor",
                ),
                Ticket(
                    number="T2",
                    title="Lift noise",
                    description="电梯异响",
                    state="assigned",
                    priority_rank=2,
                    reported_at=now - timedelta(days=1),
                    due_at=now + timedelta(hours=1),
                    handler_id=ctx.actor.staff_id,
                    vip=True,
                ),
                Ticket(
                    number="T3",
                    title="Leak in the lobby",
                    description="大堂漏水",
                    state="new",
                    priority_rank=1,
                    reported_at=now - timedelta(hours=1),
                    due_at=now - timedelta(minutes=10),
                    level="major",
                    department_id=ctx.actor.department_id,
                    paused_seconds=90,
                ),
                Ticket(
                    number="T4",
                    title="100% _odd_ title",
                    state="waiting",
                    reported_at=now - timedelta(minutes=5),
                ),
                Ticket(
                    number="T5",
                    title="Invoice",
                    state="new",
                    reported_at=now,
                    due_at=now + timedelta(days=1),
                    level="important",
                ),
            ]
        )
    return ctx


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "T5 T4 T3 T2 T1"),
        ("number:T2", "T2"),
        ("number:t2", "T2"),
        ("number:T*", "T5 T4 T3 T2 T1"),
        ("state:open", "T5 T4 T3 T2"),
        ("状态：未结", "T5 T4 T3 T2"),
        ("-state:open", "T1"),
        ("state:open,closed", "T5 T4 T3 T2 T1"),
        ("state:new,waiting", "T5 T4 T3"),
        ("level>=important", "T5 T3"),
        ("level:重大", "T3"),
        ("level!=major", "T5 T4 T2 T1"),
        ("-level:major", "T5 T4 T2 T1"),
        ("level:none", "T4 T2"),
        ("level:any", "T5 T3 T1"),
        ("rank<=2", "T3 T2"),
        ("rank:1..2", "T3 T2"),
        ("rank:2..", "T5 T4 T2 T1"),
        ("paused>1m", "T3"),
        ("vip:yes", "T2"),
        ("vip:否", "T5 T4 T3 T1"),
        ("assignee:me", "T2"),
        ("handler:1002", "T2"),
        ('assignee:"Sun Yue"', "T2"),
        ("assignee:none", "T5 T4 T3 T1"),
        ("department:mine", "T3"),
        ("department:客服部", "T3"),
        ("due<2h", "T3 T2 T1"),
        ("due>2h", "T5"),
        ("due:2h", "T2"),
        ("due<now", "T3 T1"),
        ("due:none", "T4"),
        ("due:tomorrow", "T5"),
        ("due<tomorrow", "T3 T2 T1"),
        ("due<=tomorrow", "T5 T3 T2 T1"),
        ("reported:today", "T5 T4 T3"),
        ("reported<2h", "T5 T4 T3"),
        ("reported>7d", "T1"),
        ("reported>=-2d", "T5 T4 T3 T2"),
        ("reported:2026-11-15", "T1"),
        ("reported:2026-11-15..2026-11-22", "T2 T1"),
        ("title:leak", "T3 T1"),
        ("title:100%", "T4"),
        ("title:_odd_", "T4"),
        ("漏水", "T3 T1"),
        ("leak", "T3 T1"),
        ("漏水 state:open", "T3"),
        ("漏水 -大堂", "T1"),
        ("漏水 or 电梯", "T3 T2 T1"),
        ("(漏水 or 电梯) state:open", "T3 T2"),
        ('"the sink"', "T1"),
        ("-漏水", "T5 T4 T2"),
        ("nothing-like-it", ""),
    ],
)
def test_filters(tickets: Context, text: str, found: str) -> None:
    page = find(tickets, text)
    assert numbers(page) == found.split()
    assert (page.total, page.capped, page.next_after) == (len(found.split()), False, None)


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("due", "T1 T3 T2 T5 T4"),
        ("-due", "T5 T2 T3 T1 T4"),
        ("rank,-due", "T3 T2 T5 T1 T4"),
        ("number", "T1 T2 T3 T4 T5"),
        ("level,number", "T5 T3 T1 T2 T4"),
    ],
)
def test_sorting_and_paging_meet_every_row_once(tickets: Context, sort: str, found: str) -> None:
    assert numbers(find(tickets, "", sort=sort)) == found.split()
    assert numbers(find(tickets, f"sort:{sort}")) == found.split()
    for limit in (1, 2, 3):
        walked: list[str] = []
        after = None
        while True:
            page = find(tickets, "", sort=sort, limit=limit, after=after)
            assert page.total == 5
            walked += page.rows
            after = page.next_after
            if after is None:
                break
        assert walked == found.split()


@pytest.mark.parametrize("sort", ["", "due"])
def test_paging_what_the_search_found(tickets: Context, sort: str) -> None:
    first = find(tickets, "漏水", sort=sort, limit=1)
    assert first.next_after is not None
    second = find(tickets, "漏水", sort=sort, limit=1, after=first.next_after)
    assert {*first.rows, *second.rows} == {"T1", "T3"}
    assert (first.total, second.total, second.next_after) == (2, 2, None)


def test_a_page_stays_put_while_rows_arrive(tickets: Context) -> None:
    first = find(tickets, "", limit=2)
    with tickets.write() as uow:
        uow.create(Ticket(number="T6", title="new", reported_at=tickets.now()))
    assert numbers(find(tickets, "", limit=2, after=first.next_after)) == ["T3", "T2"]


@pytest.mark.parametrize("token", ["x", "", "e30", "WyJkdWUiLDFd", "\x00"])
def test_a_foreign_page_token_is_refused(tickets: Context, token: str) -> None:
    with pytest.raises(QueryError):
        find(tickets, "", after=token)


def test_a_page_token_belongs_to_one_order(tickets: Context) -> None:
    token = find(tickets, "", sort="due", limit=1).next_after
    with pytest.raises(QueryError):
        find(tickets, "", sort="number", limit=1, after=token)


@pytest.mark.parametrize(
    ("text", "position", "hint"),
    [
        ("stat:open", 0, "state"),
        ("a 状太:open", 2, "state"),
        ("level:majr", 6, "major"),
        ("due<soon", 4, "2026-11-01"),
        ("rank>high", 5, "number"),
        ("rank>1,2", 7, None),
        ("level>major,minor", 12, None),
        ("title>a", 6, None),
        ("vip:maybe", 4, "yes"),
        ("assignee:Sun_Yu", 9, "sun yue"),
        ("sort:colour", 5, "due"),
    ],
)
def test_errors_name_the_place_and_the_nearest(
    tickets: Context, text: str, position: int, hint: str | None
) -> None:
    with pytest.raises(QueryError) as caught:
        find(tickets, text)
    assert caught.value.position == position
    if hint is not None:
        assert hint in (caught.value.hint or "")


def test_an_unknown_order_is_said_of_where_it_was_given(tickets: Context) -> None:
    for text, sort, field in (("", "nosuch", "sort"), ("sort:nosuch", "", "filter")):
        with pytest.raises(QueryError) as caught:
            find(tickets, text, sort=sort)
        assert caught.value.field == field


def test_errors_name_the_nearest_in_the_language_of_the_reader(tickets: Context) -> None:
    i18n.set_language("zh")
    for text, hint in (("stat:open", "状态"), ("状太:open", "状态"), ("level:majr", "重大")):
        with pytest.raises(QueryError) as caught:
            find(tickets, text)
        assert hint in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("state:open (assignee:me or department:none)", "状态:未结 (处理人:我 或 部门:无)"),
        ("-level:major due<today sort:-due", "-级别:重大 时限<今天 排序:-时限"),
        ("vip:yes", "贵宾:是"),
        ("漏水 title:tap nokey:x", "漏水 标题:tap nokey:x"),
        ("(", "("),
    ],
)
def test_a_filter_is_shown_in_the_language_of_the_reader_and_means_the_same(
    tickets: Context, en: str, zh: str
) -> None:
    i18n.set_language("zh")
    assert shown_filter(FIELDS, en) == zh
    same = None if en == "(" or "nokey" in en else numbers(find(tickets, zh))
    i18n.set_language("en")
    assert shown_filter(FIELDS, zh) == en
    assert same is None or same == numbers(find(tickets, en))


def test_the_count_is_capped_and_says_so(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csconsole.services.query.pages.COUNT_CAP", 3)
    with ctx.write() as uow:
        uow.create_many([Ticket(number=f"N{n}", title="same words", reported_at=ctx.now()) for n in range(5)])
    for text in ("", "same words"):
        page = find(ctx, text, limit=2)
        assert (page.total, page.capped, page.count_text()) == (3, True, "3+")
    assert COUNT_CAP == 1000


def test_a_search_out_of_time_says_that_it_is_partial(tickets: Context) -> None:
    with patience(0):
        page = find(tickets, "漏水")
    assert page.partial
    assert page.count_text().endswith("+")
    assert query_words.search_seconds() > 0


def test_completion_offers_keys_and_values(tickets: Context) -> None:
    with tickets.read() as uow:
        scope = Scope.of(tickets, uow)

        def offers(text: str) -> list[str]:
            return [one.applied(text) for one in complete_filter(scope, FIELDS, text)]

        assert offers("st") == ["state:"]
        assert offers("x -st") == ["x -state:"]
        assert offers("level:m") == ["level:minor", "level:major"]
        assert offers("level:minor,m")[0] == "level:minor,minor"
        assert offers("assignee:Su") == ['assignee:"Sun Yue"']
        assert offers('assignee:"Sun Y') == ['assignee:"Sun Yue"']
        assert "due<today" in offers("due<")
        assert offers("sort:-nu") == ["sort:-number"]
        assert offers("nokey:") == []
        i18n.set_language("zh")
        assert offers("zt") == []
        assert offers("状") == ["状态:"]
        assert offers("级别：重") == ["级别：重要", "级别：重大"]


@pytest.mark.parametrize("sort", ["", "due", "title"])
def test_a_made_up_page_is_refused(tickets: Context, sort: str) -> None:
    token = find(tickets, "", sort=sort, limit=1).next_after
    assert token is not None
    body = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    for wrong in ({"t": "2026-11-23T09:00:00"}, "b", True, [1], {"d": "2026-11-23"}):
        made = json.dumps([*body[:-1], wrong]).encode()
        with pytest.raises(QueryError, match="not a page"):
            find(tickets, "", sort=sort, after=base64.urlsafe_b64encode(made).decode())
