"""The keys that the list of settings understands."""

from __future__ import annotations

import json
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from csconsole.services.query import EntityFields, FieldSpec, Kind

if TYPE_CHECKING:
    from csconsole.services.settings.values import SettingRow


def _value(row: SettingRow) -> str:
    """The value as text."""
    return row.value if isinstance(row.value, str) else json.dumps(row.value, ensure_ascii=False)


SETTINGS: Final = EntityFields(
    name="setting",
    model=None,
    fields=(
        FieldSpec("key", "键", Kind.TEXT, attrgetter("key")),
        FieldSpec("area", "范围", Kind.EXACT, attrgetter("area")),
        FieldSpec("about", "含义", Kind.TEXT, attrgetter("about"), sortable=False),
        FieldSpec("value", "值", Kind.TEXT, _value, sortable=False),
        FieldSpec("unit", "单位", Kind.EXACT, attrgetter("unit")),
        FieldSpec("type", "类型", Kind.EXACT, attrgetter("type")),
        FieldSpec("rule", "依据", Kind.EXACT, attrgetter("source"), aliases=("source",)),
        FieldSpec("changed", "已改", Kind.FLAG, attrgetter("changed")),
    ),
    default_sort="",
    within=(attrgetter("key"), attrgetter("about")),
)
