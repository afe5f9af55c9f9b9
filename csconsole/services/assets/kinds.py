"""Kinds of assets and their checks (TKT-31).

The setting ``asset.kinds`` is empty until a pack fills it::

    [settings."asset.kinds".hydrant]
    en = "Hydrant"
    zh = "消火栓"

    [settings."asset.kinds".hydrant.checks.flow]
    en = "Flow and pressure"
    zh = "水压流量"
    months = 6
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta

from csconsole.errors import WrongFormError
from csconsole.i18n import _, get_language, listed
from csconsole.services.context import Context
from csconsole.services.settings import setting

if TYPE_CHECKING:
    from csconsole.services.query import Page


@dataclass(frozen=True, slots=True)
class CheckKind:
    """A check of a kind of asset, and how often it is due; ``words`` are code and names in small letters."""

    code: str
    name: str
    words: frozenset[str]
    months: int
    days: int

    @property
    def every(self) -> str:
        """How often, in words."""
        if self.months:
            return _("every {n} months", n=self.months) if self.months > 1 else _("every month")
        return _("every {n} days", n=self.days) if self.days > 1 else _("every day")

    def after(self, day: date) -> date:
        """The day on which it is due again when it was done on ``day``."""
        return day + relativedelta(months=self.months, days=self.days)


@dataclass(frozen=True, slots=True)
class AssetKind:
    """A kind of asset with its checks."""

    code: str
    name: str
    checks: tuple[CheckKind, ...]


def asset_kinds(ctx: Context) -> tuple[AssetKind, ...]:
    """The kinds of this site, in the current language."""
    return tuple(_kind(code, spec) for code, spec in setting(ctx, "asset.kinds").items())


def list_kinds(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 500, after: str | None = None
) -> Page[AssetKind]:
    """One page of the kinds. Raises ``QueryError`` for a filter, an order or a page that makes no sense."""
    from csconsole.services.assets.fields import KINDS
    from csconsole.services.query.in_memory import page_of_rows

    return page_of_rows(
        KINDS,
        asset_kinds(ctx),
        lambda kind: kind.code,
        filter=filter,
        sort=sort,
        limit=limit,
        after=after,
    )


def kind_named(ctx: Context, text: str) -> AssetKind:
    """The kind of this code or name. Raises ``InvalidInputError`` that lists what there is."""
    for code, spec in setting(ctx, "asset.kinds").items():
        if text.strip().casefold() in _words(code, spec):
            return _kind(code, spec)
    known = listed(f"{kind.code} {kind.name}" for kind in asset_kinds(ctx))
    raise WrongFormError(
        _("There is no kind of asset “{kind}”.", kind=text.strip()[:40]),
        field="asset_kind",
        value=text.strip()[:40],
        rule="TKT-31",
        hint=_("Known values: {values}", values=known)
        if known
        else _("Kinds come with a pack: csconsole pack install utility"),
    )


def kind_of(ctx: Context, code: str) -> AssetKind:
    """The kind that an asset has; one that the site has dropped since has its code for a name."""
    return _kind(code, setting(ctx, "asset.kinds").get(code, {}))


def _kind(code: str, spec: Mapping[str, Any]) -> AssetKind:
    checks = tuple(
        CheckKind(
            name, _name(name, one), _words(name, one), int(one.get("months", 0)), int(one.get("days", 0))
        )
        for name, one in spec.get("checks", {}).items()
    )
    return AssetKind(code, _name(code, spec), tuple(one for one in checks if one.months or one.days))


def _words(code: str, spec: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(str(word).casefold() for word in (code, spec.get("en"), spec.get("zh")) if word)


def _name(code: str, spec: Mapping[str, Any]) -> str:
    return str(spec.get("zh" if get_language() == "zh" else "en") or code)
