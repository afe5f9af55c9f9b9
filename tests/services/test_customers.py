"""Customers: the file, who is found by what, the card, merging and its undoing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, RuleBrokenError
from csconsole.models import Call, Customer, Promise, Ticket
from csconsole.services.context import Context
from csconsole.services.customers import (
    CustomerExistsError,
    CustomerRow,
    caller_card,
    create_customer,
    customer_card,
    customer_timeline,
    edit_customer,
    find_customers,
    list_customers,
    merge_customers,
    show_customer,
    unmerge_customer,
    verify_customer,
)
from csconsole.services.phones import PhoneError
from tests.conftest import AsStaff


def ouyang(ctx: Context, **more: Any) -> CustomerRow:
    return create_customer(
        ctx,
        name="欧阳晓雯",
        phones=["199 0000 0123"],
        unit="3-502",
        tier="vip",
        role="owner",
        tags=["老客户"],
        **more,
    )


@pytest.mark.req("CUS-08")
def test_a_prospect_is_kept_apart_from_who_has_a_contract(ctx: Context) -> None:
    first = create_customer(ctx, name="Prospect Ltd", stage="潜在")
    create_customer(ctx, name="Contract Ltd", stage="contract")
    assert [row.id for row in list_customers(ctx, filter="stage:prospect").rows] == [first.id]
    with pytest.raises(InvalidInputError):
        edit_customer(ctx, first.id, stage="lapsed")
    assert edit_customer(ctx, first.id, stage="").stage is None


@pytest.mark.req("CUS-01")
def test_a_file_holds_phones_contacts_and_search_keys(ctx: Context) -> None:
    row = create_customer(
        ctx,
        name="单氏贸易有限公司",
        kind="organisation",
        phones=["021-55500123-801", "199 0000 0456"],
        contacts=[{"name": "Wang Jie", "title": "Buyer", "phone": "199 0000 0789"}],
        address="Lake Road 1",
        language="en",
        birthday="2001-02-03",
    )
    assert [phone.shown for phone in row.phones] == ["021-5550 0123-801", "199 0000 0456"]
    assert [phone.primary for phone in row.phones] == [True, False]
    assert row.contacts[0].name == "Wang Jie"
    assert row.birthday is not None
    assert show_customer(ctx, row.id) == row
    assert [found.how for found in find_customers(ctx, "danshi")] == ["pinyin"]
    assert [found.how for found in find_customers(ctx, "wangj")] == ["contact"]


@pytest.mark.req("CUS-01", "CALL-05")
@pytest.mark.parametrize(
    ("typed", "how"),
    [
        ("19900000123", "number"),
        ("+86 199 0000 0123", "number"),
        ("１９９００００ ０１２３", "number"),
        ("0123", "digits"),
        ("123", "digits"),
        ("3-502", "unit"),
        ("欧阳", "name"),
        ("欧阳晓雯", "name"),
        ("晓雯", "text"),
        ("ouyangx", "pinyin"),
        ("Ouyang Xiaowen", "pinyin"),
        ("oyxw", "initials"),
        ("oy", "initials"),
        ("KH-7", "code"),
    ],
)
def test_a_customer_is_found(ctx: Context, typed: str, how: str) -> None:
    create_customer(ctx, name="王杰", phones=["199 0000 9999"], unit="7-101")
    row = ouyang(ctx, code="KH-7")
    found = find_customers(ctx, typed)
    assert [(match.id, match.how) for match in found] == [(row.id, how)]


@pytest.mark.req("CALL-05")
@pytest.mark.parametrize("typed", ["", " ", "12", "nobody", "19900000999", "3-50299"])
def test_what_fits_nobody_finds_nobody(ctx: Context, typed: str) -> None:
    ouyang(ctx)
    assert find_customers(ctx, typed) == ()


def test_the_extension_tells_switchboard_callers_apart(ctx: Context) -> None:
    first = create_customer(ctx, name="甲", phones=["021-55500123-801"])
    second = create_customer(ctx, name="乙", phones=["021-55500123-802"])
    assert next(match.id for match in find_customers(ctx, "021-55500123-802")) == second.id
    card = caller_card(ctx, "021-55500123-801")
    assert card.card is not None
    assert card.card.customer.id == first.id
    both = caller_card(ctx, "021-55500123")
    assert both.card is None
    assert {match.id for match in both.matches} == {first.id, second.id}


@pytest.mark.req("REF-34")
def test_a_masked_number_is_not_stored(ctx: Context) -> None:
    with pytest.raises(PhoneError) as refused:
        create_customer(ctx, name="王杰", phones=["199****9999"])
    assert refused.value.rule == "REF-34"
    assert list_customers(ctx).total == 0


@pytest.mark.req("CUS-01")
def test_bad_fields_are_refused_by_name(ctx: Context) -> None:
    for fields, field in [
        ({"name": " "}, "name"),
        ({"name": "x", "tier": "golden"}, "tier"),
        ({"name": "x", "birthday": "31.12."}, "birthday"),
        ({"name": "x", "birthday": "2026-11-24"}, "birthday"),
        ({"name": "x", "language": "fr"}, "language"),
        ({"name": "x", "shoe_size": "42"}, "shoe_size"),
        ({"name": "x" * 500}, "name"),
    ]:
        with pytest.raises(InvalidInputError) as refused:
            create_customer(ctx, **cast(Any, fields))
        assert refused.value.field == field


@pytest.mark.req("CUS-01")
def test_the_same_name_with_the_same_phone_is_one_file(ctx: Context) -> None:
    ouyang(ctx)
    with pytest.raises(CustomerExistsError):
        ouyang(ctx)
    assert create_customer(ctx, name="欧阳明", phones=["199 0000 0123"]).id


@pytest.mark.req("CUS-01")
def test_editing_keeps_old_phones_as_history(ctx: Context) -> None:
    row = ouyang(ctx)
    changed = edit_customer(
        ctx,
        row.id,
        expected_version=row.version,
        address="新村 3 号",
        add_phones=["199 0000 0777"],
        end_phones=["199 0000 0123"],
        add_tags=["VIP 群"],
        remove_tags=["老客户"],
    )
    assert changed.phone == "199 0000 0777"
    assert [(phone.shown, phone.primary, phone.ended_at is None) for phone in changed.phones] == [
        ("199 0000 0777", True, True),
        ("199 0000 0123", False, False),
    ]
    assert changed.tags == ("VIP 群",)
    assert find_customers(ctx, "19900000123") == ()
    with pytest.raises(ConflictError):
        edit_customer(ctx, row.id, expected_version=row.version, address="elsewhere")
    with pytest.raises(InvalidInputError):
        edit_customer(ctx, row.id, end_phones=["199 0000 0123"])


@pytest.mark.req("CUS-01")
def test_new_and_updated_files_of_a_day_are_counted(ctx: Context, clock: FrozenClock) -> None:
    """By the filter of the list, in the console and the command line; a merely new file is not an update."""
    old = ouyang(ctx)
    clock.advance(days=1)
    create_customer(ctx, name="欧阳明", phones=["199 0000 0555"])
    edit_customer(ctx, old.id, address="新村 3 号")
    counted = {
        filter_: list_customers(ctx, filter=filter_).total
        for filter_ in ("created:today", "created:yesterday", "updated:today", "updated:today created<today")
    }
    assert list(counted.values()) == [1, 1, 2, 1]


def test_a_new_name_has_new_search_keys(ctx: Context) -> None:
    row = ouyang(ctx)
    edit_customer(ctx, row.id, name="曾国平")
    assert [match.id for match in find_customers(ctx, "zgp")] == [row.id]
    assert find_customers(ctx, "oyxw") == ()


def test_verifying_and_ending_a_contact(ctx: Context) -> None:
    row = ouyang(ctx, contacts=[{"name": "阿姨"}])
    assert verify_customer(ctx, row.id).verified_at == ctx.now()
    ended = edit_customer(ctx, row.id, end_contacts=["阿姨"], add_contacts=[{"name": "王杰"}])
    assert {one.name: one.ended_at for one in ended.contacts} == {"阿姨": ctx.now(), "王杰": None}
    for name in ("阿姨", "", "Ann"):
        with pytest.raises(InvalidInputError, match="no contact person"):
            edit_customer(ctx, row.id, end_contacts=[name])


def test_handlers_and_strangers_may_not_edit(ctx: Context, as_: AsStaff) -> None:
    row = ouyang(ctx)
    for name in ("handler", "auditor"):
        with pytest.raises(NotAllowedError):
            edit_customer(as_(name), row.id, address="x")
        with pytest.raises(NotAllowedError):
            create_customer(as_(name), name="x")
    with pytest.raises(NotAllowedError):
        merge_customers(as_("agent"), row.id, row.id, reason="x")
    with pytest.raises(NotAllowedError):
        find_customers(as_("admin"), "oyxw")


@pytest.mark.req("CALL-05")
def test_the_card_shows_warnings_open_work_promises_and_last_contacts(ctx: Context) -> None:
    row = ouyang(ctx, warning="shouts", warning_until="2026-11-23", do_not_call=True)
    now = ctx.now()
    with ctx.write() as uow:
        call = uow.create(
            Call(number="C1", customer_id=row.id, started_at=now - timedelta(days=2), summary="fees")
        )
        uow.create(
            Ticket(
                number="T1",
                title="leak",
                customer_id=row.id,
                reported_at=now,
                due_at=now - timedelta(minutes=11),
            )
        )
        uow.create(Ticket(number="T2", title="old", customer_id=row.id, reported_at=now, state="closed"))
        uow.create(
            Promise(
                text="answer by 08:30",
                due_at=now - timedelta(minutes=30),
                promiser_id=ctx.staff_id,
                customer_id=row.id,
                call_id=call.pk,
            )
        )
    card = customer_card(ctx, row.id)
    assert card.warnings == ("shouts", "Do not call this customer")
    assert [(item.number, item.late) for item in card.tickets] == [("T1", True)]
    assert [item.text for item in card.late] == ["answer by 08:30", "leak"]
    assert [contact.number for contact in card.contacts] == ["C1"]
    assert (card.contact_count, card.last_contact_at) == (1, now - timedelta(days=2))
    opened = caller_card(ctx, "19900000123")
    assert opened.known
    with ctx.write() as uow:
        for n in range(2, 13):
            uow.create(Call(number=f"C{n}", customer_id=row.id, started_at=now, summary="fees"))
    more = customer_card(ctx, row.id)
    assert more.contact_count == 12
    assert [one.number for one in more.contacts] == [f"C{n}" for n in range(12, 2, -1)]
    assert opened.card == card


def test_a_warning_ends_with_its_day(ctx: Context) -> None:
    row = ouyang(ctx, warning="shouts", warning_until="2026-11-22")
    assert customer_card(ctx, row.id).warnings == ()


@pytest.mark.req("CALL-05")
def test_an_unknown_number_says_so_and_remembers_its_calls(ctx: Context) -> None:
    assert not caller_card(ctx, "199 0000 0555").known
    with ctx.write() as uow:
        uow.create(Call(number="C9", e164="+8619900000555", started_at=ctx.now(), summary="asked"))
    card = caller_card(ctx, "199 0000 0555")
    assert card.known
    assert card.card is None
    assert [contact.number for contact in card.contacts] == ["C9"]


@pytest.mark.req("CUS-01")
def test_merging_moves_everything_and_can_be_undone(ctx: Context) -> None:
    keep = create_customer(ctx, name="欧阳晓雯", phones=["199 0000 0123"])
    gone = create_customer(ctx, name="欧阳小文", phones=["199 0000 0456"], address="3-502", tags=["b"])
    with ctx.write() as uow:
        uow.create(Call(number="C1", customer_id=gone.id, started_at=ctx.now(), summary="leak"))
    merged = merge_customers(ctx, keep.id, gone.id, reason="same person")
    assert merged.address == "3-502"
    assert merged.tags == ("b",)
    assert len(merged.phones) == 2
    assert show_customer(ctx, gone.id).id == keep.id
    assert [match.id for match in find_customers(ctx, "19900000456")] == [keep.id]
    assert find_customers(ctx, "欧阳小文") == ()
    assert list_customers(ctx).total == 1
    assert customer_card(ctx, keep.id).contact_count == 1
    with pytest.raises(RuleBrokenError):
        merge_customers(ctx, keep.id, gone.id, reason="again")
    back = unmerge_customer(ctx, gone.id, reason="two people")
    assert [phone.shown for phone in back.phones] == ["199 0000 0456"]
    kept = show_customer(ctx, keep.id)
    assert (kept.address, kept.tags, len(kept.phones)) == (None, (), 1)
    assert customer_card(ctx, gone.id).contact_count == 1
    with pytest.raises(RuleBrokenError):
        unmerge_customer(ctx, gone.id, reason="again")


def test_merging_needs_two_files_and_a_reason(ctx: Context) -> None:
    row = ouyang(ctx)
    for gone, reason in [(row.id, "x"), (row.id, " ")]:
        with pytest.raises(InvalidInputError):
            merge_customers(ctx, row.id, gone, reason=reason)
    with pytest.raises(NotFoundError):
        merge_customers(ctx, row.id, "KH-none", reason="x")


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ("tier:vip", ["欧阳晓雯"]),
        ("tier:重点", []),
        ("phone:0123", ["欧阳晓雯"]),
        ("phone:19900000123", ["欧阳晓雯"]),
        ("tag:老客户", ["欧阳晓雯"]),
        ("-tag:老客户", ["Li Xiao"]),
        ("晓雯", ["欧阳晓雯"]),
        ("owner:me", []),
        ("created:today sort:name", ["Li Xiao", "欧阳晓雯"]),
        ("unit:3-5*", ["欧阳晓雯"]),
    ],
)
def test_the_list_understands_filters(ctx: Context, filter: str, names: list[str]) -> None:
    ouyang(ctx)
    create_customer(ctx, name="Li Xiao", phones=["199 0000 0999"], tags=["x"])
    assert [row.name for row in list_customers(ctx, filter=filter).rows] == names


@pytest.mark.req("CUS-01")
def test_the_timeline_holds_calls_tickets_promises_and_changes(ctx: Context) -> None:
    row = ouyang(ctx)
    now = ctx.now()
    with ctx.write() as uow:
        uow.create(Call(number="C1", customer_id=row.id, started_at=now + timedelta(1), summary="leak"))
        uow.create(Ticket(number="T1", title="leak", customer_id=row.id, reported_at=now))
    edit_customer(ctx, row.id, address="new", reason="moved")
    rows = customer_timeline(ctx, row.id)
    assert rows[0].number == "C1"
    assert {(entry.kind, entry.state) for entry in rows} == {
        ("call", "answered"),
        ("ticket", "new"),
        ("customer", "created"),
        ("customer", "edited"),
    }
    assert len(customer_timeline(ctx, row.id, limit=2)) == 2
    assert customer_timeline(ctx, row.id, before=now) == ()


def test_hostile_text_is_stored_harmless_and_found(ctx: Context, hostile: str) -> None:
    row = create_customer(ctx, name=f"王{hostile[:100]}", remark=hostile, address=hostile[:200])
    assert "\x1b" not in repr(row)
    assert "\u202e" not in row.name
    find_customers(ctx, hostile)
    caller_card(ctx, hostile)
    assert list_customers(ctx).total == 1


def test_thirty_customers_with_the_same_last_digits_are_capped(ctx: Context) -> None:
    with ctx.write():
        for n in range(10, 40):
            create_customer(ctx, name=f"n{n}", phones=[f"1990{n}00123"])
    assert len(find_customers(ctx, "0123", limit=20)) == 20
    with ctx.read() as uow:
        assert uow.session.get(Customer, 1) is not None
