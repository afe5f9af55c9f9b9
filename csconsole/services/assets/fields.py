"""The keys that the lists of assets and of their kinds understand."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from sqlmodel import col

from csconsole.models import Asset
from csconsole.services.query import EntityFields, FieldSpec, Kind, yes_no_field

if TYPE_CHECKING:
    from csconsole.services.assets.kinds import AssetKind


def _checks(kind: AssetKind) -> list[str]:
    """Codes and names of the checks of a kind."""
    return [text for check in kind.checks for text in (check.code, check.name)]


ASSETS: Final = EntityFields(
    name="asset",
    model=Asset,
    fields=(
        FieldSpec("number", "编号", Kind.EXACT, Asset.number),
        FieldSpec("name", "名称", Kind.TEXT, Asset.name),
        FieldSpec("kind", "类型", Kind.EXACT, Asset.kind),
        FieldSpec("state", "状态", Kind.CODE, Asset.state, codes="asset_state"),
        FieldSpec("where", "位置", Kind.TEXT, Asset.location, aliases=("location",)),
        FieldSpec("zone", "片区", Kind.TEXT, Asset.zone),
        FieldSpec("serial", "序列号", Kind.EXACT, Asset.serial),
        FieldSpec("product", "产品", Kind.TEXT, Asset.product),
        FieldSpec("check", "下次检查", Kind.DAY, Asset.next_check_on, ahead=True),
        yes_no_field("checked", "定期检查", lambda _scope: col(Asset.next_check_on).is_not(None)),
        FieldSpec("created", "登记", Kind.INSTANT, Asset.created_at, by=Asset.id),
    ),
    default_sort="number",
    within=(col(Asset.number), col(Asset.serial), col(Asset.name), col(Asset.location), col(Asset.product)),
)
KINDS: Final = EntityFields(
    name="asset_kind",
    model=None,
    fields=(
        FieldSpec("code", "代码", Kind.EXACT, attrgetter("code")),
        FieldSpec("name", "名称", Kind.TEXT, attrgetter("name")),
        FieldSpec("check", "检查", Kind.TEXT, _checks, sortable=False),
    ),
    default_sort="",
    within=(attrgetter("code"), attrgetter("name"), _checks),
)
