"""Mode 9: what each role sees, changing staff, settings and categories by keyboard, pictures."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Select, TextArea

from csconsole.models import Staff
from csconsole.screens import administration
from csconsole.services.categories import find_category
from csconsole.services.context import Context
from csconsole.services.customers import create_customer
from csconsole.services.database import DatabaseStatus
from csconsole.services.departments import find_department
from csconsole.services.dispatch.rules import add_rule, list_rules
from csconsole.services.packs import list_packs
from csconsole.services.settings import change_setting, setting
from csconsole.services.staff import add_staff, find_staff
from csconsole.services.tariff import current_tariff
from csconsole.widgets.finding import MANY
from tests.tui.driving import LANGUAGES, Desk, Shell

Person = Callable[[str], Context]
PARTS = tuple(part.key for part in administration.PARTS)
NOT_PICTURED = ("database", "papers", "meetings", "items", "violations")
"""The database's path differs, the lists are empty here."""


def keys_to(part: str) -> tuple[str, ...]:
    """The keys from anywhere to a part of administration."""
    return ("9", "g", *("j" for _step in range(PARTS.index(part))), "enter")


async def clear_and_type(shell: Shell, text: str) -> None:
    """Replace what stands in the focused field."""
    await shell.press("end", "ctrl+u")
    await shell.type(text)


@pytest.mark.req("SEC-02")
async def test_a_role_sees_what_it_may_do_and_why_not_the_rest(desk: Desk) -> None:
    async with desk.console("agent", size=(120, 30)) as shell:
        await shell.press("9")
        text = shell.text()
        assert "Settings" in text
        assert "needs: see the audit log" in text
        await shell.press(*keys_to("audit"))
        assert "may not" in shell.toasts()[-1]
    async with desk.console("admin", size=(120, 30)) as shell:
        await shell.press("9")
        assert "look and change" in shell.text()


@pytest.mark.req("SEC-12")
async def test_many_customers_are_released_by_another_person(
    desk: Desk, person: Person, tmp_path: Path
) -> None:
    change_setting(person("admin"), "export.bulk_customers", 0)
    create_customer(person("agent"), name="Ann")
    file = tmp_path / "out.csv"

    async def export(shell: Shell) -> None:
        await shell.press("6", "E")
        await clear_and_type(shell, str(file))
        await shell.press("enter", "2")

    async with desk.console("agent") as shell:
        await export(shell)
        await shell.type("yearly letter")
        await shell.press("enter")
        assert "R20261123-0001" in shell.toasts()[-1]
    assert not file.exists()
    async with desk.console("manager") as shell:
        await shell.press(*keys_to("releases"))
        assert "yearly letter" in shell.text()
        await shell.press("o", "a")
        assert "Approved" in shell.toasts()[-1]
    async with desk.console("agent") as shell:
        await export(shell)
        assert "1 row is in" in shell.toasts()[-1]
    assert "Ann" in file.read_text()


@pytest.mark.req("SEC-02")
async def test_an_agent_may_look_at_staff_but_not_change_it(desk: Desk, person: Person) -> None:
    async with desk.console("agent") as shell:
        await shell.press(*keys_to("staff"))
        assert "1007" in shell.text()
        await shell.press("n")
        assert "may not" in shell.toasts()[-1]
        await shell.press("enter", "r")
        assert "may not" in shell.text()
        await shell.press("escape")
    assert find_staff(person("agent"), "1000").roles == ("admin",)


async def test_adding_a_staff_member_by_keyboard(desk: Desk, person: Person) -> None:
    async with desk.console("admin") as shell:
        await shell.press(*keys_to("staff"), "n")
        for text in ("3001", "agent, supervisor", "Ouyang Wen"):
            await shell.type(text)
            await shell.press("tab")
        shell.screen.query_one("#field-department", Select).value = "CS"
        await shell.press("ctrl+s")
        assert "Saved" in shell.toasts()[-1]
        assert "3001" in shell.text()
    row = find_staff(person("admin"), "3001")
    assert (row.name, row.roles, row.department) == ("Ouyang Wen", ("agent", "supervisor"), "CS")


async def test_a_refused_field_is_marked_and_nothing_typed_is_lost(desk: Desk) -> None:
    async with desk.console("admin") as shell:
        await shell.press(*keys_to("staff"), "n")
        await shell.type("1007")
        await shell.press("tab")
        await shell.type("agent")
        await shell.press("tab")
        await shell.type("Somebody Else")
        await shell.press("ctrl+s")
        text = shell.text()
        assert "taken" in text
        assert "Somebody Else" in text
        await shell.press("escape")


async def test_roles_and_disabling_ask_and_can_be_taken_back(desk: Desk, person: Person) -> None:
    async with desk.console("admin") as shell:
        await shell.press(*keys_to("staff"), *"jjjj", "o", "r")
        await clear_and_type(shell, "agent, auditor")
        await shell.press("enter")
        assert find_staff(person("admin"), "1007").roles == ("agent", "auditor")
        await shell.press("u")
        assert find_staff(person("admin"), "1007").roles == ("agent",)
        await shell.press("o", "d", "enter")
        assert find_staff(person("admin"), "1007").active
        await shell.press("o", "d", "y")
        assert not find_staff(person("admin"), "1007").active
        assert "disabled" in shell.text()


