"""Drafts of the dialogs that ask for several texts: kept while they are typed, back at the next opening."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from csconsole.clock import local
from csconsole.i18n import _
from csconsole.widgets.ask_fields import AskFields

if TYPE_CHECKING:
    from csconsole.screens.base import BaseScreen
    from csconsole.services.context import Context
    from csconsole.services.drafts import DraftRow

FORM: Final = "asked"
MOST_KEY: Final = 80


def keep_asked(screen: BaseScreen[Any], dialog: AskFields) -> None:
    """Keep what is typed into ``dialog`` under what it is about, and put back what was kept before."""
    key = dialog.about[:MOST_KEY]

    def keep(typed: dict[str, str] | None) -> None:
        screen.console.keep(f"{FORM} {key}", partial(_keep, key, typed))

    def found(draft: DraftRow | None) -> None:
        if draft is None or dialog.changed or not dialog.is_attached:
            return
        dialog.put({str(name): str(text) for name, text in draft.body.get("fields", {}).items()})
        at = local(draft.saved_at, screen.console.config.zone_info)
        screen.toast(_("Your draft of {time} is back.", time=f"{at:%m-%d %H:%M}"))

    dialog.keep = keep
    if not dialog.refused:
        screen.ask(partial(_find, key), found, group="draft-find")


def _keep(key: str, typed: dict[str, str] | None, ctx: Context) -> None:
    from csconsole.services.drafts import drop_draft, save_draft

    if typed is None:
        drop_draft(ctx, FORM, key)
    else:
        save_draft(ctx, FORM, key, {"fields": typed})


def _find(key: str, ctx: Context) -> DraftRow | None:
    from csconsole.services.drafts import find_draft

    return find_draft(ctx, FORM, key)
