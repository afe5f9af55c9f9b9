"""``python -m csconsole`` and the ``csconsole`` command."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run one command line, or the console if there is none; returns the exit code (see ``cli/failures.py``).

    ``--version`` is answered before anything else is imported, because scripts ask it often.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller, as in `csconsole … >&-`
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open to the end
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        from csconsole import __version__

        sys.stdout.write(f"csconsole {__version__}\n")
        return 0
    from csconsole.cli.main import run

    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
