"""Guide cards for whoever talks to a complaining customer (CMP-27, REF-05): data, shown beside the steps."""

from __future__ import annotations

from dataclasses import dataclass

from csconsole.codes import codes, find_code, label
from csconsole.errors import WrongFormError
from csconsole.i18n import _, listed
from csconsole.models import Right
from csconsole.services.context import Context


@dataclass(frozen=True, slots=True)
class GuideCard:
    """One card with its lines, in the current language."""

    code: str
    title: str
    lines: tuple[str, ...]


def guide_cards(ctx: Context, card: str | None = None) -> tuple[GuideCard, ...]:
    """All cards, or the one that ``card`` names by code or title. Raises ``InvalidInputError``."""
    ctx.require(Right.RECORD_VIEW)
    wanted = find_code("guide_card", card) if card else None
    if card and wanted is None:
        raise WrongFormError(
            _("There is no guide card {card}.", card=card),
            field="card",
            value=card,
            rule="CMP-27",
            hint=_("Known values: {values}", values=listed(codes("guide_card"))),
        )
    return tuple(_card(code) for code in codes("guide_card") if wanted in (None, code))


def _card(code: str) -> GuideCard:
    lines = (line for line in codes("guide_line") if line.partition(".")[0] == code)
    return GuideCard(code, label("guide_card", code), tuple(label("guide_line", line) for line in lines))
