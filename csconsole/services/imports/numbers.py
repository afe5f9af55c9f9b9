"""Phone numbers of a file, with the site's area code and region read once an import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csconsole.services.imports.cells import CellError, refuse_masked
from csconsole.services.phones import Phone, PhoneError, RoundedPhoneError, read_phone
from csconsole.services.settings import setting

if TYPE_CHECKING:
    from csconsole.services.context import Context

_REMEMBERED: Final = 20_000


class Numbers:
    """Reads numbers as this site dials them; one that was read before is not read again."""

    def __init__(self, ctx: Context) -> None:
        self._area = str(setting(ctx, "phone.area_code") or "")
        self._region = ctx.config.phone_region
        self.today = ctx.today()
        self._known: dict[str, Phone | None] = {}
        self._guessed: dict[str, Phone | None] = {}

    def read(self, text: str) -> Phone | None:
        """The number, ``None`` for an unknown caller. Raises ``CellError`` (``REF-34`` or ``phone``)."""
        refuse_masked(text)
        try:
            return self._read(text)
        except RoundedPhoneError:
            raise CellError("spreadsheet") from None
        except PhoneError as error:
            raise CellError("REF-34" if error.rule == "REF-34" else "phone") from None

    def guess(self, text: str | None) -> Phone | None:
        """The number if the text is one, else ``None``."""
        if not text:
            return None
        if text in self._guessed:
            return self._guessed[text]
        if len(self._guessed) > _REMEMBERED:
            self._guessed.clear()
        try:
            found = read_phone(text, area_code=self._area, region=self._region)
        except PhoneError:
            found = None
        self._guessed[text] = found
        return found

    def _read(self, text: str) -> Phone | None:
        if text not in self._known:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            self._known[text] = read_phone(text, area_code=self._area, region=self._region)
        return self._known[text]
