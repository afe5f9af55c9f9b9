"""Drafts of the dialogs into which text is typed: kept while it is typed, back at the next opening."""

from __future__ import annotations

from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from csconsole.clock import local
from csconsole.i18n import _
from csconsole.widgets.typed_dialog import TypedDialog

if TYPE_CHECKING:
    from csconsole.screens.base import BaseScreen
    from csconsole.services.context import Context
    from csconsole.services.drafts import DraftRow

FORM: Final = "asked"
MOST_KEY: Final = 80
SUM: Final = 16


def key_of(about: str) -> str:
    """The key of the draft of what a dialog is about; a long one ends with the sum of the whole."""
    if len(about) <= MOST_KEY:
        return about
    return f"{about[: MOST_KEY - SUM - 1]} {sha256(about.encode()).hexdigest()[:SUM]}"


def keep_asked(screen: BaseScreen[Any], dialog: TypedDialog[Any]) -> None:
    """Keep what is typed into ``dialog`` under what it is about, and put back what was kept before: what was
    typed at this console is at hand, for it may not be stored yet.
    """
    key = key_of(dialog.about)
    context = screen.console.ctx
    whose = context.actor.staff_id if context is not None else None
    typed_here = screen.console.typed_here

    def keep(typed: dict[str, str] | None) -> None:
        typed_here.pop((whose, key), None)
        if typed is not None:
            typed_here[whose, key] = typed
        screen.console.keep(f"{FORM} {key}", partial(_keep, key, typed))

    def found(draft: DraftRow | None) -> None:
        dialog.looking = False
        if draft is None or dialog.changed or not dialog.is_attached:
            return
        dialog.put({str(name): str(text) for name, text in draft.body.get("fields", {}).items()})
        at = local(draft.saved_at, screen.console.config.zone_info)
        screen.toast(_("Your draft of {time} is back.", time=f"{at:%m-%d %H:%M}"))

    dialog.keep = keep
    if dialog.refused:
        return
    if (typed := typed_here.get((whose, key))) is not None:
        dialog.put(typed)
    else:
        dialog.looking = True
        screen.ask(partial(_find, key), found, group="draft-find")


def drop_asked(screen: BaseScreen[Any], about: str) -> None:
    """Forget what was typed into the dialog about this, which stays beyond its answer."""
    key = key_of(about)
    context = screen.console.ctx
    screen.console.typed_here.pop((context.actor.staff_id if context is not None else None, key), None)
    screen.console.keep(f"{FORM} {key}", partial(_keep, key, None))


def _keep(key: str, typed: dict[str, str] | None, ctx: Context) -> None:
    from csconsole.services.drafts import drop_draft, save_draft

    if typed is None:
        drop_draft(ctx, FORM, key)
    else:
        save_draft(ctx, FORM, key, {"fields": typed})


def _find(key: str, ctx: Context) -> DraftRow | None:
    from csconsole.services.drafts import find_draft

    return find_draft(ctx, FORM, key)
