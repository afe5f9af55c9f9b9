"""A picture of the console as it looks on a database: SVG, and PNG where rsvg-convert is installed.

``python tools/picture.py OUT.png --db FILE --as 1007 --keys 3,enter --size 120x40 --lang zh``
"""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from csconsole.clock import Clock, FrozenClock, SystemClock
from csconsole.config import Config, load_config
from csconsole.launch import prepare_terminal

if TYPE_CHECKING:
    from textual.pilot import Pilot


CELL = 12.2
"""Width of one cell in the pictures that Textual makes."""
_INDENTED = re.compile(
    r'(?P<head><text [^>]*?)x="(?P<x>[\d.]+)"(?P<middle>[^>]*?)'
    r'textLength="(?P<length>[\d.]+)"(?P<tail>[^>]*)>'
    r"(?P<spaces>(?:&#160;)+)(?=[^<&])"
)


async def take(
    out: Path, config: Config, clock: Clock, *, who: str, keys: list[str], size: tuple[int, int], lang: str
) -> None:
    """Open the console without a terminal, press the keys and save what it shows."""
    from csconsole.app import Console
    from csconsole.screens.store_gate import StoreGate

    gate = StoreGate(config, clock, as_staff=who)
    app = Console(config, gate, clock, lang=lang)
    async with app.run_test(size=size) as pilot:
        await _rest(pilot)
        for key in keys:
            if key.startswith("text:"):
                await pilot.press(*("space" if c == " " else c for c in key.removeprefix("text:")))
            else:
                await pilot.press(key)
            await _rest(pilot)
        out.write_text(unindent(app.export_screenshot(title="csconsole")), encoding="utf-8")


def unindent(svg: str) -> str:
    """Move every text to where its first visible character stands: rsvg-convert drops spaces before it."""

    def moved(found: re.Match[str]) -> str:
        spaces = found["spaces"].count("&#160;")
        x = float(found["x"]) + spaces * CELL
        length = float(found["length"]) - spaces * CELL
        return f'{found["head"]}x="{x:.1f}"{found["middle"]}textLength="{length:.1f}"{found["tail"]}>'

    return _INDENTED.sub(moved, svg)


async def _rest(pilot: Pilot[None]) -> None:
    for _round in range(100):
        await pilot.pause()
        busy = [w for w in pilot.app.workers if not w.is_finished and w.group != "listen"]
        if not busy:
            break
        await asyncio.sleep(0.02)
    await pilot.pause()


def main() -> int:
    """Take one picture; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--db", default="")
    parser.add_argument("--as", dest="who", default="")
    parser.add_argument("--keys", default="", help="comma separated Textual keys; text:abc types abc")
    parser.add_argument("--size", default="80x24")
    parser.add_argument("--lang", default="en")
    parser.add_argument("--theme", default="")
    parser.add_argument("--at", default="", help="freeze the clock at this UTC time, ISO 8601")
    options = parser.parse_args()
    config = load_config()
    if options.db:
        config = replace(config, db=options.db)
    if options.theme:
        config = replace(config, theme=options.theme)
    clock: Clock = FrozenClock(datetime.fromisoformat(options.at)) if options.at else SystemClock()
    prepare_terminal(config)
    width, height = (int(n) for n in options.size.split("x"))
    svg = options.out.with_suffix(".svg")
    keys = [key for key in options.keys.split(",") if key]
    asyncio.run(take(svg, config, clock, who=options.who, keys=keys, size=(width, height), lang=options.lang))
    if options.out.suffix == ".png":
        program = shutil.which("rsvg-convert")
        if program is None:
            sys.stderr.write(f"rsvg-convert is not installed; the picture is {svg}\n")
            return 1
        subprocess.run([program, "-o", str(options.out), str(svg)], check=True)
        svg.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
