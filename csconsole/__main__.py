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
    if sys.stderr is None:  # closed by the caller, as in `csconsole … 2>&-`: nobody wants to be told
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - open to the end
    if sys.stdout is None:
        from csconsole.cli.lost_stream import closed_stdout

        sys.stdout = closed_stdout()
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        return _print_version()
    try:
        from csconsole.cli.entry import run

        return run(arguments)
    except KeyboardInterrupt:  # while the program was still loading; later on `run` says it
        return 130
    finally:
        gc.freeze()  # nor is garbage looked for at the end of the process: its memory goes back as a whole


def _print_version() -> int:
    from csconsole import __version__

    try:
        sys.stdout.write(f"csconsole {__version__}\n")
        sys.stdout.flush()
    except BrokenPipeError as error:
        return _failed(error)
    except OSError as error:
        from csconsole.cli.afterwards import OutputLostError

        return _failed(OutputLostError(error.errno, error.strerror))
    return 0


def _failed(error: OSError) -> int:
    from csconsole.cli.failures import explain

    return explain(error)


if __name__ == "__main__":
    sys.exit(main())
