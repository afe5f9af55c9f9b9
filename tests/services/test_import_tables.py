"""Importing calls, customers and categories from tables of other systems."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from rustpy_xlsxwriter import write_worksheet
from sqlmodel import col, select

from csconsole.errors import InvalidInputError, NotAllowedError, UsageError
from csconsole.models import Call, CallItem, Category, ContactPerson, Customer, CustomerPhone, Event
from csconsole.services.context import Context
from csconsole.services.imports import (
    ImportSummary,
    import_calls,
    import_categories,
    import_customers,
)
from csconsole.services.packs import install_pack

AsStaff = Callable[[str], Context]


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """Writes lines into a file."""

    def write(*lines: str, encoding: str = "utf-8", name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
        return path

    return write


Table = Callable[..., Path]


def counts(summary: ImportSummary) -> tuple[int, int, int, int]:
    return summary.imported, summary.updated, summary.unchanged, summary.rejected_count


def refused(summary: ImportSummary) -> list[tuple[int, str, str, str]]:
    return [(row.line, row.column, row.value, row.rule) for row in summary.rejected]


def all_of(ctx: Context, model: Any) -> list[Any]:
    with ctx.read() as uow:
        return list(uow.session.exec(select(model).order_by(col(model.id))))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.req("CUS-28", "REF-35")
def test_customers_with_chinese_columns(ctx: Context, table: Table, encoding: str, separator: str) -> None:
    path = table(
        separator.join(
            ["客户编号", "客户姓名", "手机（本人）", "固定电话", "房号", "客户等级", "生日", "免打扰", "标签"]
        ),
        separator.join(
            [
                "H001",
                "欧阳小文",
                "199 0000 0123",
                "021-5550-0101",
                "3-1201",
                "重点",
                "1980年1月2日",
                "是",
                "老人、独居",
            ]
        ),
        separator.join(["H002", "李晓红", "", "", "3-1202", "", "", "", ""]),
        encoding=encoding,
    )
    assert counts(import_customers(ctx, path)) == (2, 0, 0, 0)
    first, second = all_of(ctx, Customer)
    assert (first.code, first.name, first.initials, first.unit) == ("H001", "欧阳小文", "oyxw", "3-1201")
    assert (first.tier, first.birthday, first.do_not_call) == ("key", date(1980, 1, 2), True)
    assert first.tags == ["老人", "独居"]
    assert (second.tier, second.do_not_call, second.source) == ("normal", False, "file")
    phones = all_of(ctx, CustomerPhone)
    assert [(row.e164, row.primary) for row in phones] == [("+8619900000123", True), ("+862155500101", False)]
    assert counts(import_customers(ctx, path)) == (0, 0, 2, 0)


@pytest.mark.req("CUS-28")
def test_customers_from_a_workbook_with_english_columns(ctx: Context, tmp_path: Path) -> None:
    path = tmp_path / "customers.xlsx"
    write_worksheet(
        [
            {
                "Customer Name": "Ann Lee",
                "Mobile Phone": 19900000123,
                "Room No.": "3-1201",
                "Contact person": "Bo",
            },
            {
                "Customer Name": "Ann Lee",
                "Mobile Phone": 19900000124,
                "Room No.": "3-1202",
                "Contact person": "",
            },
        ],
        str(path),
        sheet_name="List",
    )
    assert counts(import_customers(ctx, path)) == (2, 0, 0, 0)
    assert [row.name for row in all_of(ctx, ContactPerson)] == ["Bo"]
    with ctx.read() as uow:
        events = len(uow.session.exec(select(Event.id)).all())
    assert counts(import_customers(ctx, path)) == (0, 0, 2, 0)
    with ctx.read() as uow:
        assert len(uow.session.exec(select(Event.id)).all()) == events


def test_customers_are_brought_up_to_date_and_nothing_is_taken_away(ctx: Context, table: Table) -> None:
    import_customers(ctx, table("code,name,phone,unit,remark", "1,Ann,19900000123,3-1201,old"))
    summary = import_customers(
        ctx, table("code,name,phone,unit,remark", "1,Ann Lee,19900000124,,new", "2,Bo,19900000125,4-1,")
    )
    assert counts(summary) == (1, 1, 0, 0)
    first = all_of(ctx, Customer)[0]
    assert (first.name, first.unit, first.remark, first.pinyin) == ("Ann Lee", "3-1201", "new", "annlee")
    assert [row.e164 for row in all_of(ctx, CustomerPhone) if row.customer_id == first.pk] == [
        "+8619900000123",
        "+8619900000124",
    ]


def test_an_ended_phone_does_not_come_back(ctx: Context, table: Table) -> None:
    path = table("code,name,phone", "1,Ann,19900000123")
    import_customers(ctx, path)
    with ctx.write() as uow:
        uow.update(uow.get(CustomerPhone, all_of(ctx, CustomerPhone)[0].pk), "ended", {"ended_at": ctx.now()})
    assert counts(import_customers(ctx, path)) == (0, 0, 1, 0)


@pytest.mark.req("REF-34", "CUS-28")
def test_bad_customer_rows_are_reported_and_the_rest_is_stored(ctx: Context, table: Table) -> None:
    path = table(
        "姓名,电话,客户类型,生日,免打扰,房号",
        "好客户,19900000123,个人,1980-01-02,否,1",
        ",19900000124,,,,2",
        "遮盖,138****5678,,,,3",
        "错号,abc,,,,4",
        "错类,19900000125,外星人,,,5",
        "错日,19900000126,,1980-02-30,,6",
        "错是,19900000127,,,也许,7",
        "无法识别,,,,,",
        "好客户,19900000123,,,,8",
        f"{'长' * 121},19900000128,,,,9",
        "多列,19900000129,,,,10,11",
        '"引号,19900000130,,,,12',
    )
    summary = import_customers(ctx, path)
    assert counts(summary) == (1, 0, 0, 11)
    assert [(line, column, rule) for line, column, _value, rule in refused(summary)] == [
        (3, "姓名", "required"),
        (4, "电话", "REF-34"),
        (5, "电话", "phone"),
        (6, "客户类型", "code"),
        (7, "生日", "date"),
        (8, "免打扰", "code"),
        (9, "电话", "required"),
        (10, "电话", "twice"),
        (11, "姓名", "CUS-01"),
        (12, "", "columns"),
        (13, "", "quote"),
    ]
    assert refused(summary)[1][2] == "138****5678"


@pytest.mark.req("SEC-04")
@pytest.mark.parametrize("column", ["password", "登录密码", "Trade Password (new)", "PWD", "查询口令"])
def test_a_password_column_is_never_read(ctx: Context, table: Table, column: str) -> None:
    path = table(f"code,name,{column}", "1,Ann,hunter2-not-stored")
    summary = import_customers(ctx, path, mapping=[f"remark={column}"])
    assert counts(summary) == (1, 0, 0, 1)
    assert refused(summary) == [(1, column, "", "SEC-04")]
    with ctx.read() as uow:
        assert "hunter2" not in str([event.after for event in uow.session.exec(select(Event))])


def test_columns_can_be_named(ctx: Context, table: Table) -> None:
    path = table("Who,Where,Tel", "Ann,3-1,19900000123")
    with pytest.raises(InvalidInputError, match="name"):
        import_customers(ctx, path)
    summary = import_customers(ctx, path, mapping=["name=Who", "unit=where"])
    assert counts(summary) == (1, 0, 0, 0)
    assert all_of(ctx, Customer)[0].unit == "3-1"
    for mapping in ("name", "colour=Who", "name=Nobody"):
        with pytest.raises(UsageError):
            import_customers(ctx, path, mapping=[mapping])


def test_two_columns_for_one_field_are_refused(ctx: Context, table: Table) -> None:
    path = table("姓名,客户姓名", "a,b")
    with pytest.raises(InvalidInputError, match="客户姓名"):
        import_customers(ctx, path)
    assert import_customers(ctx, path, mapping=["name=姓名"], dry_run=True).ignored_columns == ("客户姓名",)


def test_two_stored_customers_that_fit_are_not_guessed(ctx: Context, table: Table) -> None:
    with ctx.write() as uow:
        for _number in range(2):
            customer = uow.create(Customer(name="Ann"))
            uow.create(
                CustomerPhone(
                    customer_id=customer.pk,
                    typed="19900000123",
                    e164="+8619900000123",
                    digits="8619900000123",
                    reversed_digits="3210000099168",
                )
            )
    summary = import_customers(ctx, table("name,phone", "Ann,19900000123"))
    assert refused(summary) == [(2, "phone", "Ann +8619900000123", "ambiguous")]


@pytest.mark.req("CUS-28", "REF-35")
def test_calls_with_chinese_columns(as_: AsStaff, ctx: Context, table: Table) -> None:
    install_pack(as_("admin"), "property")
    path = table(
        "流水号,来电时间,来电号码,客户姓名,来电类型,业务分类,来电资料,处理状况,坐席工号,等待时长,通话时长,渠道",
        "A1,2026-11-20 09:00:05,199 0000 0123,王小明,报修,漏水,厨房漏水,已派工,1007,8,1分15秒,热线",
        "A2,2026年11月20日 9时5分,021-5550-0101,李晓红,推荐,,增加路灯,,李晓,12、4,00:02:00,电话",
        "A3,2026/11/20 9:10,未知,,,,,,,,,",
    )
    summary = import_calls(ctx, path)
    assert refused(summary) == []
    assert counts(summary) == (3, 0, 0, 0)
    first, second, third = all_of(ctx, Call)
    assert first.started_at == datetime(2026, 11, 20, 1, 0, 5, tzinfo=UTC)
    assert (first.summary, first.result, first.kind, first.state) == (
        "厨房漏水",
        "已派工",
        "repair",
        "closed",
    )
    assert (first.wait_seconds, first.talk_seconds, first.channel) == (8, 75, "hotline")
    assert first.ended_at == first.started_at + timedelta(seconds=83)
    assert (first.agent_name, second.agent_name) == ("李晓", "李晓")
    assert (second.kind, second.wait_seconds, second.talk_seconds, second.state) == (
        "suggestion",
        12,
        120,
        "answered",
    )
    assert (third.phone, third.no_phone_reason) == (None, "unknown")
    assert (first.source, first.external_id) == ("file", "file:A1")
    assert [(item.call_id, item.kind, item.content) for item in all_of(ctx, CallItem)] == [
        (first.pk, "repair", "厨房漏水"),
        (second.pk, "suggestion", "增加路灯"),
    ]
    assert counts(import_calls(ctx, path)) == (0, 0, 3, 0)
    assert counts(import_calls(ctx, path, source="crm")) == (3, 0, 0, 0)


@pytest.mark.req("REF-02", "CALL-02")
def test_the_kind_of_a_call_follows_from_its_category(as_: AsStaff, ctx: Context, table: Table) -> None:
    install_pack(as_("admin"), "property")
    import_calls(ctx, table("time,phone,category,content", "2026-11-20 09:00,19900000123,漏水,leak"))
    [call], [item] = all_of(ctx, Call), all_of(ctx, CallItem)
    assert (call.kind, item.kind, item.category_id) == ("repair", "repair", call.category_id)


def test_calls_without_an_id_are_known_again(ctx: Context, table: Table) -> None:
    path = table(
        "time,phone,content", "2026-11-20 09:00,19900000123,leak", "2026-11-20 09:00,19900000123,other"
    )
    assert counts(import_calls(ctx, path)) == (2, 0, 0, 0)
    assert counts(import_calls(ctx, path)) == (0, 0, 2, 0)


def test_a_corrected_file_corrects_until_a_person_has_written(ctx: Context, table: Table) -> None:
    import_calls(ctx, table("id,time,phone,content", "1,2026-11-20 09:00,19900000123,leek"))
    corrected = table("id,time,phone,content", "1,2026-11-20 09:00,19900000123,leak")
    assert counts(import_calls(ctx, corrected)) == (0, 1, 0, 0)
    with ctx.write() as uow:
        uow.update(uow.get(Call, all_of(ctx, Call)[0].pk), "edited", {"summary": "leak in the kitchen"})
    assert counts(import_calls(ctx, corrected)) == (0, 0, 1, 0)
    assert all_of(ctx, Call)[0].summary == "leak in the kitchen"


@pytest.mark.req("CALL-02")
def test_the_item_of_an_imported_call_follows_its_corrections(ctx: Context, table: Table) -> None:
    import_calls(ctx, table("id,time,phone,content", "1,2026-11-20 09:00,19900000123,leek"))
    import_calls(ctx, table("id,time,phone,content", "1,2026-11-20 09:00,19900000123,leak"))
    assert [item.content for item in all_of(ctx, CallItem)] == ["leak"]


@pytest.mark.req("REF-34", "CUS-28")
def test_bad_call_rows(ctx: Context, table: Table) -> None:
    path = table(
        "id,start,end,phone,kind,category,status,wait,direction,content",
        "1,20/11/2026 09:00,,19900000123,,,,,,x",
        "2,,,19900000123,,,,,,x",
        "3,2026-11-20 09:00,2026-11-20 08:00,19900000123,,,,,,x",
        "4,2026-11-20 09:00,,138****5678,,,,,,x",
        "5,2026-11-20 09:00,,nonsense,,,,,,x",
        "6,2026-11-20 09:00,,19900000123,gossip,,,,,x",
        "7,2026-11-20 09:00,,19900000123,,nowhere,,,,x",
        "8,2026-11-20 09:00,,19900000123,,,maybe,,,x",
        "9,2026-11-20 09:00,,19900000123,,,,1*,,x",
        "10,2026-11-20 09:00,,19900000123,,,,soon,,x",
        "11,2026-11-20 09:00,,19900000123,,,,,sideways,x",
        "12,2026-11-20 09:00,2026-11-20 09:10,19900000123,,,missed,1:05,in,x",
    )
    summary = import_calls(ctx, path, mapping=["direction=direction"])
    assert [(line, column, rule) for line, column, _value, rule in refused(summary)] == [
        (2, "start", "time"),
        (3, "start", "required"),
        (4, "end", "order"),
        (5, "phone", "REF-34"),
        (6, "phone", "phone"),
        (7, "kind", "code"),
        (8, "category", "code"),
        (9, "status", "code"),
        (10, "wait", "REF-34"),
        (11, "wait", "number"),
        (12, "direction", "code"),
        (13, "direction", "code"),
    ]


@pytest.mark.req("CALL-08")
def test_categories_in_any_order(as_: AsStaff, table: Table) -> None:
    admin = as_("admin")
    path = table(
        "编码,名称,英文名,来电类型,工单类型,排序,启用",
        "repair.water.leak,漏水,Leak,,,,",
        "repair,报修,Repair,报修,报修,1,是",
        "repair.water,水,Water,,,2,",
        "orphan.child,孤儿,,,,,",
        "Bad Code,错,,,,,",
        "other,,,,,,",
    )
    summary = import_categories(admin, path)
    assert counts(summary) == (3, 0, 0, 3)
    assert [(line, rule) for line, _column, _value, rule in refused(summary)] == [
        (5, "parent"),
        (6, "CALL-08"),
        (7, "CALL-08"),
    ]
    rows = {row.code: row for row in all_of(admin, Category)}
    assert rows["repair.water.leak"].parent_id == rows["repair.water"].pk
    assert rows["repair.water.leak"].ticket_kind == "repair"
    assert counts(import_categories(admin, path)) == (0, 0, 3, 3)
    assert counts(import_categories(admin, table("code,name", "repair.water,用水"))) == (0, 1, 0, 0)


def test_who_may_import_tables(as_: AsStaff, table: Table) -> None:
    path = table("code,name", "1,Ann")
    with pytest.raises(NotAllowedError):
        import_customers(as_("agent"), path)
    with pytest.raises(NotAllowedError):
        import_categories(as_("supervisor"), path)


def test_hostile_cells_are_stored_clean(ctx: Context, table: Table, hostile: str) -> None:
    cell = hostile.replace('"', '""').replace("\0", "")
    path = table("code,name,phone,remark", f'1,"{cell}",19900000123,"{cell}"')
    summary = import_customers(ctx, path)
    assert summary.imported + summary.rejected_count == 1
    for customer in all_of(ctx, Customer):
        for text in (customer.name, customer.remark or ""):
            assert not {"\x1b", "\x9b", "\u202e", "\x00"} & set(text)
    for row in summary.rejected:
        assert not {"\x1b", "\x9b", "\u202e", "\n"} & set(row.value)
