"""Pinyin and initials of names, computed when a name is written so that a search needs no dictionary."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CHUNK = re.compile(rf"([{_HAN}]+)|((?:(?![{_HAN}])[^\W_])+)")
_PINYIN_MAX, _INITIALS_MAX = 240, 60

# Characters that read differently when they are a surname; the first entry that fits the name's start holds.
_SURNAMES = {
    "万俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"),
    "令狐": ("ling", "hu"),
    "单": ("shan",),
    "曾": ("zeng",),
    "仇": ("qiu",),
    "解": ("xie",),
    "查": ("zha",),
    "区": ("ou",),
    "盖": ("ge",),
    "朴": ("piao",),
    "任": ("ren",),
    "华": ("hua",),
    "翟": ("zhai",),
    "覃": ("qin",),
    "召": ("shao",),
    "员": ("yun",),
    "尹": ("yin",),
    "缪": ("miao",),
    "祭": ("zhai",),
    "逄": ("pang",),
    "乜": ("nie",),
    "黑": ("he",),
    "繁": ("po",),
    "秘": ("bi",),
    "洗": ("xian",),
    "冼": ("xian",),
    "折": ("she",),
    "种": ("chong",),
    "重": ("chong",),
    "晟": ("cheng",),
    "郇": ("xun",),
    "曲": ("qu",),
    "应": ("ying",),
    "宁": ("ning",),
    "葛": ("ge",),
    "乐": ("yue",),
    "车": ("che",),
    "参": ("shen",),
    "都": ("du",),
    "大": ("da",),
    "过": ("guo",),
    "哈": ("ha",),
    "纪": ("ji",),
    "那": ("na",),
    "宿": ("su",),
    "隗": ("wei",),
    "谌": ("chen",),
    "相": ("xiang",),
    "燕": ("yan",),
    "於": ("yu",),
    "訾": ("zi",),
}
_PERSON_LENGTH = 4


@dataclass(frozen=True, slots=True)
class NameKeys:
    """How a name is found by keyboard: ``ouyangxiaowen`` and ``oyxw``."""

    pinyin: str
    initials: str


def name_keys(name: str, *, person: bool = True) -> NameKeys:
    """Pinyin without tones and the first letters of every syllable or word, lower case, cut to the columns.

    ``person`` reads the start of a short Chinese name as a surname (``单`` is ``shan``, not ``dan``).
    """
    syllables: list[str] = []
    for at, (han, word) in enumerate(_CHUNK.findall(unicodedata.normalize("NFKC", name))):
        if han:
            syllables.extend(_read(han, surname_first=person and at == 0))
        else:
            syllables.append(_plain(word))
    syllables = [syllable for syllable in syllables if syllable]
    return NameKeys(
        pinyin="".join(syllables)[:_PINYIN_MAX],
        initials="".join(syllable[0] for syllable in syllables)[:_INITIALS_MAX],
    )


def keyboard_query(text: str) -> str | None:
    """``text`` as it can be compared with pinyin and initials; ``None`` when it is not in Latin letters."""
    letters = re.sub(r"[\s'’\-.]+", "", unicodedata.normalize("NFKC", text)).lower()
    return _plain(letters) if letters and letters.isascii() and letters.isalnum() else None


def _read(han: str, *, surname_first: bool) -> list[str]:
    from pypinyin import lazy_pinyin

    start: tuple[str, ...] = ()
    if surname_first and len(han) <= _PERSON_LENGTH:
        start = _SURNAMES.get(han[:2]) or _SURNAMES.get(han[:1]) or ()
    if not start:
        return [_plain(syllable) for syllable in lazy_pinyin(han)]
    return [*start, *(_plain(syllable) for syllable in lazy_pinyin(han[len(start) :]))]


def _plain(word: str) -> str:
    """Lower-case ASCII letters and digits; accents fall, other scripts stay as they are."""
    folded = unicodedata.normalize("NFKD", word.lower().replace("ü", "v"))
    return "".join(char for char in folded if char.isalnum())
