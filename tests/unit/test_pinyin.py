"""Names are found by pinyin and initials."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csconsole.pinyin import keyboard_query, name_keys


@pytest.mark.req("CUS-01")
@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("欧阳晓雯", "ouyangxiaowen", "oyxw"),
        ("单晓东", "shanxiaodong", "sxd"),
        ("曾国平", "zengguoping", "zgp"),
        ("万俟云", "moqiyun", "mqy"),
        ("吕女士", "lvnvshi", "lns"),
        ("Li Xiao", "lixiao", "lx"),
        ("O'Brien, Mary", "obrienmary", "obm"),
        ("王 Jie", "wangjie", "wj"),
        ("", "", ""),
        ("ＡＢＣ贸易", "abcmaoyi", "amy"),
    ],
)
def test_name_keys(name: str, pinyin: str, initials: str) -> None:
    keys = name_keys(name)
    assert (keys.pinyin, keys.initials) == (pinyin, initials)


def test_an_organisation_has_no_surname() -> None:
    assert name_keys("单车公司", person=False).pinyin == "danchegongsi"
    assert name_keys("单车公司", person=True).pinyin.startswith("shan")


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("Ouyang Xiao", "ouyangxiao"),
        ("OYXW", "oyxw"),
        ("o'brien", "obrien"),
        ("欧阳", None),
        ("", None),
        ("?", None),
    ],
)
def test_keyboard_query(typed: str, query: str | None) -> None:
    assert keyboard_query(typed) == query


@given(st.text(max_size=200))
def test_keys_fit_their_columns(name: str) -> None:
    keys = name_keys(name)
    assert len(keys.pinyin) <= 240
    assert len(keys.initials) <= 60
    assert keys.pinyin == keys.pinyin.lower()
