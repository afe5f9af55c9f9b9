"""Phone numbers: E.164 plus what was typed (REF-34), extensions, service numbers, unknown callers.

A masked number (``138****5678``) is no number and is refused: stored, it would find the wrong customer.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from csconsole.errors import WrongFormError
from csconsole.i18n import _

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

REGION = "CN"
"""Where a number without a country code belongs, unless the site's settings say otherwise."""

_UNKNOWN = frozenset(
    {"", "-", "unknown", "anonymous", "private", "withheld", "restricted", "unavailable", "none", "n/a"}
    | {"未知", "未知号码", "匿名", "无", "无号码", "不详", "保密"}
)
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63~]")
_MASK = re.compile(r"[*●•○?#]{2,}|[*●•]|(?<=\d)[-. ]?(?:x{2,}|_{2,}|\.{2,}|×+)")
_AMOUNT = re.compile(r"(\+?\d{3,})\.0{1,2}", re.ASCII)
_ROUNDED = re.compile(r"\+?\d{7,}\.\d+|\+?\d+(?:\.\d+)?e\+?\d+", re.ASCII)
_ALLOWED = re.compile(r"[0-9+()\-\s./]+")
_WORDED_EXTENSION = re.compile(r"^(.*\d)[-\s]*(?:转|分机号?|;ext=|ext\.?|x|#|,)\s*(\d{1,6})$")
_DASHED_EXTENSION = re.compile(r"^((?:(?:\+|00)?86[- ]?)?(?:\(?0?\d{2,3}\)?[- ]?)?\d{7,8})-(\d{1,6})$")
_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})")
_LOCAL = re.compile(r"[2-8]\d{6,7}")
_LANDLINE = re.compile(r"(?:(?:\+|00)860?|0)((?!400|800|95)(?:10|2\d|[3-9]\d\d)[2-8]\d{6,7})")
_SERVICE = re.compile(r"\d{3,6}|95\d{4,6}|1008\d{2,4}|106\d{5,11}")


class PhoneError(WrongFormError):
    """What was typed is no phone number that could be called."""


class RoundedPhoneError(PhoneError):
    """A spreadsheet took the number for an amount and rounded it or gave it a fraction: digits are lost."""


class Phone(NamedTuple):
    """A number that can be called.

    ``e164`` is the number in the one form that is compared: E.164, or the bare digits of a service number and
    of a local number whose area nobody knows.
    """

    typed: str
    e164: str
    extension: str | None
    kind: str

    @property
    def digits(self) -> str:
        """Only the digits, without the extension."""
        return self.e164.lstrip("+")

    @property
    def reversed_digits(self) -> str:
        """The digits from the last to the first: a search for last digits becomes one for a prefix."""
        return self.e164[::-1].rstrip("+")

    @property
    def display(self) -> str:
        """The number as a person in the country reads it: ``199 0000 0123``, ``021-5550 0123-801``."""
        return display_phone(self.e164, self.extension)


def check_area_code(text: str) -> None:
    """Whether the setting ``phone.area_code`` may be saved like this. Raises ``ValueError`` with how it is
    written.
    """
    if text and not re.fullmatch(r"\d{1,6}", text):
        raise ValueError(_("Write an area code such as 021, or nothing."))


def read_phone(typed: str, *, area_code: str = "", region: str = REGION) -> Phone | None:
    """The number that was typed, or ``None`` when it says that the caller is unknown.

    ``area_code`` (such as ``021``) completes a local number. Raises ``PhoneError`` for a masked number (rule
    REF-34) and for text that is no number (rule CALL-01).
    """
    if typed.isascii() and typed.isdigit():  # most numbers by far
        return _phone(typed, typed, None, typed, area_code, region)
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", typed)).strip()
    folded = text.lower()
    if folded in _UNKNOWN:
        return None
    if _MASK.search(folded):
        raise PhoneError(
            _("{number} is masked; type the whole number.", number=typed),
            field="phone",
            value=typed,
            rule="REF-34",
        )
    if amount := _AMOUNT.fullmatch(folded):
        text = folded = amount[1]  # a spreadsheet's 13800000000.0 is the number it was made of
    elif _ROUNDED.fullmatch(folded):
        raise RoundedPhoneError(
            _("{number} was a phone number before a spreadsheet took it for an amount.", number=typed),
            field="phone",
            value=typed,
            rule="CALL-01",
            hint=_("Make its column text in the spreadsheet, and enter the whole number."),
        )
    main, extension = _split_extension(folded)
    plain = re.sub(r"[^0-9+]", "", main) if _ALLOWED.fullmatch(main) else ""
    return _phone(typed, text, extension, plain, area_code, region)