@pytest.mark.req("SEC-03")
async def test_a_password_is_typed_twice_and_never_shown(desk: Desk, person: Person) -> None:
    async with desk.console("admin") as shell:
        await shell.press(*keys_to("staff"), *"jjjj", "o", "p")
        await shell.type("blue-teapot-7")
        await shell.press("enter")
        await shell.type("green-teapot-8")
        await shell.press("enter")
        assert "differ" in shell.text()
        await clear_and_type(shell, "blue-teapot-7")
        await shell.press("enter")
        assert "teapot" not in shell.text()
        assert "changed" in shell.toasts()[-1]
    assert find_staff(person("admin"), "1007").has_password


@pytest.mark.req("SEC-03")
async def test_the_lock_of_an_account_is_lifted(desk: Desk, person: Person) -> None:
    admin = person("admin")
    with admin.write() as uow:
        staff = uow.one(Staff, staff_no="1007")
        assert staff is not None
        uow.update(staff, "sign_in_locked", {"locked_until": admin.now() + timedelta(minutes=9)})
    async with desk.console("admin") as shell:
        await shell.press(*keys_to("staff"), *"jjjj", "o", "u")
        assert "may sign in again" in shell.toasts()[-1]
        await shell.press("o")
        assert "not locked" in shell.text()
    assert not find_staff(person("admin"), "1007").locked


@pytest.mark.req("SHF-26")
async def test_old_handovers_are_released_from_the_database_page(desk: Desk) -> None:
    async with desk.console("admin") as shell:
        await shell.press(*keys_to("database"), "o", "h")
        assert "none is older" in shell.toasts()[-1]


async def test_changing_a_setting_and_giving_it_its_default_again(desk: Desk, person: Person) -> None:
    async with desk.console("admin", size=(120, 40)) as shell:
        await shell.press(*keys_to("settings"), "/")
        await shell.type("sign_in.idle_lock")
        await shell.press("enter", "e")
        await clear_and_type(shell, "often")
        await shell.press("enter")
        assert "cannot be often" in shell.text()
        await clear_and_type(shell, "5")
        await shell.press("enter")
        assert setting(person("admin"), "sign_in.idle_lock") == 5
        assert "5 *" in shell.text()
        await shell.press("o", "d")
        assert setting(person("admin"), "sign_in.idle_lock") == 10


async def test_departments_and_categories_by_keyboard(desk: Desk, person: Person) -> None:
    for key in range(MANY):
        add_staff(person("admin"), staff_no=f"70{key:02}", name=f"Lin Yi{key}", roles=["agent"])
    async with desk.console("admin") as shell:
        await shell.press(*keys_to("departments"), "n")
        for text in ("IT", "信息部", "IT desk"):
            await shell.type(text)
            await shell.press("tab")
        shell.screen.query_one("#field-parent", Select).value = "CS"
        await shell.press("tab")
        await shell.type("lin yi")
        await shell.press("enter")
        await shell.press("ctrl+s")
        made = find_department(person("admin"), "it")
        assert (made.parent, made.head_no) == ("CS", "7000")
        await shell.press("escape", *keys_to("categories"), "n")
        for text in ("repair", "维修"):
            await shell.type(text)
            await shell.press("tab")
        await shell.press("ctrl+s")
        assert find_category(person("admin"), "repair").name_zh == "维修"
        await shell.press("n")
        await shell.type("leak")
        await shell.press("tab")
        await shell.type("漏水")
        await shell.press("ctrl+s")
        assert find_category(person("admin"), "repair.leak").parent == "repair"


@pytest.mark.req("TKT-03", "TKT-24")
async def test_the_routing_table_and_the_tariff_by_keyboard(desk: Desk, person: Person) -> None:
    add_rule(person("admin"), department="ENG", ticket_kind="repair")
    async with desk.console("admin", size=(120, 40)) as shell:
        await shell.press(*keys_to("routing"), "e", "tab", "tab", "tab")
        await shell.type("3栋")
        await shell.press("ctrl+s")
        assert "3栋" in shell.text()
        (row,) = list_rules(person("admin")).rows
        assert (row.building, row.department) == ("3栋", "ENG")
        await shell.press("escape", *keys_to("tariff"), "n")
        await shell.type("water.tap")
        await shell.press("tab")
        await shell.type("30")
        await shell.press("tab", "tab", "tab")
        await shell.type("水龙头")
        await shell.press("ctrl+s")
        assert "30.00" in shell.text()
        assert [price.name_zh for price in current_tariff(person("admin"))] == ["水龙头"]


@pytest.mark.req("SEC-05")
async def test_the_audit_log_opens_an_event_and_verifies_itself(desk: Desk) -> None:
    async with desk.console("auditor", size=(120, 40)) as shell:
        await shell.press(*keys_to("audit"), "enter")
        assert "hash" in shell.text()
        await shell.press("escape", "o")
        assert "every link whole" in shell.text()
        await shell.press("escape", "/")
        await shell.type("entity:department")
        await shell.press("enter")
        assert "staff 1" not in shell.text()


