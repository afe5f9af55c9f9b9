"""A table of settings is given as a whole: what the change took away, added and changed is said."""

from __future__ import annotations

import json

import pytest

from csconsole.services.settings import show_setting
from csconsole.services.settings.difference import Difference, difference
from tests.conftest import AsStaff, CommandLine

KEY = "ticket.limits"


def test_the_difference_of_two_values() -> None:
    before, after = {"a": "1h", "b": 2, "c": {"x": 1}}, {"a": "2h", "c": {"x": 1}, "d": ["y"]}
    assert difference(before, after) == Difference(('d = ["y"]',), ("b = 2",), ("a = 1h → 2h",))
    assert difference(["a", "b"], ["b", "c"]) == Difference(("c",), ("a",))
    assert difference(5, 7).sentences() == ()
    assert difference(before, before).sentences() == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_setting_a_table_says_which_lines_are_gone(cli: CommandLine, as_: AsStaff) -> None:
    table = dict(show_setting(as_("admin"), KEY).value)
    lost = next(iter(table))
    left = {name: value for name, value in table.items() if name not in (lost, "dispute")}
    ran = cli("setting", "set", KEY, json.dumps({**left, "dispute": {"resolve": "9h"}}), as_="admin")
    assert ran.code == 0, ran.stderr
    assert f"Removed: {lost} = " in ran.stderr
    assert 'Added: dispute = {"resolve": "9h"}' in ran.stderr
    assert "Changed:" not in ran.stderr
    back = cli("setting", "reset", KEY, as_="admin", lang="zh")
    assert f"新增：{lost} = " in back.stderr
    assert "删除：dispute = " in back.stderr
    plain = cli("setting", "set", "sign_in.idle_lock", "5", as_="admin")
    assert plain.stderr == ""
