"""Founding the demo's service centre: database, packs, staff, households, notices."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.i18n import get_language
from csconsole.services.context import SYSTEM, Context
from csconsole.services.database.create import refuse_existing, require_nobody
from csconsole.services.demo.stage import Stage
from csconsole.services.demo.world import Household, make_households, read_world
from csconsole.services.imports import import_customers
from csconsole.services.notices import publish_notice
from csconsole.services.packs import install_pack
from csconsole.services.settings import change_setting
from csconsole.services.staff import add_staff
from csconsole.storage import open_store

SEED: Final = 2026
MANAGER: Final = "1001"

_COLUMNS: Final = ("code", "name", "phone", "phone2", "unit", "zone", "role", "tier")


def found_centre(config: Config, clock: FrozenClock, *, households: int) -> Stage:
    """Make the database with everything that is there before the first call.

    It is a solo database: whoever opens it acts as an agent of the shift that is on, with every right and
    without a password. Raises ``RuleBrokenError`` where there is a database with staff already.
    """
    refuse_existing(config.db_url)
    world = read_world(get_language())
    config = replace(config, site=config.site or world.site)
    store = open_store(config.db_url, create=True, clock=clock, zone=config.zone)
    try:
        require_nobody(store)
        stage = Stage(store, clock, config, world, Random(SEED))
        system = Context(store, clock, SYSTEM, config)
        with system.write():
            install_pack(system, "property")
            change_setting(system, "ticket.no_callback_scopes", ["public"])
            for person in world.staff:
                _add_person(system, person, world.lang)
        stage.households = make_households(world, stage.rng, households)
        _import_households(system, stage.households)
        for notice in world.notices:
            publish_notice(stage.as_(MANAGER), **notice)
    except BaseException:
        store.close()
        raise
    return stage


def _add_person(ctx: Context, person: dict[str, object], lang: str) -> None:
    values = dict(person)
    add_staff(
        ctx,
        staff_no=str(values["no"]),
        name=str(values["name"]),
        roles=_texts(values["roles"]),
        department=str(values["department"]),
        extension=str(values["extension"]) if "extension" in values else None,
        skills=_texts(values.get("skills")),
        language=lang,
        solo=bool(values.get("solo")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _import_households(ctx: Context, households: list[Household]) -> None:
    """The households come from a file of the builder, as they do at every site."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "households.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            writer.writerows(_cells(one) for one in households)
        summary = import_customers(ctx, path)
    if summary.rejected:
        raise ValueError(f"the demo's households were refused: {summary.rejected[0]}")


def _cells(one: Household) -> tuple[str, ...]:
    return (
        one.code,
        one.name,
        one.phone,
        one.landline,
        one.unit,
        one.zone,
        "tenant" if one.tenant else "owner",
        "key" if one.important else "normal",
    )
