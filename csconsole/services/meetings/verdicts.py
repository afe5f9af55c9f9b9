"""Verdicts: what a review of a measure and a check of its effect end with (CMP-23)."""

from __future__ import annotations

from csconsole.codes import label
from csconsole.errors import InvalidInputError
from csconsole.i18n import _, listed
from csconsole.models import ActionItem
from csconsole.models.lifecycle.meeting import VERDICTS
from csconsole.services import entry


def read_verdict(item: ActionItem, verdict: str | None) -> str | None:
    """The code of a verdict, ``None`` for an item of another kind. Raises ``InvalidInputError`` for one that
    is missing or does not fit, ``WrongFormError`` for a word that is no verdict, whatever the item.
    """
    found = entry.one_of("effect_verdict", verdict, "verdict", rule="CMP-23")
    known = VERDICTS.get(item.kind)
    if known is None:
        return None
    if found not in known:
        raise InvalidInputError(
            _("{kind} ends with a verdict.", kind=label("action_item_kind", item.kind)),
            field="verdict",
            value=verdict,
            rule="CMP-23",
            hint=_("Known values: {values}", values=listed(known)),
        )
    return found
