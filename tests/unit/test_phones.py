"""Phone numbers: one comparable form whatever was typed; masked ones refused."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csconsole.services.phones import (
    PhoneError,
    RoundedPhoneError,
    display_phone,
    guess_phone,
    next_prefix,
    read_phone,
    suffix_range,
)


@pytest.mark.req("CALL-01", "REF-34")
@pytest.mark.parametrize(
    ("typed", "e164", "extension", "kind"),
    [
        ("19900000123", "+8619900000123", None, "mobile"),
        ("199 0000 0123", "+8619900000123", None, "mobile"),
        ("199-0000-0123", "+8619900000123", None, "mobile"),
        ("+86 199 0000 0123", "+8619900000123", None, "mobile"),
        ("0086-19900000123", "+8619900000123", None, "mobile"),
        ("１９９００００００１２", "+8619900000012", None, "mobile"),
        ("021-55500123", "+862155500123", None, "landline"),
        ("02155500123", "+862155500123", None, "landline"),
        ("(021)5550-0123", "+862155500123", None, "landline"),
        ("0086-21-55500123", "+862155500123", None, "landline"),
        ("021-55500123-801", "+862155500123", "801", "landline"),
        ("021-55500123转801", "+862155500123", "801", "landline"),
        ("021 5550 0123 ext. 801", "+862155500123", "801", "landline"),
        ("021-55500123x801", "+862155500123", "801", "landline"),
        ("+86-21-55500123-801", "+862155500123", "801", "landline"),
        ("400-820-0000", "+864008200000", None, "service"),
        ("4008200000-1", "+864008200000", "1", "service"),
        ("12345", "12345", None, "service"),
        ("95588", "95588", None, "service"),
        ("10086", "10086", None, "service"),
        ("110", "110", None, "service"),
        ("55500123", "55500123", None, "landline"),
        ("8000", "8000", None, "service"),
        ("+1 415 555 0123", "+14155550123", None, "foreign"),
        ("0044 20 7946 0123", "+442079460123", None, "foreign"),
    ],
)
def test_a_number_has_one_form(typed: str, e164: str, extension: str | None, kind: str) -> None:
    phone = read_phone(typed)
    assert phone is not None
    assert (phone.e164, phone.extension, phone.kind) == (e164, extension, kind)
    assert phone.reversed_digits == phone.digits[::-1]


def test_an_area_code_completes_local_numbers_only() -> None:
    for typed, e164 in [("55500123", "+862155500123"), ("12345", "12345"), ("95588", "95588")]:
        phone = read_phone(typed, area_code="021")
        assert phone is not None
        assert phone.e164 == e164


@pytest.mark.parametrize("typed", ["", "  ", "unknown", "Anonymous", "未知", "匿名", "无"])
def test_an_unknown_caller_has_no_number(typed: str) -> None:
    assert read_phone(typed) is None


@pytest.mark.req("REF-34")
@pytest.mark.parametrize(
    "typed",
    [
        "138****5678",
        "138＊＊＊＊5678",
        "138xxxx5678",
        "138XXXX5678",
        "138-xxxx-5678",
        "138????5678",
        "138....5678",
        "021-61****67",
        "138●●●●5678",
        "138____5678",
        "138*5678",
        "138####5678",
    ],
)
def test_a_masked_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneError) as refused:
        read_phone(typed)
    assert refused.value.rule == "REF-34"
    assert refused.value.value == typed
    assert guess_phone(typed) is None


@pytest.mark.parametrize(
    "typed", ["abc", "1380000567800000", "3-5021234x", "水管漏水", "+", "12", "+999 12 345"]
)
def test_what_cannot_be_called_is_refused(typed: str) -> None:
    with pytest.raises(PhoneError) as refused:
        read_phone(typed)
    assert refused.value.rule == "CALL-01"


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_the_short_way_for_mobiles_agrees_with_the_library(digits: str) -> None:
    number = phonenumbers.parse(digits, "CN")
    phone = read_phone(digits)
    assert phone is not None
    assert phone.e164 == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


_SERVICES = {
    phonenumbers.PhoneNumberType.TOLL_FREE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.UAN,
}


@given(st.from_regex(r"(0|\+860?|00860?)(10|2[0-9]|400|800|95[0-9]|[3-9][0-9]{2})[0-9]{7,8}", fullmatch=True))
def test_the_short_way_for_landlines_agrees_with_the_library(digits: str) -> None:
    number = phonenumbers.parse(digits.replace("0086", "+86", 1) if digits[:2] == "00" else digits, "CN")
    phone = read_phone(digits)
    assert phone is not None
    assert phone.e164 == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    service = phonenumbers.number_type(number) in _SERVICES
    assert phone.kind == ("service" if service else "landline")


@given(st.text())
def test_any_text_is_a_number_or_refused(text: str) -> None:
    phone = guess_phone(text)
    assert phone is None or phone.digits.isdigit()


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_reading_again_changes_nothing(text: str) -> None:
    phone = guess_phone(text)
    if phone is not None and phone.e164.startswith("+"):
        assert read_phone(phone.e164) is not None
        again = read_phone(phone.e164)
        assert again is not None
        assert again.e164 == phone.e164


DIGITS = st.text("0123456789", min_size=1, max_size=14)


@given(DIGITS, DIGITS)
def test_the_suffix_range_holds_exactly_what_ends_so(number: str, end: str) -> None:
    low, high = suffix_range(end)
    backwards = number[::-1]
    assert (low <= backwards < high) == number.endswith(end)


@given(st.text("ayz089", min_size=1, max_size=5), st.text("ayz089", min_size=1, max_size=5))
def test_the_next_prefix_bounds_letters_and_digits(name: str, start: str) -> None:
    high = next_prefix(start)
    assert (start <= name and (high is None or name < high)) == name.startswith(start)


@pytest.mark.parametrize(
    ("e164", "extension", "shown"),
    [
        ("+8619900000123", None, "199 0000 0123"),
        ("+862155500123", "801", "021-5550 0123-801"),
        ("+864008200000", None, "400-820-0000"),
        ("+14155550123", None, "+14155550123"),
        ("12345", None, "12345"),
    ],
)
def test_numbers_are_shown_as_people_write_them(e164: str, extension: str | None, shown: str) -> None:
    assert display_phone(e164, extension) == shown


def e164_of(text: str) -> str:
    phone = read_phone(text)
    assert phone is not None
    return phone.e164


@pytest.mark.req("REF-34")
def test_a_fraction_of_a_spreadsheet_is_no_digit() -> None:
    assert [e164_of(text) for text in ("19900000123.0", "１９９００００0123.0", "12345.0")] == [
        "+8619900000123",
        "+8619900000123",
        "12345",
    ]
    for text in ("19900000123.5", "1.99E+10", "1.99e10", "199E8", "19900000123.05"):
        with pytest.raises(RoundedPhoneError):
            read_phone(text)
    assert e164_of("021.5550.0123") == e164_of("021.55500123")
