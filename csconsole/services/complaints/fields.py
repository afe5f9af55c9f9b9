"""The keys that the library of cases understands."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import ColumnElement, String, cast
from sqlmodel import col, or_

from csconsole.models import CaseRecord
from csconsole.services.query import EntityFields, FieldSpec, Kind, Op, Scope, Value, staff_field


def tagged(word: str) -> ColumnElement[bool]:
    """The cases with a tag that holds a word; tags are stored as JSON, which escapes Chinese."""
    found: ColumnElement[bool] = cast(col(CaseRecord.tags), String).icontains(
        json.dumps(word)[1:-1], autoescape=True
    )
    return found


def holding(word: str) -> ColumnElement[bool]:
    """The cases that hold a word in one of their texts or tags (KNW-04)."""
    return or_(*(one.icontains(word, autoescape=True) for one in CASES.within), tagged(word))


def _tag_is(_scope: Scope, _op: Op, value: Value) -> ColumnElement[bool]:
    return tagged(value.text)


CASES: Final = EntityFields(
    name="case_record",
    model=CaseRecord,
    fields=(
        FieldSpec("title", "标题", Kind.TEXT, CaseRecord.title),
        FieldSpec("class", "分类", Kind.EXACT, CaseRecord.case_class),
        FieldSpec("tag", "标签", Kind.CUSTOM, test=_tag_is, sortable=False),
        FieldSpec("lesson", "教训", Kind.TEXT, CaseRecord.lesson, sortable=False),
        staff_field("author", "作者", CaseRecord.author_id, aliases=("by",)),
        FieldSpec("created", "登记", Kind.INSTANT, CaseRecord.created_at, by=CaseRecord.id),
    ),
    within=(
        *(col(CaseRecord.title), col(CaseRecord.problem), col(CaseRecord.solution)),
        col(CaseRecord.case_class),
    ),
)
