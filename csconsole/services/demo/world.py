"""The invented world of the demo: staff, households, what customers say. Data in
``data/demo/<lang>.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from csconsole.paths import package_data

MOBILE: Final = "1990000{n:04d}"
"""Numbers of households: no network has given out this range."""
LANDLINE: Final = "0215550{n:04d}"


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that customers want: its category, how often, the words, and the answer or the work done."""

    category: str
    weight: int
    says: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Household:
    """A household with the number that it calls from."""

    code: str
    name: str
    phone: str
    landline: str
    unit: str
    zone: str
    tenant: bool
    important: bool


@dataclass(frozen=True, slots=True)
class World:
    """Everything that is said in one language."""

    lang: str
    site: str
    staff: tuple[dict[str, Any], ...]
    matters: tuple[Matter, ...]
    in_home: tuple[Matter, ...]
    public: tuple[Matter, ...]
    complaints: tuple[Matter, ...]
    notices: tuple[dict[str, Any], ...]
    words: dict[str, Any]

    def say(self, rng: Random, key: str) -> str:
        """One of the sentences under ``key``, or the only one."""
        found = self.words[key]
        return str(found if isinstance(found, str) else rng.choice(found))


def read_world(lang: str) -> World:
    """The world in ``zh`` or ``en``."""
    path = package_data() / "demo" / f"{'zh' if lang == 'zh' else 'en'}.toml"
    words = tomllib.loads(path.read_text(encoding="utf-8"))
    return World(
        lang=path.stem,
        site=words["site"],
        staff=tuple(words["staff"]),
        matters=_matters(words["matters"]),
        in_home=_matters(words["repairs_in_home"]),
        public=_matters(words["repairs_public"]),
        complaints=_matters(words["complaints"]),
        notices=tuple(words["notices"]),
        words=words,
    )


def pick(rng: Random, matters: Sequence[Matter]) -> Matter:
    """One matter, the frequent ones more often."""
    return rng.choices(matters, [matter.weight for matter in matters])[0]


def make_households(world: World, rng: Random, count: int) -> list[Household]:
    """``count`` households in buildings of 96 flats, each with a number of its own."""
    separator = "" if world.lang == "zh" else " "
    households = []
    for n in range(count):
        building, flat = n // 96 + 1, n % 96
        unit = f"{building}-{flat // 4 + 1}{flat % 4 + 1:02d}"
        family, given = rng.choice(world.words["family_names"]), rng.choice(world.words["given_names"])
        households.append(
            Household(
                code=f"H{n + 1:05d}",
                name=f"{family}{given}" if world.lang == "zh" else f"{given}{separator}{family}",
                phone=MOBILE.format(n=n),
                landline=LANDLINE.format(n=100 + n) if n < 100 else "",
                unit=unit,
                zone=world.words["zones"][(building - 1) % len(world.words["zones"])],
                tenant=rng.random() < 0.2,
                important=rng.random() < 0.03,
            )
        )
    return households


def _matters(rows: list[dict[str, Any]]) -> tuple[Matter, ...]:
    return tuple(
        Matter(row["category"], row["weight"], tuple(row["says"]), row.get("answer") or row["done"])
        for row in rows
    )
