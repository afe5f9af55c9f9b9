"""Every budget of the design beside its limit, measured in the same run.

usage: python -m bench.run [WORD …] [--size ROWS] [--list]

Each line prints what was measured, the limit measured in this run, their ratio and the budget. WORD keeps the
lines whose name holds it. ROWS is the size of the large database (default 10 000 000 calls; it is built once
and kept in ``CSCONSOLE_BENCH_DIR``, default the user's cache folder).
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time

from bench.measure import Line

MODULES = (
    "startup",
    "saving",
    "importing",
    "contention",
    "console",
    "lookups",
    "searching",
    "feed",
    "reports",
    "exports",
)
"""In the order in which they run; each has a list ``LINES``."""


def lines(words: list[str]) -> list[Line]:
    """The lines whose name holds one of the words; all without words. A word that is in no name ends the run:
    what measures nothing keeps no budget.
    """
    found: list[Line] = []
    for name in MODULES:
        found.extend(importlib.import_module(f"bench.{name}").LINES)
    if unknown := [word for word in words if not any(word in line.name for line in found)]:
        sys.exit(f"no line is called {', '.join(unknown)}; see --list")
    return [line for line in found if not words or any(word in line.name for word in words)]


def main(argv: list[str]) -> int:
    """Measure and print; 1 when a budget is missed."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--size", type=int, default=10_000_000)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args(argv)
    chosen = lines(options.words)
    if options.list:
        print("\n".join(line.name for line in chosen))
        return 0
    missed = 0
    for line in chosen:
        started = time.monotonic()
        for result in line.measure(options.size):
            missed += not result.kept
            print(result.text(line.name), flush=True)
        print(f"    {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    print(f"{missed} of the budgets missed" if missed else "every budget kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
