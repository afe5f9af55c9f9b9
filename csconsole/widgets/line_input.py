"""A field of one line whose size does not depend on what is typed."""

from __future__ import annotations

from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input


class LineInput(Input):
    """Textual's field, without laying the whole screen out again for each letter: its width comes from its
    place, its height is one row.
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)
