"""A row that could not be taken, and why."""

from __future__ import annotations

from typing import NamedTuple


class Rejected(NamedTuple):
    """One refused row of a file.

    ``line`` counts from 1 as an editor does; ``column`` is the name of the column, or ``""`` when the whole
    line is meant; ``value`` is what stood there, as it was read; ``rule`` is a code of the list
    ``import_rule``.
    """

    line: int
    column: str
    value: str
    rule: str
