"""Text that somebody else wrote: made harmless on the way in and again on the way out.

A customer, a file or a telephone system may send terminal commands, characters that turn the writing
direction, spreadsheet formulas. ``clean`` drops them when a text comes in; ``literal`` makes visible what is
left when a text goes out. Nothing here imports more than the standard library before it is needed.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# C0 without tab and newline, DEL, C1; direction marks, overrides and isolates; soft hyphen, zero-width space
# and byte order mark, which hide in numbers and names; invisible tags; lone surrogates; code points that are
# no characters.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
_SPACES = re.compile(r"\s+")
_BREAKS = re.compile(r"[^\S \u3000]+")  # white space that is no space: it would break or widen the line
_FORMULA_START = "=+-@\t\r\n＝＋－＠"
_DOTS = ".."
_MOST_DIGITS = 18  # what every database holds
_ENDS_A_PHRASE = frozenset("，。、；：？！）】》〉」』〕”’…,.;:?!)]}%％·")
_BEGINS_A_PHRASE = frozenset("（【《〈「『〔“‘([{")


def clean(text: str) -> str:
    """``text`` as it may be stored: NFC, every line end a newline, harmful characters dropped.

    Newline and tab stay. Doing it twice changes nothing.
    """
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _HARMFUL.sub("", _LINE_ENDS.sub("\n", text)))


def one_line(text: str) -> str:
    """``clean`` text on one line: every run of white space is one space, none at the ends."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _SPACES.sub(" ", clean(text)).strip()


def plain_number(text: str) -> str:
    """A number as it was typed, without spaces, its full-width digits made plain. Raises ``ValueError`` for
    digits of other scripts and for what only a program writes, as ``1_000``.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain.isascii() or "_" in plain:
        raise ValueError(text)
    return plain


def whole_number(text: str) -> int | None:
    """A number of digits alone, not below zero, as it was typed; ``None`` for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= _MOST_DIGITS else None


def literal(text: str) -> str:
    """``text`` as it may be written to a terminal: a harmful character becomes a visible mark, as ``<1B>``.

    Newline and tab stay. The result holds no character that a terminal would obey; markup in it is not looked
    at, so never hand it to something that reads markup.
    """
    if text.isascii() and text.isprintable():
        return text
    return _HARMFUL.sub(lambda found: f"<{ord(found.group()):02X}>", text)


def literal_line(text: str) -> str:
    """``literal`` text for one line of a list: newlines and tabs become spaces too."""
    if text.isascii() and text.isprintable():
        return text
    return literal(_BREAKS.sub(" ", text))


def cell_width(text: str) -> int:
    """How many terminal cells ``text`` takes; a Chinese character takes two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def cut(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells; two dots, narrow on every terminal, stand for what was cut off."""
    if cell_width(text) <= width:
        return text
    if width <= len(_DOTS):
        return _DOTS[: max(width, 0)]
    from rich.cells import set_cell_size

    return set_cell_size(text, width - len(_DOTS)).rstrip() + _DOTS


def pad(text: str, width: int, *, right: bool = False) -> str:
    """``text`` cut or filled with spaces to exactly ``width`` cells; ``right`` puts the spaces before it."""
    text = cut(text, width)
    spaces = " " * (width - cell_width(text))
    return spaces + text if right else text + spaces


def fold(text: str, width: int) -> list[tuple[int, int]]:
    """Where the lines of a one-line ``text`` begin and end when each has at most ``width`` cells.

    A line ends at a space, or beside a double-width character; never within a word or a number such as
    ``T20261122-0001``, unless that alone is wider than a line; no line begins with punctuation that closes or
    ends with what opens. Spaces at the end of a line belong to none.
    """
    lines: list[tuple[int, int]] = []
    start = good = filled = 0
    for at, char in enumerate(text):
        if at > start and _may_part(text[at - 1], char):
            good = at
        cells = cell_width(char)
        while filled + cells > width and at > start and not char.isspace():
            end = good if good > start else at
            lines.append((start, start + len(text[start:end].rstrip())))
            start = end
            filled = cell_width(text[start:at])
        filled += cells
    return [*lines, (start, len(text))]


def folded(text: str, width: int) -> str:
    """``text`` with a newline wherever :func:`fold` ends a line."""
    return "\n".join(line[a:b] for line in text.split("\n") for a, b in fold(line, width))


def _may_part(before: str, after: str) -> bool:
    if before.isspace():
        return not after.isspace()
    if after.isspace() or after in _ENDS_A_PHRASE or before in _BEGINS_A_PHRASE:
        return False
    return cell_width(before) > 1 or cell_width(after) > 1


def formula_safe(text: str) -> str:
    """``text`` as a cell of an export: an apostrophe before what a spreadsheet would run as a formula."""
    if not text:
        return text
    first = text[0] if text[0] != " " else text.lstrip(" ")[:1]
    return "'" + text if first and first in _FORMULA_START else text


_NO_DIGITS = re.compile(r"[^0-9+]+")
_MOBILE = re.compile(r"(?:\+?86|0)?(1[3-9]\d)\d{4}(\d{4})")
_CHINESE_LINE = re.compile(r"(?:\+?86|0)(10|2\d|[3-9]\d\d)(\d{7,8})")
_SERVICE = re.compile(r"(?:\+?86)?[48]00\d{7}|(?:\+86)?95\d{3,7}")
_SUBSCRIBER = re.compile(r"\d{7,8}-\d{1,6}$")
_EXTENSION = re.compile(r"(?:-|;ext=|\s*(?:x|ext\.?|转)\s*)\d{1,6}$", re.IGNORECASE)


def mask_phone(number: str) -> str:
    """``number`` with its middle four digits hidden (SEC-08): ``138****5678``, ``021-61****67``, the same
    however it was typed.

    An extension is hidden whole. Short service numbers (``12345``) and 400, 800 and 95 numbers are no one's
    and stay readable; text without digits, such as an unknown caller, comes back as it is.
    """
    digits = _plain(number)
    if _SERVICE.fullmatch(digits):
        return number
    extension = _extension(number, digits)
    if extension:
        digits = _plain(number[: extension.start()])
    if len(digits.lstrip("+")) <= 6:
        return number
    return _mask_digits(digits) + ("-***" if extension else "")


def _extension(number: str, plain: str) -> re.Match[str] | None:
    """The extension at the end; a dash before the last digits of a whole number begins none. ``plain`` are
    the digits of all of it.
    """
    if len(plain.lstrip("+")) <= 8:
        return None
    found = _EXTENSION.search(number)
    whole = _MOBILE.fullmatch(plain) or _CHINESE_LINE.fullmatch(plain)
    return None if found and found[0][0] == "-" and whole and not _SUBSCRIBER.search(number) else found


def _plain(number: str) -> str:
    digits = _NO_DIGITS.sub("", number if number.isascii() else unicodedata.normalize("NFKC", number))
    return "+" + digits[2:] if digits.startswith("00") and len(digits) > 9 else digits


def _mask_digits(digits: str) -> str:
    if mobile := _MOBILE.fullmatch(digits):
        return f"{mobile[1]}****{mobile[2]}"
    if line := _CHINESE_LINE.fullmatch(digits):
        return f"0{line[1]}-{_hide_middle(line[2])}"
    if len(digits) <= 8:
        return _hide_middle(digits)
    return f"{digits[:-8]}****{digits[-4:]}"


def _hide_middle(digits: str) -> str:
    before = (len(digits) - 4) // 2
    return f"{digits[:before]}****{digits[before + 4 :]}"
