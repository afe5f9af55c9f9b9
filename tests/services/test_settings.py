"""Settings: every file is sound, values are typed, changes need the right and leave a trace."""

from __future__ import annotations

import pytest

from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError
from csconsole.services.audit import list_events
from csconsole.services.context import Context
from csconsole.services.settings import (
    SettingSpec,
    change_setting,
    list_settings,
    registry,
    reset_setting,
    setting,
    show_setting,
)
from csconsole.services.settings.values import wrong_values
from tests.conftest import AsStaff


def test_every_setting_has_both_languages_and_a_default_of_its_type() -> None:
    assert registry()
    for spec in registry().values():
        assert spec.en.strip(), spec.key
        assert spec.zh.strip(), spec.key
        assert any("\u4e00" <= char <= "\u9fff" for char in spec.zh), spec.key
        spec.check(spec.default)


def test_the_default_holds_until_the_site_changes_it(ctx: Context, as_: AsStaff) -> None:
    assert setting(ctx, "sign_in.max_failures") == 5
    row = change_setting(as_("admin"), "sign_in.max_failures", "3", reason="audit advice")
    assert (row.value, row.default, row.changed) == (3, 5, True)
    assert setting(ctx, "sign_in.max_failures") == 3
    assert not reset_setting(as_("admin"), "sign_in.max_failures").changed
    assert setting(ctx, "sign_in.max_failures") == 5
    [reset, changed] = list_events(as_("auditor"), filter="entity:setting").rows
    assert (changed.action, changed.reason, changed.after) == (
        "setting_changed",
        "audit advice",
        {"key": "sign_in.max_failures", "value": 3},
    )
    assert (reset.action, reset.before, reset.after) == ("setting_reset", {"value": 3}, {"value": 5})


@pytest.mark.req("SEC-02")
def test_only_who_may_change_settings_does(as_: AsStaff) -> None:
    with pytest.raises(NotAllowedError):
        change_setting(as_("manager"), "sign_in.max_failures", 3)
    with pytest.raises(NotAllowedError):
        reset_setting(as_("manager"), "sign_in.max_failures")


@pytest.mark.parametrize("value", ["", "three", 0, 101, 2.5, True, None, [1]])
def test_a_value_of_the_wrong_type_or_range_is_refused(as_: AsStaff, value: object) -> None:
    with pytest.raises(InvalidInputError) as raised:
        change_setting(as_("admin"), "sign_in.max_failures", value)
    assert (raised.value.field, raised.value.rule) == ("sign_in.max_failures", "SEC-03")
    assert raised.value.hint


def test_an_unknown_key_names_the_nearest(ctx: Context) -> None:
    with pytest.raises(NotFoundError) as raised:
        setting(ctx, "sign_in.max_failure")
    assert "sign_in.max_failures" in (raised.value.hint or "")


def test_the_list_is_found_by_words_of_key_and_meaning(ctx: Context) -> None:
    assert [row.key for row in list_settings(ctx, filter="idle lock").rows] == ["sign_in.idle_lock"]
    assert show_setting(ctx, "sign_in.idle_lock").unit == "minutes"


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        ("int", "7", 7),
        ("float", "0.75", 0.75),
        ("bool", "yes", True),
        ("bool", "否", False),
        ("text", "a\x1bb", "ab"),
        ("list", "a, b，c", ["a", "b", "c"]),
        ("time", "23:59", "23:59"),
        ("limit", "3wd", "3wd"),
        ("table", '{"a": 1}', {"a": 1}),
        ("choice", "b", "b"),
    ],
)
def test_texts_are_read_by_the_type(kind: str, given: str, stored: object) -> None:
    spec = SettingSpec("k", "a", kind, None, "en", "zh", choices=("a", "b"))
    assert spec.check(given) == stored


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("float", "nan"),
        ("float", "inf"),
        ("bool", "maybe"),
        ("time", "24:00"),
        ("limit", "3 parsecs"),
        ("table", "[1]"),
        ("table", "{"),
        ("choice", "c"),
        ("text", 3),
        ("list", 3),
    ],
)
def test_what_is_not_of_the_type_is_refused(kind: str, given: object) -> None:
    with pytest.raises(InvalidInputError):
        SettingSpec("k", "a", kind, None, "en", "zh", choices=("a", "b")).check(given)


