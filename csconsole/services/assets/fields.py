"""The keys that the list of assets understands."""

from __future__ import annotations

from typing import Final

from sqlmodel import col

from csconsole.models import Asset
from csconsole.services.query import EntityFields, FieldSpec, Kind, yes_no_field

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
