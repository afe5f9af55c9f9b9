"""What a setting names must exist; a line of a table is changed alone; packs' presets outlive a reset."""

from __future__ import annotations

from typing import Any

import pytest

from csconsole.errors import InvalidInputError
from csconsole.models import Setting
from csconsole.services.context import Context
from csconsole.services.entry import one_of
from csconsole.services.packs import install_pack
from csconsole.services.settings import change_setting, registry, reset_setting, setting, wrong_values
from csconsole.services.settings.naming import check_names
from tests.conftest import AsStaff, CommandLine


def test_every_default_names_what_exists(ctx: Context, as_: AsStaff) -> None:
    install_pack(as_("admin"), "core")
    for spec in registry().values():
        check_names(ctx, spec, spec.default)


@pytest.mark.req("REF-31")
@pytest.mark.parametrize(
    ("key", "value", "place", "known"),
    [
        ("calendar.name", "nosuch", "calendar.name", "office"),
        ("ticket.calendars", {"repair": "nosuch"}, "ticket.calendars.repair", "office"),
        (
            "ticket.calendars",
            {"nokind": "office"},
            "ticket.calendars.nokind",
            "install Installation, upgrade;",
        ),
        ("ticket.limits", {"installation": {"resolve": "3wd"}}, "ticket.limits.installation", "install"),
        ("ticket.limits", {"nokind.urgent": "3wd"}, "ticket.limits.nokind.urgent", "repair"),
        ("ticket.assignees", {"nokind": 2}, "ticket.assignees.nokind", "repair"),
        ("ticket.chargeable_kinds", ["nokind"], "ticket.chargeable_kinds", "special_service"),
        ("ticket.seasons", {"rain": {"from": "06-01", "to": "09-30", "category": "no.such"}}, None, ""),
        ("ticket.seasons", {"rain": {"to": "09-30"}}, "ticket.seasons.rain.from", "month-day"),
        ("calendar.name", "", "calendar.name", "office"),
        ("ticket.calendars", {"repair": []}, "ticket.calendars.repair", "text"),
        ("complaint.chain", {"director": []}, "complaint.chain.director", "text"),
        ("clock.pause_states", {"*": "waiting"}, "clock.pause_states.*", "brackets"),
        ("clock.pause_states", {"nokind": ["parked"]}, "clock.pause_states.nokind", "repair"),
        ("clock.pause_states", {"*": ["asleep"]}, "clock.pause_states.*", "parked"),
        ("complaint.product_department", "NOSUCH", "complaint.product_department", ""),
        ("complaint.senior_role", "boss", "complaint.senior_role", "manager"),
        ("complaint.chain", {"director": "boss"}, "complaint.chain.director", "manager"),
        ("callback.required.other", ["mood"], "callback.required.other", "satisfaction"),
    ],
)
def test_a_setting_that_names_what_does_not_exist_is_refused(
    ctx: Context, as_: AsStaff, key: str, value: Any, place: str | None, known: str
) -> None:
    before = setting(ctx, key)
    with pytest.raises(InvalidInputError) as refused:
        change_setting(as_("admin"), key, value)
    assert refused.value.field == (place or "ticket.seasons.rain.category")
    assert known in (refused.value.hint or "")
    assert setting(ctx, key) == before