def _phone(typed: str, text: str, extension: str | None, plain: str, area_code: str, region: str) -> Phone:
    """The number whose digits are ``plain``; raises ``PhoneError`` where there are none or they are none."""
    found = _identify(plain, area_code, region) if plain else None
    if found is None:
        raise PhoneError(
            _("{number} is not a phone number.", number=typed), field="phone", value=typed, rule="CALL-01"
        )
    e164, kind = found
    return Phone(text, e164, extension, kind)


def guess_phone(typed: str | None, *, area_code: str = "", region: str = REGION) -> Phone | None:
    """The number if it is one, else ``None``: for a telephone system's files, where odd values are normal."""
    try:
        return read_phone(typed or "", area_code=area_code, region=region)
    except PhoneError:
        return None


def next_prefix(prefix: str) -> str | None:
    """The first text after all that begin with ``prefix``; ``None`` when there is none.

    ``prefix <= column < next_prefix(prefix)`` is a range that an index serves on both engines, for columns of
    digits and lower-case letters: every collation sorts those alike.
    """
    kept = prefix.rstrip("z")
    if not kept:
        return None
    return kept[:-1] + ("a" if kept[-1] == "9" else chr(ord(kept[-1]) + 1))


def suffix_range(digits: str) -> tuple[str, str]:
    """Bounds ``low <= reversed_digits < high`` of every number that ends with ``digits``."""
    low = digits[::-1]
    return low, next_prefix(low) or ""


def display_phone(e164: str, extension: str | None = None) -> str:
    """An ``e164`` value as people of the country write it; Chinese numbers lose the country code."""
    shown = e164
    if mobile := re.fullmatch(r"\+86(1[3-9]\d)(\d{4})(\d{4})", e164):
        shown = " ".join(mobile.groups())
    elif line := re.fullmatch(r"\+86(10|2\d|[3-9]\d\d)(\d{3,4})(\d{4})", e164):
        if line[1] in {"400", "800"} and len(line[2]) == 3:
            shown = f"{line[1]}-{line[2]}-{line[3]}"
        else:
            shown = f"0{line[1]}-{line[2]} {line[3]}"
    return f"{shown}-{extension}" if extension else shown


def extension_of(typed: str | None) -> str | None:
    """The extension in what was typed, or in a number as it is shown; ``None`` without one."""
    if not typed or (typed.isascii() and typed.isdigit()):
        return None
    text = _DASHES.sub("-", unicodedata.normalize("NFKC", typed)).strip().lower()
    return _split_extension(text.replace(" ", ""))[1]


def _split_extension(text: str) -> tuple[str, str | None]:
    found = _WORDED_EXTENSION.match(text) or _DASHED_EXTENSION.match(text)
    return (found[1], found[2]) if found else (text, None)


def _identify(plain: str, area_code: str, region: str) -> tuple[str, str] | None:
    """The number in its comparable form and its kind; ``None`` for what cannot be called."""
    if region == "CN":
        # Most numbers by far are of these forms; a save need not load the library for them.
        if mobile := _MOBILE.fullmatch(plain):
            return f"+86{mobile[1]}", "mobile"
        if _SERVICE.fullmatch(plain):
            return plain, "service"
        if _LOCAL.fullmatch(plain):
            if not area_code:
                return plain, "landline"
            plain = "0" + area_code.lstrip("0") + plain
        if landline := _LANDLINE.fullmatch(plain):
            return f"+86{landline[1]}", "landline"
    elif re.fullmatch(r"\d{3,6}", plain):
        return plain, "service"
    return _by_library(plain, region)


@lru_cache(maxsize=4096)
def _by_library(plain: str, region: str) -> tuple[str, str] | None:
    """The same by the library, which takes long: one call's number is read when the caller is looked up and
    when the call is saved.
    """
    import phonenumbers

    if plain.startswith("00"):
        plain = "+" + plain[2:]
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    again = phonenumbers.format_number(phonenumbers.parse(e164), phonenumbers.PhoneNumberFormat.E164)
    if again != e164:
        return None  # zeros that read as a trunk prefix each time: no exchange has such a number
    if number.country_code != phonenumbers.country_code_for_region(region):
        return e164, "foreign"
    return e164, _domestic_kind(number)


def _domestic_kind(number: PhoneNumber) -> str:
    import phonenumbers

    kind = phonenumbers.number_type(number)
    types = phonenumbers.PhoneNumberType
    if kind in {types.TOLL_FREE, types.SHARED_COST, types.PREMIUM_RATE, types.UAN}:
        return "service"
    return "mobile" if kind == types.MOBILE else "landline"
