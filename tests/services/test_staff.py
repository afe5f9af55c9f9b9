"""Staff: numbers that are never given twice, roles, passwords, the last administrator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csconsole.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RuleBrokenError,
    SignInError,
)
from csconsole.models.rights import Right
from csconsole.services.audit import list_events
from csconsole.services.context import Context, actor_of
from csconsole.services.settings import change_setting
from csconsole.services.staff import (
    add_staff,
    change_language,
    change_roles,
    disable_staff,
    edit_staff,
    enable_staff,
    find_staff,
    list_staff,
    set_password,
)
from csconsole.services.staff.named import staff_of
from tests.conftest import AsStaff


@pytest.mark.req("REF-34", "SEC-01")
def test_a_staff_number_is_given_once_also_after_disabling(as_: AsStaff) -> None:
    admin = as_("admin")
    row = add_staff(admin, staff_no="3001", name="欧阳晓文", roles=["agent", "Supervisor"], department="cs")
    assert (row.roles, row.department) == (("agent", "supervisor"), "CS")
    disable_staff(admin, "3001")
    with pytest.raises(RuleBrokenError, match="taken") as raised:
        add_staff(admin, staff_no="3001", name="Other", roles=["agent"])
    assert raised.value.rule == "REF-34"


@pytest.mark.parametrize("staff_no", ["", "-1", "a b", "x" * 21, "1\n2", "工号"])
@pytest.mark.req("REF-34")
def test_a_staff_number_is_a_short_plain_word(as_: AsStaff, staff_no: str) -> None:
    with pytest.raises(InvalidInputError):
        add_staff(as_("admin"), staff_no=staff_no, name="X", roles=["agent"])


@pytest.mark.req("SEC-02")
def test_only_who_may_manage_staff_does_and_the_refusal_names_the_roles(as_: AsStaff) -> None:
    for name in ("agent", "handler", "supervisor", "manager", "auditor"):
        with pytest.raises(NotAllowedError) as raised:
            add_staff(as_(name), staff_no="3001", name="X", roles=["agent"])
        assert "Administrator" in raised.value.message
        with pytest.raises(NotAllowedError):
            change_roles(as_(name), "1007", ["admin"])


@pytest.mark.req("SEC-02")
def test_several_roles_add_their_rights_up(as_: AsStaff) -> None:
    change_roles(as_("admin"), "1007", ["agent", "auditor"], reason="stands in")
    assert as_("agent").can(Right.AUDIT_VIEW)
    assert as_("agent").can(Right.CALL_LOG)
    with pytest.raises(InvalidInputError):
        change_roles(as_("admin"), "1007", [])
    with pytest.raises(InvalidInputError, match="boss"):
        change_roles(as_("admin"), "1007", ["boss"])


@pytest.mark.req("SEC-02")
def test_the_last_administrator_stays(as_: AsStaff) -> None:
    admin = as_("admin")
    with pytest.raises(RuleBrokenError, match="last administrator"):
        change_roles(admin, "1000", ["agent"])
    with pytest.raises(NotAllowedError, match="yourself"):
        disable_staff(admin, "1000")
    change_roles(admin, "1001", ["manager", "admin"])
    assert change_roles(as_("manager"), "1000", ["agent"]).roles == ("agent",)


@pytest.mark.req("SEC-02")
def test_nobody_gives_himself_roles_but_on_a_desk_of_ones_own(as_: AsStaff) -> None:
    admin = as_("admin")
    change_roles(admin, "1001", ["manager", "admin"])
    with pytest.raises(NotAllowedError, match="your own roles"):
        change_roles(admin, "1000", ["admin", "manager"])
    assert change_roles(admin, "1000", ["admin"]).roles == ("admin",)  # no change
    add_staff(admin, staff_no="3002", name="Solo", roles=["agent"], solo=True)
    with admin.read() as uow:
        alone = replace(admin, actor=actor_of(staff_of(uow, "3002")))
    assert change_roles(alone, "3002", ["agent", "manager"]).roles == ("agent", "manager")


@pytest.mark.req("SEC-03")
def test_passwords_must_be_long_enough_and_never_show(as_: AsStaff) -> None:
    admin = as_("admin")
    for weak in ("short", "1007", "x" * 2000):
        with pytest.raises(InvalidInputError) as raised:
            set_password(admin, "1007", weak)
        assert weak not in raised.value.message
        assert raised.value.value is None
    assert set_password(admin, "1007", "blue-teapot-7").has_password
    stored = repr(list_events(as_("auditor")).rows)
    assert "blue-teapot-7" not in stored
    assert "argon2" not in stored


@pytest.mark.req("SEC-03")
def test_ones_own_password_needs_the_current_one(as_: AsStaff) -> None:
    agent = as_("agent")
    set_password(agent, "1007", "blue-teapot-7")
    with pytest.raises(SignInError):
        set_password(agent, "1007", "green-teapot-8", current="wrong")
    set_password(agent, "1007", "green-teapot-8", current="blue-teapot-7")
    with pytest.raises(NotAllowedError):
        set_password(agent, "1012", "green-teapot-8")


def test_editing_changes_what_is_given_and_guards_the_version(as_: AsStaff) -> None:
    admin = as_("admin")
    before = find_staff(admin, "1007")
    row = edit_staff(
        admin, "1007", name="李小", extension="8007", department="", expected_version=before.version
    )
    assert (row.name, row.extension, row.department) == ("李小", "8007", None)
    with pytest.raises(ConflictError):
        edit_staff(admin, "1007", zone="B", expected_version=before.version)
    with pytest.raises(NotFoundError):
        edit_staff(admin, "4711", zone="B")


def test_the_list_filters_by_name_role_and_department(ctx: Context, as_: AsStaff) -> None:
    assert [row.staff_no for row in list_staff(ctx, filter="name:lx").rows] == ["1007"]
    assert [row.staff_no for row in list_staff(ctx, filter="role:坐席").rows] == ["1007", "1012"]
    assert [row.staff_no for row in list_staff(ctx, filter="department:ENG").rows] == ["2001"]
    disable_staff(as_("admin"), "1012")
    assert [row.staff_no for row in list_staff(ctx, filter="role:agent active:yes").rows] == ["1007"]
    assert enable_staff(as_("admin"), "1012").active


def test_everyone_chooses_their_own_language(as_: AsStaff) -> None:
    assert change_language(as_("agent"), "zh").language == "zh"
    with pytest.raises(InvalidInputError):
        change_language(as_("agent"), "fr")


def test_hostile_names_are_stored_harmless(as_: AsStaff, hostile: str) -> None:
    row = add_staff(as_("admin"), staff_no="3001", name=f"X {hostile}"[:80], roles=["agent"])
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in row.name)


@pytest.mark.req("SEC-02")
def test_of_two_who_edit_at_once_the_second_is_told(as_: AsStaff) -> None:
    admin = as_("admin")
    change_roles(admin, "1007", ["handler"], seen=["agent"])
    with pytest.raises(ConflictError) as told:
        change_roles(admin, "1007", ["supervisor"], seen=["agent"])
    assert told.value.current == ("handler",)
    change_setting(admin, "sign_in.idle_lock", 5, seen=10)
    with pytest.raises(ConflictError) as told:
        change_setting(admin, "sign_in.idle_lock", 7, seen=10)
    assert told.value.current == 5