@pytest.mark.req("SEC-16")
async def test_the_database_is_shown_checked_and_backed_up(desk: Desk, tmp_path: Any) -> None:
    target = tmp_path / "b.db"
    async with desk.console("admin", size=(120, 40)) as shell:
        await shell.press(*keys_to("database"))
        assert "sqlite" in shell.text()
        assert "never" in shell.text()
        await shell.press("o", "c")
        assert "in order" in shell.text()
        await shell.press("escape", "o", "b")
        await shell.type(str(target))
        await shell.press("enter")
        assert target.is_file()
        assert "never" not in shell.text()
    async with desk.console("supervisor") as shell:
        await shell.press(*keys_to("database"), "o", "b")
        assert "Back up into" not in shell.text() or "may not" in shell.text()
        await shell.press("escape")


@pytest.mark.parametrize("part", PARTS)
async def test_every_part_works_small_and_in_chinese(desk: Desk, part: str) -> None:
    async with desk.console("admin", size=(60, 20), lang="zh") as shell:
        await shell.press(*keys_to(part))
        assert any("\u4e00" <= char <= "\u9fff" for char in shell.text())
        await shell.press("f8", "escape")


async def test_hostile_names_are_only_text(desk: Desk, person: Person, hostile: str) -> None:
    from csconsole.services.staff import edit_staff

    edit_staff(person("admin"), "1007", zone=f"x{hostile}"[:70])
    async with desk.console("admin", size=(160, 48)) as shell:
        await shell.press(*keys_to("staff"), *"jjjj")
        assert "1007" in shell.text()
        assert "\x1b" not in shell.text()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
@pytest.mark.parametrize("part", ["menu", *(part for part in PARTS if part not in NOT_PICTURED)])
def test_picture(
    desk: Desk, snap_compare: Callable[..., bool], part: str, size: tuple[int, int], lang: str
) -> None:
    press = ("9",) if part == "menu" else keys_to(part)
    if part == "settings":
        press = (*press, "/", *"sign_in", "enter")
    assert desk.snap(snap_compare, "admin", press=press, size=size, lang=lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_picture_of_the_database(
    desk: Desk, snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    found = DatabaseStatus(
        where="/srv/csconsole/desk.db",
        engine="SQLite",
        engine_version="3.51.3",
        revision="0006",
        needed="0006",
        state="current",
        size=41_500_000,
        staff=19,
        customers=2200,
        calls=10_204,
        tickets=1840,
        events=88_001,
    )
    monkeypatch.setattr("csconsole.services.database.database_status", lambda _url: found)
    monkeypatch.setattr("csconsole.screens.admin_database._settings_file", lambda: "/etc/csconsole.toml")
    monkeypatch.setattr("csconsole.screens.admin_database.__version__", "1.0")
    assert desk.snap(snap_compare, "admin", press=keys_to("database"), size=(80, 24), lang=lang)


async def test_a_pack_is_installed_after_saying_what_it_brings(desk: Desk, person: Person) -> None:
    async with desk.console("admin", size=(120, 30)) as shell:
        await shell.press(*keys_to("packs"))
        assert "telecom" in shell.text()
        await shell.press("end", "n")
        assert "routing rules" in shell.text()
        await shell.press("y")
        assert "rows added" in shell.toasts()[-1]
        await shell.press("end", "enter")
        assert "It is installed" in shell.text()
        assert "Install the pack" not in shell.text()
    assert list_packs(person("admin")).rows[-1].installed


@pytest.mark.parametrize(
    ("part", "title"),
    [
        ("staff", "Staff member  new"),
        ("departments", "Department  new"),
        ("categories", "Category  new"),
        ("routing", "Line of the routing table  new"),
        ("tariff", "Line of the tariff  new"),
    ],
)
async def test_a_form_says_what_is_made(desk: Desk, part: str, title: str) -> None:
    async with desk.console("admin", size=(120, 40)) as shell:
        await shell.press(*keys_to(part), "n")
        assert title in shell.lines()[0]


async def test_a_table_is_edited_line_by_line_and_an_error_names_its_place(
    desk: Desk, person: Person
) -> None:
    before = setting(person("admin"), "complaint.chain")
    async with desk.console("admin", size=(100, 40)) as shell:
        await shell.press(*keys_to("settings"), "/")
        await shell.type("complaint.chain")
        await shell.press("enter", "e")
        area = shell.screen.query_one("#answer", TextArea)
        assert area.document.line_count == len(before) + 2
        assert json.loads(area.text) == before
        area.text = '{\n  "supervisor": "supervisor",\n  "director": manager\n}'
        await shell.press("ctrl+s")
        await shell.idle()
        assert "line 3, character 15 cannot be read" in shell.text() + " ".join(shell.toasts())
    assert setting(person("admin"), "complaint.chain") == before
