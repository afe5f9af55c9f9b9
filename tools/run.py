"""``make run``: the console on this user's database, or on a demo where there is none.

Without a terminal it builds the demo, plays its shift and prints the reports (or prints those of the demo
that is there already).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Run it and return the exit code."""
    from csconsole.cli.entry import run
    from csconsole.config import load_config
    from csconsole.paths import data_dir

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return run(["demo"])
    config = load_config()
    if os.environ.get("CSCONSOLE_DB") or config.db or (data_dir() / "csconsole.db").exists():
        return run([])
    demo = data_dir() / "demo.db"
    if not demo.exists() and (code := run(["demo"])):
        return code
    return run(["--db", str(demo)])


if __name__ == "__main__":
    sys.exit(main())