@pytest.mark.req("TKT-31")
@pytest.mark.parametrize(
    ("kinds", "place"),
    [
        ({"a": 1}, "asset.kinds.a"),
        ({"a": {}}, "asset.kinds.a"),
        ({"a": None}, "asset.kinds.a"),
        ({"a": []}, "asset.kinds.a"),
        ({"a": {"b": 1}}, "asset.kinds.a"),
        ({"a": {"en": "A", "b": 1}}, "asset.kinds.a.b"),
        ({"a": {"en": 1}}, "asset.kinds.a.en"),
        ({"": ""}, "asset.kinds"),
        ({"a": {"en": "A", "checks": 1}}, "asset.kinds.a.checks"),
        ({"a": {"en": "A", "checks": {"c": 1}}}, "asset.kinds.a.checks.c"),
        ({"a": {"en": "A", "checks": {"c": {"en": "C", "days": "x"}}}}, "asset.kinds.a.checks.c.days"),
        ({"a": {"en": "A", "checks": {"c": {"en": "C", "days": 10**9}}}}, "asset.kinds.a.checks.c.days"),
    ],
)
def test_kinds_of_assets_are_checked_when_set(as_: AsStaff, kinds: Any, place: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        change_setting(as_("admin"), "asset.kinds", kinds)
    assert refused.value.field == place
    assert refused.value.exit_code == 2


def test_what_was_stored_wrong_is_found(ctx: Context) -> None:
    assert wrong_values(ctx) == []
    with ctx.write() as uow:
        uow.create(Setting(key="calendar.name", value="nosuch"), "setting_changed")
    [wrong] = wrong_values(ctx)
    assert "calendar.name" in wrong.message
    assert "nosuch" in wrong.message


@pytest.mark.req("REF-07")
def test_one_line_of_a_table_is_changed_and_reset_alone(ctx: Context, as_: AsStaff) -> None:
    admin, before = as_("admin"), setting(ctx, "ticket.limits")
    change_setting(admin, "ticket.limits.repair", '{"resolve": "12h"}')
    change_setting(admin, "ticket.limits.repair.urgent", "6h")
    assert setting(ctx, "ticket.limits") == {**before, "repair": {"resolve": "12h"}, "repair.urgent": "6h"}
    with pytest.raises(InvalidInputError):
        change_setting(admin, "ticket.limits.installation", "6h")
    reset_setting(admin, "ticket.limits.repair.urgent")
    reset_setting(admin, "ticket.limits.repair")
    assert setting(ctx, "ticket.limits") == before


@pytest.mark.req("REF-07")
def test_a_reset_keeps_what_installed_packs_preset(ctx: Context, as_: AsStaff) -> None:
    admin = as_("admin")
    install_pack(admin, "aftersales")
    install_pack(admin, "telecom")
    limits, kinds = setting(ctx, "ticket.limits"), setting(ctx, "ticket.chargeable_kinds")
    assert limits["device_repair"]["resolve"] == "5wd"
    change_setting(admin, "ticket.limits", {"other": "15m"})
    change_setting(admin, "ticket.chargeable_kinds", [])
    change_setting(admin, "calendar.name", "office")
    assert reset_setting(admin, "ticket.limits").value == limits
    assert reset_setting(admin, "ticket.chargeable_kinds").value == kinds
    assert reset_setting(admin, "calendar.name").value == "round-the-clock"


@pytest.mark.req("TKT-24")
def test_the_after_sales_pack_makes_its_kinds_chargeable(ctx: Context, as_: AsStaff) -> None:
    install_pack(as_("admin"), "aftersales")
    kinds = {"special_service", "device_repair", "install", "field_service"}
    assert set(setting(ctx, "ticket.chargeable_kinds")) == kinds


def test_the_doctor_says_which_setting_names_nothing(ctx: Context, cli: CommandLine) -> None:
    found = {each["check"]: each for each in cli("doctor", "--format=json").json}
    assert found["values"]["state"] == "fine"
    with ctx.write() as uow:
        uow.create(Setting(key="calendar.name", value="nosuch"), "setting_changed")
    found = {each["check"]: each for each in cli("doctor", "--format=json").json}
    assert found["values"]["state"] == "fault"
    assert "nosuch" in found["values"]["found"]
    assert "office" in found["values"]["advice"]


def test_known_values_with_commas_in_their_names_are_told_apart() -> None:
    with pytest.raises(InvalidInputError) as refused:
        one_of("ticket_kind", "installation", "kind")
    assert "install Installation, upgrade; after_sales After-sales;" in (refused.value.hint or "")
