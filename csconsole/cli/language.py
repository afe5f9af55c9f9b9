"""The language of one command line: ``--lang``, else ``CSCONSOLE_LANG``, else the locale."""

from __future__ import annotations

import gettext
import os
from collections.abc import Sequence

from csconsole.errors import UsageError
from csconsole.i18n import DOMAIN, LOCALE_DIR, _, detect_language, language_of, set_language


def use_language(tag: str) -> None:
    """Show every text in this language, the option parser's own texts too. Raises ``UsageError`` for another
    one.
    """
    if language_of(tag) is None:
        raise UsageError(
            _("There is no language “{tag}”.", tag=tag),
            field="--lang",
            hint=_("Use zh or en."),
        )
    set_language(tag)
    # The option parser translates its messages with gettext's global functions, which read LANGUAGE.
    os.environ["LANGUAGE"] = language_of(tag) or "en"
    gettext.bindtextdomain(DOMAIN, str(LOCALE_DIR))
    gettext.textdomain(DOMAIN)


def asked_language(arguments: Sequence[str]) -> str | None:
    """What ``--lang`` before the noun says, read before anything is parsed so that ``--help`` is translated
    too.
    """
    words = iter(arguments)
    for word in words:
        if word == "--lang":
            return next(words, None)
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word in ("--db", "--as"):
            next(words, None)
        elif not word.startswith("-"):
            return None
    return None


def default_language() -> str:
    """The language of a command that names none: ``CSCONSOLE_LANG``, else the locale's, else English."""
    return language_of(os.environ.get("CSCONSOLE_LANG", "")) or detect_language(os.environ)
