"""Pages to print: written as HTML files into the folder in which the console was started."""

from __future__ import annotations

from pathlib import Path

from csconsole.errors import CsconsoleError
from csconsole.i18n import _


def write_page(name: str, text: str) -> Path:
    """Write ``text`` to ``NAME.html``, whole or not at all; where it is. Raises ``CsconsoleError``."""
    from csconsole.tabular.files import replacing

    path = Path.cwd() / f"{name}.html"
    try:
        with replacing(path) as file:
            file.write(text)
    except OSError as error:
        raise CsconsoleError(
            _("{file} cannot be written: {reason}", file=path, reason=error.strerror or error)
        ) from error
    return path
