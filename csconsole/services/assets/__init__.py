"""Assets 设备档案 (TKT-31): the file with location and serial number, checks, the card."""

from csconsole.services.assets.card import asset_card
from csconsole.services.assets.checks import record_check
from csconsole.services.assets.kinds import AssetKind, CheckKind, asset_kinds
from csconsole.services.assets.register import add_asset, change_asset, list_assets, show_asset
from csconsole.services.assets.rows import AssetPage, AssetRow, CheckRow, PlannedCheck

__all__ = [
    "AssetKind",
    "AssetPage",
    "AssetRow",
    "CheckKind",
    "CheckRow",
    "PlannedCheck",
    "add_asset",
    "asset_card",
    "asset_kinds",
    "change_asset",
    "list_assets",
    "record_check",
    "show_asset",
]
