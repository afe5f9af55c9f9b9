"""The language of the person at the keyboard: English in the code, Chinese from a gettext catalogue.

The English text is the message id. Write ``_("Ticket {number} is already closed.", number=n)``: a constant
text, placeholders by name, the values as keywords, never an f-string. The result is a plain ``str`` in the
language that is set when ``_`` is called, so call it when the text is needed, not when a module is imported.
For a table built at import write ``N_("Open")`` there, which only marks the text for the catalogue, and
``_(text)`` where it is shown. Texts that count use ``ngettext("{n} ticket", "{n} tickets", n)``.

Chinese texts are added with ``tools/messages.py add FILE`` (see there), never by editing the ``.po`` file; a
test fails on a text without a translation and on a translation whose placeholders differ. The language is
one for the process, in every thread: one person uses one process. Importing this module costs nothing; the
catalogue is read when a text is first needed in Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gettext import NullTranslations

LANGUAGES: Final = ("en", "zh")
DOMAIN: Final = "csconsole"
LOCALE_DIR: Final = Path(__file__).resolve().parent / "locale"

_PLACEHOLDER: Final = re.compile(r"\{\{|\}\}|\{([A-Za-z_]\w*)\}")

_language = "en"
_loaded: tuple[str, NullTranslations] | None = None


def language_of(tag: str) -> str | None:
    """``"zh"`` or ``"en"`` for a tag such as ``zh_CN.UTF-8`` or ``en``; None for any other language."""
    primary = re.split(r"[-_.@]", tag.strip().lower(), maxsplit=1)[0]
    return primary if primary in LANGUAGES else None


def set_language(tag: str) -> None:
    """Show every text from now on in this language, in all threads.

    Raises ``ValueError`` for a language other than Chinese and English.
    """
    global _language
    language = language_of(tag)
    if language is None:
        raise ValueError(f"no such language: {tag!r}")
    _language = language


def get_language() -> str:
    """The language texts are shown in: ``"zh"`` or ``"en"``."""
    return _language


def detect_language(env: Mapping[str, str]) -> str:
    """The language that the environment's locale asks for; English where it asks for none we have.

    Follows gettext: ``LANGUAGE`` (a list, ignored in the C locale), ``LC_ALL``, ``LC_MESSAGES``, ``LANG``.
    """
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    if locale.split(".")[0] not in ("", "C", "POSIX"):
        for tag in env.get("LANGUAGE", "").split(":"):
            if found := language_of(tag):
                return found
    return language_of(locale) or "en"


def N_(msgid: str) -> str:
    """Mark a constant for the catalogue and return it as it is; show it with ``_(constant)``."""
    return msgid


def _(msgid: str, /, **values: object) -> str:
    """``msgid`` in the current language, ``{name}`` replaced by the value of that name.

    Values are inserted as they are: braces in a customer's text mean nothing. A placeholder without a value
    stays as it is written, because a message must never be the thing that fails. ``{{`` and ``}}`` are plain
    braces.
    """
    return fill(_translations().gettext(msgid) if msgid else "", values)


def listed(words: Iterable[str], language: str | None = None) -> str:
    """Words one after the other, as the present language or the given one separates them."""
    return ("、" if (language or get_language()) == "zh" else ", ").join(words)


def named(name: str, value: object = "") -> str:
    """A name and what it is, with the colon of the present language."""
    return f"{name}：{value}" if get_language() == "zh" else f"{name}: {value}"


def apart(words: Iterable[str]) -> str:
    """Parts of a sentence one after the other, as the present language separates them."""
    return ("；" if get_language() == "zh" else "; ").join(words)


def ngettext(singular: str, plural: str, n: int, /, **values: object) -> str:
    """The form for ``n`` things; ``{n}`` is the number, other placeholders as in ``_``."""
    return fill(_translations().ngettext(singular, plural, n), {"n": n, **values})


def fill(template: str, values: Mapping[str, object]) -> str:
    """``template`` with each ``{name}`` replaced by its value, in one pass, without format specifications."""
    if "{" not in template and "}" not in template:
        return template

    def replace(match: re.Match[str]) -> str:
        name = match.group(1)
        if name is None:
            return match.group(0)[0]
        return str(values[name]) if name in values else match.group(0)

    return _PLACEHOLDER.sub(replace, template)


def placeholders(template: str) -> frozenset[str]:
    """The names of the placeholders in ``template``."""
    return frozenset(m.group(1) for m in _PLACEHOLDER.finditer(template) if m.group(1))


def _translations() -> NullTranslations:
    """The catalogue of the current language, read once; an empty one for English."""
    global _loaded
    language, loaded = _language, _loaded
    if loaded is not None and loaded[0] == language:
        return loaded[1]
    import gettext

    catalogue = gettext.NullTranslations()
    if language != "en":
        catalogue = gettext.translation(DOMAIN, str(LOCALE_DIR), [language], fallback=True)
    _loaded = (language, catalogue)
    return catalogue
