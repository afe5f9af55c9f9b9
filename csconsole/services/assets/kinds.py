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
from typing import TYPE_CHECKING, Any, Final

from dateutil.relativedelta import relativedelta

from csconsole.errors import WrongFormError
from csconsole.i18n import _, get_language, listed
from csconsole.services.context import Context
from csconsole.services.settings import setting

if TYPE_CHECKING:
    from csconsole.services.query import Page


LONGEST_INTERVAL: Final = 36_500
"""Months or days between two checks at most: the next one is a day that the calendar has."""


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


_EXAMPLE: Final = (
    '{"pump": {"en": "Pump", "zh": "水泵", "checks": {"run": {"en": "Run", "zh": "运行", "days": 7}}}}'
)


@dataclass(frozen=True, slots=True)
class AssetKind:
    """A kind of asset with its checks."""

    code: str
    name: str
    checks: tuple[CheckKind, ...]


def check_kinds(table: Mapping[str, Any]) -> None:
    """Whether the setting ``asset.kinds`` may be saved like this. Raises ``InvalidInputError``."""
    for code, spec in table.items():
        _check_fields(f"asset.kinds.{code}", spec, {"en", "zh", "checks"})
        checks = spec.get("checks", {})
        if not isinstance(checks, Mapping):
            raise _wrong(f"asset.kinds.{code}.checks", checks)
        for name, one in checks.items():
            place = f"asset.kinds.{code}.checks.{name}"
            _check_fields(place, one, {"en", "zh", "months", "days"})
            for unit in ("months", "days"):
                number = one.get(unit, 0)
                if type(number) is not int or not 0 <= number <= LONGEST_INTERVAL:
                    raise _wrong(f"{place}.{unit}", number)


def _check_fields(place: str, spec: Any, known: set[str]) -> None:
    """Raise ``InvalidInputError`` unless it has a name in a language, and no field that nobody reads."""
    if not isinstance(spec, Mapping) or not any(spec.get(name) for name in ("en", "zh")):
        raise _wrong(place, spec)
    for field, value in spec.items():
        if field not in known or (field in ("en", "zh") and not isinstance(value, str)):
            raise _wrong(f"{place}.{field}", value)


def _wrong(place: str, value: Any) -> WrongFormError:
    return WrongFormError(
        _("{key} cannot be {value}.", key=place, value=f"{value!s:.60}"),
        field=place,
        value=value,
        rule="TKT-31",
        hint=_("Write it like: {example}", example=_EXAMPLE),
    )


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
