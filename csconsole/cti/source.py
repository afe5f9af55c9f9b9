"""Opening a file that somebody handed in: what kind it is, which encoding it has, and its lines one by
one.
"""

from __future__ import annotations

import codecs
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from csconsole.cti.rejected import Rejected
from csconsole.errors import NotFoundError, RuleBrokenError, UsageError
from csconsole.i18n import _

CHUNK = 1 << 18
"""Bytes or characters read at a time."""

LONGEST_LINE = 1_000_000
"""Characters of the longest line that is taken; a longer one is refused without being held in memory."""

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
"""Encodings that are recognised; a caller may name others, too (``named_encoding``)."""

GUESSED = frozenset({"gb18030", "utf-16-le", "utf-16-be"})
"""Those that no mark in the file tells: bytes of another encoding may be text in them, too."""

_PLAIN = bytes(one for one in range(0x20, 0x7F) if one != ord("\\")) + b"\\u0041+AEE-.xn--4ca"
"""What reads as itself in every encoding that a list of ours may come in: not in those of mainframes, nor in
those that write other signs with these.
"""

_BOMS = (
    (codecs.BOM_UTF32_LE, None),
    (codecs.BOM_UTF32_BE, None),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_FOREIGN = {
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"(\xb5/\xfd": "zstd",
    b"7z\xbc\xaf": "7-Zip",
    b"Rar!": "RAR",
    b"SQLite format 3\x00": "SQLite",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"RIFF": "RIFF",
    b"ID3": "MP3",
    b"\x7fELF": "ELF",
    b"MZ": "EXE",
}


class InputFileError(RuleBrokenError):
    """A file cannot be read as what it was given for; ``value`` is its path."""


class EmptyFileError(InputFileError):
    """The file has no content."""


class UnknownFileTypeError(InputFileError):
    """The file is of a kind that cannot be imported."""


class WrongEncodingError(InputFileError):
    """The file's bytes are no text in any encoding that is taken, or not in the one that was named."""


class UnreadableFileError(InputFileError):
    """The system refuses to open or read the file."""


class NotAFileError(UsageError):
    """The path names a directory or a device."""


def check_file(path: Path) -> int:
    """Size of ``path`` in bytes.

    Raises ``NotFoundError``, ``NotAFileError``, ``UnreadableFileError`` or ``EmptyFileError``.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        raise NotFoundError(
            _("There is no file {path}.", path=str(path)), value=str(path), rule="file-missing"
        ) from None
    except (OSError, ValueError) as reason:
        raise _unreadable(path, reason) from None
    if stat.S_ISDIR(found.st_mode):
        raise NotAFileError(
            _("{path} is a directory. Name a file in it.", path=str(path)),
            value=str(path),
            rule="file-directory",
        )
    if not stat.S_ISREG(found.st_mode):
        raise NotAFileError(
            _("{path} is not a regular file. Save it as a file first.", path=str(path)),
            value=str(path),
            rule="file-kind",
        )
    if not os.access(path, os.R_OK):
        raise _unreadable(path, PermissionError(os.strerror(13)))
    if found.st_size == 0:
        raise _empty(path)
    return found.st_size


def open_bytes(path: Path) -> BinaryIO:
    """The file opened for reading. Raises ``UnreadableFileError``."""
    try:
        return path.open("rb")
    except OSError as reason:
        raise _unreadable(path, reason) from None


def is_workbook(path: Path) -> bool:
    """Whether the file begins as a spreadsheet does (XLSX, XLS or ODS), whatever its name says."""
    with open_bytes(path) as file:
        head = file.read(8)
    return head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


class TextFile:
    """A text file whose encoding was found by reading it once.

    Reading is streaming: memory does not grow with the file. ``size`` is in bytes, ``position`` the byte that
    reading has reached (for a progress bar), ``line`` the number of the last line read.
    """

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        """Raises what ``check_file`` raises, ``UnknownFileTypeError`` and ``WrongEncodingError``."""
        self.path = path
        self.size = check_file(path)
        self.encoding = named_encoding(path, encoding) if encoding else detect_encoding(path)
        self.position = 0
        self.line = 0

    def lines(self) -> Iterator[tuple[int, str] | Rejected]:
        """Each line's number and text without its end; CR, LF and CRLF end a line, also mixed.

        A line longer than ``LONGEST_LINE`` or with a NUL in it comes as ``Rejected``.
        """
        for part in self.parts():
            if isinstance(part, Rejected):
                yield part
            else:
                yield from enumerate(part[1], part[0])

    def parts(self) -> Iterator[tuple[int, list[str]] | Rejected]:
        """The same as ``lines``, with as many lines at a time as were read at once: the number of the first
        and the texts of all. Who has millions of them saves the turns of a generator for each.
        """
        number = self.line = 0
        rest = ""
        skipping = False
        for chunk in self._chunks():
            pieces = chunk.split("\n")
            if skipping:
                if len(pieces) == 1:
                    continue
                skipping = False
                pieces[0] = ""
                pieces = pieces[1:]
                number += 1
                yield Rejected(number, "", rest, "line-length")
                rest = ""
            pieces[0] = rest + pieces[0]
            rest = pieces.pop()
            first, number = number + 1, number + len(pieces)
            self.line = number
            # only the first piece can be longer than a chunk, and most chunks hold no NUL
            if pieces and ("\0" in chunk or "\0" in pieces[0] or len(pieces[0]) > LONGEST_LINE):
                yield from (_checked(at, piece) for at, piece in enumerate(pieces, first))
            elif pieces:
                yield first, pieces
            if len(rest) > LONGEST_LINE:
                rest = rest[:200]
                skipping = True
        if skipping or rest:
            self.line = number + 1
            yield Rejected(self.line, "", rest, "line-length") if skipping else _checked(self.line, rest)

    def _chunks(self) -> Iterator[str]:
        """The text in pieces with every line end turned into ``\\n``."""
        with open_bytes(self.path) as raw, io.TextIOWrapper(raw, self.encoding, newline=None) as text:
            while True:
                try:
                    chunk = text.read(CHUNK)
                except UnicodeDecodeError as reason:
                    raise _not_text(self.path, self.encoding, self.position + reason.start) from None
                except OSError as reason:
                    raise _unreadable(self.path, reason) from None
                self.position = raw.tell()
                if not chunk:
                    return
                yield chunk


class ReadTwice:
    """A text file that is read once for the order of its times, then for what it holds."""

    def __init__(self, path: Path, encoding: str | None) -> None:
        """Raises the errors of ``TextFile``."""
        self._text = TextFile(path, encoding)
        self.encoding = self._text.encoding
        self.size = self._text.size
        self._second = False

    @property
    def position(self) -> int:
        """Bytes read so far; each counts half."""
        return (self._text.position + (self.size if self._second else 0)) // 2

    @property
    def lines(self) -> int:
        """Lines read so far."""
        return self._text.line


def detect_encoding(path: Path) -> str:
    """The encoding that the whole file decodes in: by its mark, else UTF-8, else GB18030, else UTF-16 by its
    NULs.

    Raises ``UnknownFileTypeError`` for a file of a known other kind and ``WrongEncodingError`` for no
    encoding.
    """
    with open_bytes(path) as file:
        head = file.read(4096)
    for mark, name in _FOREIGN.items():
        if head.startswith(mark):
            raise UnknownFileTypeError(
                _(
                    "{path} is a {kind} file. Files of this kind cannot be imported.",
                    path=str(path),
                    kind=name,
                ),
                value=str(path),
                rule="file-kind",
            )
    if is_workbook(path):
        raise UnknownFileTypeError(
            _("{path} is a spreadsheet or archive, but plain text is expected here.", path=str(path)),
            value=str(path),
            rule="file-kind",
        )
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            if encoding is None:
                raise _not_text(path, "utf-32", 0)
            if len(head) == len(mark):
                raise _empty(path)
            return named_encoding(path, encoding)
    if guess := _utf16_by_nuls(head):
        return named_encoding(path, guess)
    if (wrong := _first_wrong_byte(path, "utf-8")) is None:
        return "utf-8"
    if _first_wrong_byte(path, "gb18030") is None:
        return "gb18030"
    raise _not_text(path, "utf-8", wrong)


def named_encoding(path: Path, encoding: str) -> str:
    """``encoding`` when the whole file decodes in it: one that is recognised, or another by its usual name in
    which ASCII reads as it is, such as ``cp1252``, ``latin-1`` or ``big5``. Raises ``UsageError`` and
    ``WrongEncodingError``.
    """
    name = encoding.lower().replace("_", "-")
    name = {"utf8": "utf-8", "gbk": "gb18030", "gb2312": "gb18030", "utf16": "utf-16"}.get(name, name)
    if name not in ENCODINGS:
        name = _other_encoding(encoding)
    if (wrong := _first_wrong_byte(path, name)) is not None:
        raise _not_text(path, name, wrong)
    return name


def _other_encoding(encoding: str) -> str:
    """The name of an encoding that is not recognised by itself. Raises ``UsageError``."""
    try:
        if _PLAIN.decode(encoding) == _PLAIN.decode("ascii"):
            return codecs.lookup(encoding).name
    except (LookupError, ValueError):  # no such name, or one of something that is no text
        pass
    raise UsageError(
        _("Unknown encoding {name}. Known: {known}.", name=encoding, known=", ".join(ENCODINGS)),
        field="encoding",
        value=encoding,
        hint=_("Others have their usual names, such as cp1252, latin-1 or big5."),
    )


def _checked(number: int, text: str) -> tuple[int, list[str]] | Rejected:
    if "\0" in text:
        return Rejected(number, "", text, "nul")
    if len(text) > LONGEST_LINE:
        return Rejected(number, "", text[:200], "line-length")
    return number, [text]


def _utf16_by_nuls(head: bytes) -> str | None:
    """UTF-16 without a mark: ASCII in it leaves a NUL in every second byte, always on the same side."""
    pairs = len(head) // 2
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if odd >= max(4, pairs // 3) and not even:
        return "utf-16-le"
    if even >= max(4, pairs // 3) and not odd:
        return "utf-16-be"
    return None


def _first_wrong_byte(path: Path, encoding: str) -> int | None:
    """Offset of the first byte that does not decode, ``None`` when all do."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    with open_bytes(path) as file:
        try:
            while chunk := file.read(CHUNK):
                decoder.decode(chunk)
                done += len(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as reason:
            return done + max(0, reason.start)
        except UnicodeError:
            return done
        except OSError as reason:
            raise _unreadable(path, reason) from None
    return None


def _empty(path: Path) -> EmptyFileError:
    return EmptyFileError(_("{path} is empty.", path=str(path)), value=str(path), rule="file-empty")


def _unreadable(path: Path, reason: Exception) -> UnreadableFileError:
    return UnreadableFileError(
        _(
            "{path} cannot be read: {reason}",
            path=str(path),
            reason=getattr(reason, "strerror", None) or str(reason),
        ),
        value=str(path),
        rule="file-unreadable",
    )


def _not_text(path: Path, encoding: str, offset: int) -> WrongEncodingError:
    return WrongEncodingError(
        _(
            "{path} is not text in {encoding}: see byte {offset}.",
            path=str(path),
            encoding=encoding,
            offset=offset,
        ),
        value=str(path),
        rule="file-encoding",
        hint=_("Save it as UTF-8, or name its encoding with --encoding."),
    )
