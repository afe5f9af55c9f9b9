"""The lines of the frame: what is cut when there is no room."""

from __future__ import annotations

import pytest

from csconsole.text import cell_width
from csconsole.widgets.lines import Alarm
from csconsole.widgets.tones import Toned

RIGHT = ("Early shift", Toned("  "), "1007 Li Xiao", Toned("  "), "08:41")
ALARM = Alarm("T-0007 ", "厨房水槽下方漏水，客户要求今天上午上门 3-502", "：超时 22 小时，按 ! 打开")


@pytest.mark.parametrize("width", [58, 78, 158])
def test_an_alarm_keeps_number_time_and_key_whatever_is_cut(width: int) -> None:
    line = ALARM.line(RIGHT, width)
    assert cell_width(line) == width
    assert line.startswith("! T-0007 厨房水槽")
    assert "：超时 22 小时，按 ! 打开 " in line
    assert line.endswith(" 08:41")


def test_the_person_stands_behind_an_alarm_where_there_is_room() -> None:
    assert ALARM.line(RIGHT, 78).endswith(" 1007 Li Xiao  08:41")
    assert "Li Xiao" not in ALARM.line(RIGHT, 58)


def test_a_terminal_of_hardly_any_width_is_no_error() -> None:
    assert all(cell_width(ALARM.line(RIGHT, width)) <= max(width, 5) for width in range(30))
