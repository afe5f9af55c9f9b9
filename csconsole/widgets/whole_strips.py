"""What lies over a screen keeps its double-width characters whole.

Textual divides each line of a screen wherever any widget begins or ends, also one that is covered: a Chinese
character of a list or a message that lies over such an edge became a blank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region, Spacing
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static
from textual.widgets._toast import Toast


def _without_bars(widget: Widget, region: Region) -> Region:
    """The part of its place that a widget draws in one piece: its bars, inside its border, are widgets."""
    bars, border = widget.scrollbar_gutter, widget.styles.border.spacing
    right = bars.right + border.right if bars.right else 0
    below = bars.bottom + border.bottom if bars.bottom else 0
    return region.shrink(Spacing(0, right, below, 0))


class WholeStrips(Compositor):
    """The compositor of every screen: a line of what lies over the others is one piece."""

    def __init__(self) -> None:
        super().__init__()
        self._looked_at: dict[Widget, tuple[Region, Region]] | None = None
        self._over: list[tuple[Widget, Region]] = []

    def _lying_over(self) -> list[tuple[Widget, Region]]:
        """The lists and messages over the screen with their places, looked for once a layout."""
        seen = self.visible_widgets
        if seen is not self._looked_at:
            self._looked_at = seen
            self._over = [
                (widget, _without_bars(widget, region))
                for widget, (region, clip) in seen.items()
                if isinstance(widget, Static | ScrollView)
                and (isinstance(widget, Toast) or widget.styles.overlay == "screen")
                and clip.contains_region(region)
            ]
        return self._over

    def _render_chops(
        self, crop: Region, is_rendered_line: Callable[[int], bool]
    ) -> Sequence[Mapping[int, Strip]]:
        """The pieces of each line; all that something shows in a line is in its first piece, the others of it
        are empty.
        """
        chops = super()._render_chops(crop, is_rendered_line)
        lying = self._lying_over()
        if not lying:
            return chops
        lines = [dict(line) for line in chops]
        for at, (widget, place) in enumerate(lying):
            if not crop.overlaps(place):
                continue
            before = [region for _widget, region in lying[:at]]
            strips = widget.render_lines(Region(0, 0, place.width, place.height))
            for y, strip in zip(place.line_range, strips, strict=False):
                row = Region(place.x, y, place.width, 1)
                if not is_rendered_line(y) or any(region.overlaps(row) for region in before):
                    continue
                first, *others = (x for x in lines[y] if place.x <= x < place.right)
                lines[y].update({first: strip, **dict.fromkeys(others, Strip([], 0))})
        return lines

    def render_partial_update(self) -> ChopsUpdate | None:
        """What has changed; where that touches something that lies over the screen, all of that."""
        dirty = self._dirty_regions
        if dirty:
            for _widget, place in self._lying_over():
                if any(region.overlaps(place) for region in dirty):
                    dirty.add(place)
        return super().render_partial_update()
