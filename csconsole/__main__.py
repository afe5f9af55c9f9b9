"""``python -m csconsole`` and the ``csconsole`` command."""

from __future__ import annotations

import gc
import os
import sys

NEW_OBJECTS = 250_000
"""So many objects are made before Python looks for garbage among them: more than any command needs to start.
Looking at every 700, as is its habit, finds nothing while modules load and takes a third of their time.
"""


def main() -> int:
    """Run one command line, or the console if there is none; returns the exit code (see ``cli/failures.py``).

    ``--version`` is answered before anything else is imported, because scripts ask it often.
    """
    gc.set_threshold(NEW_OBJECTS, 10, 10)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller, as in `csconsole … >&-`
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open to the end
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        from csconsole import __version__

        sys.stdout.write(f"csconsole {__version__}\n")
        return 0
    try:
        from csconsole.cli.entry import run

        return run(arguments)
    except KeyboardInterrupt:  # while the program was still loading; later on `run` says it
        return 130
    finally:
        gc.freeze()  # nor is garbage looked for at the end of the process: its memory goes back as a whole


if __name__ == "__main__":
    sys.exit(main())
