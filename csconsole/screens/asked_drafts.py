"""Drafts of the dialogs into which text is typed: kept while it is typed, back at the next opening."""

from __future__ import annotations

from collections.abc import Callable
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
    """Keep what is typed into ``dialog`` under what it is about, and put back what was kept before."""

    def found(texts: dict[str, str]) -> None:
        dialog.looking = False
        if texts and not dialog.changed and dialog.is_attached:
            dialog.put(texts)

    dialog.keep = partial(keep_text, screen, dialog.about)
    if not dialog.refused:
        dialog.looking = True
        find_text(screen, dialog.about, found)


def keep_text(screen: BaseScreen[Any], about: str, typed: dict[str, str] | None) -> None:
    """Keep what was typed, by field, under what it is about; None forgets it."""
    key = key_of(about)
    typed_here = screen.console.typed_here
    typed_here.pop((_whose(screen), key), None)
    if typed is not None:
        typed_here[_whose(screen), key] = typed
    name = _("a text in a dialog or line") if typed is not None else ""
    screen.console.keep(f"{FORM} {key}", partial(_keep, key, typed), name=name)


def find_text(screen: BaseScreen[Any], about: str, then: Callable[[dict[str, str]], None]) -> None:
    """What was typed about this and not stored, by field. What was typed at this console is at hand, for it
    may not be kept yet; of a draft that is stored it is said from when it is.
    """
    key = key_of(about)
    if (typed := screen.console.typed_here.get((_whose(screen), key))) is not None:
        then(typed)
        return

    def found(draft: DraftRow | None) -> None:
        then({} if draft is None else {str(n): str(text) for n, text in draft.body.get("fields", {}).items()})
        if draft is not None:
            at = local(draft.saved_at, screen.console.config.zone_info)
            screen.toast(_("Your draft of {time} is back.", time=f"{at:%m-%d %H:%M}"))

    screen.ask(partial(_find, key), found, group="draft-find")


def _whose(screen: BaseScreen[Any]) -> int | None:
    context = screen.console.ctx
    return context.actor.staff_id if context is not None else None


def _keep(key: str, typed: dict[str, str] | None, ctx: Context) -> None:
    from csconsole.services.drafts import drop_draft, save_draft

    if typed is None:
        drop_draft(ctx, FORM, key)
    else:
        save_draft(ctx, FORM, key, {"fields": typed})


def _find(key: str, ctx: Context) -> DraftRow | None:
    from csconsole.services.drafts import find_draft

    return find_draft(ctx, FORM, key)
