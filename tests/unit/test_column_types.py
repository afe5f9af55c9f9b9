"""Columns of the same type share one type object, which a console has hundreds of otherwise."""

from __future__ import annotations

from sqlalchemy.types import SchemaType

from csconsole.models.whole import every_table


def test_columns_of_one_type_share_it() -> None:
    kinds: dict[str, set[int]] = {}
    for table in every_table().tables.values():
        for column in table.columns:
            if not isinstance(column.type, SchemaType):
                kinds.setdefault(f"{type(column.type).__qualname__} {column.type!r}", set()).add(
                    id(column.type)
                )
    assert len(kinds) > 5
    assert {kind for kind, objects in kinds.items() if len(objects) > 1} == set()


def test_texts_of_another_length_are_another_type() -> None:
    tables = every_table().tables
    lengths = {
        getattr(column.type, "length", None): id(column.type)
        for table in tables.values()
        for column in table.columns
        if type(column.type).__name__ == "AutoString"
    }
    assert len(lengths) > 3
    assert len(set(lengths.values())) == len(lengths)
