"""Which packs a site has; asked at every ticket, so it loads nothing of what installs them."""

from __future__ import annotations

from sqlmodel import select

from csconsole.models import Category
from csconsole.services.context import Context


def installed_packs(ctx: Context) -> tuple[str, ...]:
    """The names of the packs whose categories are loaded, ``core`` first."""
    with ctx.read() as uow:
        found = uow.session.exec(select(Category.pack).distinct()).all()
    return tuple(sorted((name for name in found if name != "site"), key=lambda name: (name != "core", name)))