@pytest.mark.req("TKT-07")
@pytest.mark.parametrize(
    ("key", "table", "field"),
    [
        ("ticket.limits", {"repair": {"resolv": "24h"}}, "ticket.limits.repair"),
        ("ticket.limits", {"repair": {"resolve": "24 hours"}}, "ticket.limits.repair.resolve"),
        ("ticket.limits", {"complaint.grave": {"resolve": "3wd"}}, "ticket.limits.complaint.grave"),
        ("clock.escalations", {"boss": "24h"}, "clock.escalations.boss"),
        ("clock.escalations", {"manager": "soon"}, "clock.escalations.manager"),
    ],
)
def test_a_table_of_limits_that_no_clock_could_use_is_refused_when_it_is_saved(
    as_: AsStaff, key: str, table: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        change_setting(as_("admin"), key, table)
    assert refused.value.field == field
    assert not show_setting(as_("admin"), key).changed


ODD: tuple[object, ...] = (
    *("", " ", "abc", "-1", "0", "9" * 20, "1e400", "nan", "10 min", "5x", "24", "3wd", "999999wd", "null"),
    *("[]", "{}", '{"x":1}', '["a"]', '{"a":{"b":{"c":1}}}', "\u202e12", "25:61", "09:00-18:00", "5wd..3wd"),
    *(None, 3.5, [1, 2], {"a": 1}, ["50", "x"], ["-5", "200"], ["50"]),
)


def test_an_odd_value_is_refused_by_field_and_rule_and_what_is_taken_stays_as_it_is() -> None:
    refusals = [
        refused for spec in registry().values() for value in ODD if (refused := _refusal(spec, value))
    ]
    assert len(refusals) > len(registry()) * len(ODD) // 2
    assert [one for one in refusals if not (one.field and one.rule and one.message)] == []


def _refusal(spec: SettingSpec, value: object) -> InvalidInputError | None:
    try:
        found = spec.check(value)
    except InvalidInputError as refused:
        return refused
    assert spec.check(found) == found, (spec.key, value)
    return None


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("dispatch.strategy", "abc", "Use one of"),
        ("callback.window.repair", "abc", "today or month"),
        ("callback.window.delivery", "5wd..3wd", "today or month"),
        ("clock.warn_percent", "50, 75", "100 is one of them"),
        ("clock.warn_percent", "50,x,100", "100 is one of them"),
        ("ticket.deemed_acceptance", "soon", "such as 3wd"),
        ("journal.undo_within", "3wd", "minutes or hours"),
        ("ticket.dispatch_alert", "1d", "minutes or hours"),
        ("handover.keep_months", "0", "least is 1"),
        ("shift.late_grace_minutes", "-1", "least is 0"),
        ("promise.block_days", "7 d", "without its unit, which is"),
        ("phone.area_code", "Shanghai", "area code"),
    ],
)
def test_what_who_reads_it_could_not_use_is_refused_with_how_it_is_written(
    as_: AsStaff, key: str, value: str, hint: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        change_setting(as_("admin"), key, value)
    assert hint in f"{refused.value.message} {refused.value.hint}"
    assert refused.value.field == key


def test_a_list_in_brackets_is_the_list(as_: AsStaff) -> None:
    row = change_setting(as_("admin"), "clock.warn_percent", "[50, 75, 100]")
    assert row.value == ["50", "75", "100"]
    row = change_setting(as_("admin"), "import.outbound_contexts", '["a, b", "c"]')
    assert row.value == ["a, b", "c"]
    with pytest.raises(InvalidInputError):
        change_setting(as_("admin"), "import.outbound_contexts", "[a")


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("ticket.limits", '"repair" = { arrive = "15m" }'),
        ("ticket.limits", 'repair = { arrive = "15m" }'),
        ("ticket.limits", '{ repair = { arrive = "15m" } }'),
        ("ticket.limits", '{"repair": {"arrive": "15m"}}'),
        ("ticket.limits.repair", '{ arrive = "15m" }'),
        ("ticket.limits.repair", '{"arrive": "15m"}'),
    ],
)
def test_a_table_is_typed_with_colons_or_equals_signs(as_: AsStaff, key: str, text: str) -> None:
    assert change_setting(as_("admin"), key, text).value["repair"] == {"arrive": "15m"}


@pytest.mark.req("CBK-05")
def test_the_hours_of_callbacks_stay_in_order(ctx: Context, as_: AsStaff) -> None:
    with pytest.raises(InvalidInputError) as refused:
        change_setting(as_("admin"), "callback.first_hour", "23")
    assert "callback.last_hour" in str(refused.value.hint)
    change_setting(as_("admin"), "callback.first_hour", "20")
    for hour in ("1", "20"):
        with pytest.raises(InvalidInputError):
            change_setting(as_("admin"), "callback.last_hour", hour)
    for hour in ("0", "21"):
        change_setting(as_("admin"), "callback.last_hour", hour)
    assert wrong_values(ctx) == []


@pytest.mark.req("CALL-01")
def test_a_category_that_does_not_exist_says_nothing(as_: AsStaff) -> None:
    with pytest.raises(InvalidInputError):
        change_setting(as_("admin"), "call.no_content", "bogus")


@pytest.mark.parametrize(("typed", "value"), [("１２", 12), (" 12 ", 12), ("١٢", None), ("१२", None)])
def test_one_rule_for_digits(as_: AsStaff, typed: str, value: int | None) -> None:
    if value is None:
        with pytest.raises(InvalidInputError):
            change_setting(as_("admin"), "sign_in.lock_minutes", typed)
    else:
        assert change_setting(as_("admin"), "sign_in.lock_minutes", typed).value == value
