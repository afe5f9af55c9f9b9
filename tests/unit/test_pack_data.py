"""The data of the packs that ship: complete in both languages and consistent in itself."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path

import pytest

from csconsole.codes import codes
from csconsole.paths import package_data

PACKS = sorted(path.parent for path in (package_data() / "packs").glob("*/pack.toml"))
PLACEHOLDERS = {
    "greeting",
    "company",
    "staff_no",
    "staff_name",
    "customer",
    "purpose",
    "service",
    "number",
    "handler",
    "promise",
    "date",
    "address",
}


def rows(pack: Path, name: str) -> list[dict[str, str]]:
    with (pack / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def family(pack: Path) -> list[Path]:
    """The pack and the packs that it requires."""
    meta = tomllib.loads((pack / "pack.toml").read_text(encoding="utf-8"))
    return [pack.parent / name for name in meta["requires"]] + [pack]


def categories(pack: Path) -> dict[str, dict[str, str]]:
    return {row["code"]: row for member in family(pack) for row in rows(member, "categories.csv")}


def departments(pack: Path) -> set[str]:
    return {row["code"] for member in family(pack) for row in rows(member, "departments.csv")}


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.name)
class TestEveryPack:
    def test_names_are_in_both_languages(self, pack: Path) -> None:
        meta = tomllib.loads((pack / "pack.toml").read_text(encoding="utf-8"))
        named = [meta, meta["company"], *rows(pack, "categories.csv"), *rows(pack, "departments.csv")]
        assert all(row["en"] and row["zh"] for row in named)

    def test_the_category_tree_has_no_gaps(self, pack: Path) -> None:
        tree = categories(pack)
        assert [code for code in tree if "." in code and code.rpartition(".")[0] not in tree] == []
        assert {code.partition(".")[0] for code in tree} <= set(codes("contact_type"))

    def test_codes_used_exist(self, pack: Path) -> None:
        tree, places = categories(pack), departments(pack)
        kinds = {*codes("ticket_kind"), *(path.stem for path in pack.glob("kinds/*.toml"))}
        for row in [*rows(pack, "categories.csv"), *rows(pack, "routing.csv")]:
            assert row["department"] in places, row
            assert row["ticket_kind"] in {"", *kinds}, row
            assert row["scope"] in {"", *codes("ticket_scope")}, row
        assert {row["category"] for row in rows(pack, "routing.csv")} <= {"", *tree}

    def test_the_tariff_is_in_both_languages_and_its_units_are_known(self, pack: Path) -> None:
        if (pack / "tariff.csv").is_file():
            for row in rows(pack, "tariff.csv"):
                assert all((row["en"], row["zh"])), row
                assert row["unit"] in codes("tariff_unit"), row
                assert re.fullmatch(r"\d+\.\d\d", row["price"]), row

    def test_limits_are_in_the_notation_of_the_design(self, pack: Path) -> None:
        written = {row["limit"] for row in rows(pack, "categories.csv")} - {""}
        assert [limit for limit in written if not re.fullmatch(r"[1-9]\d*(m|h|d|wd|wh)", limit)] == []

    def test_scripts_come_in_both_languages_with_the_same_placeholders(self, pack: Path) -> None:
        scripts = {path.name for path in (pack / "scripts").glob("*.md")}
        names = {name.removesuffix(".md").rpartition(".")[0] for name in scripts}
        assert scripts == {f"{name}.{lang}.md" for name in names for lang in ("en", "zh")}
        kinds = {*codes("ticket_kind"), *(path.stem for path in pack.glob("kinds/*.toml"))}
        for name in names:
            moment, _dot, about = name.partition(".")
            assert moment in codes("script_moment"), name
            assert about in {"", *kinds, *categories(pack), *codes("ticket_scope")}, name
            used = [
                set(re.findall(r"\{(\w+)\}", (pack / "scripts" / f"{name}.{lang}.md").read_text("utf-8")))
                for lang in ("en", "zh")
            ]
            assert used[0] == used[1] <= PLACEHOLDERS, name


@pytest.mark.req("REF-03")
@pytest.mark.parametrize(
    ("moment", "wording"),
    [
        ("repair_end", "感谢您的来电，再见"),
        ("complaint_end", "您所反映的问题我已经记录下来，我们会尽快给您答复"),
        ("feedback", "我将把您的意见反馈到相关部门"),
        ("feedback", "会将处理结果告知您"),
    ],
)
def test_the_wording_of_the_catalogue_is_delivered(moment: str, wording: str) -> None:
    script = package_data() / "packs" / "core" / "scripts" / f"{moment}.zh.md"
    assert wording in script.read_text(encoding="utf-8")


@pytest.mark.req("CALL-06", "REF-03")
@pytest.mark.parametrize(("lang", "last"), [("en", "goodbye"), ("zh", "再见")])
def test_every_closing_says_goodbye(lang: str, last: str) -> None:
    closing = [
        path
        for pack in PACKS
        for path in (pack / "scripts").glob(f"*.{lang}.md")
        if path.name.partition(".")[0].endswith(("_end", "feedback", "farewell"))
    ]
    silent = [path.name for path in closing if last not in path.read_text("utf-8").lower()]
    assert set(silent) <= {f"repair_end.incident.{lang}.md"}, "only an incident is not hung up on"


@pytest.mark.req("REF-03")
def test_the_core_pack_has_a_script_for_every_moment() -> None:
    folder = package_data() / "packs" / "core" / "scripts"
    assert {path.name.partition(".")[0] for path in folder.glob("*.md")} == set(codes("script_moment"))


@pytest.mark.req("REF-02")
def test_the_core_tree_has_every_contact_type_on_top() -> None:
    core = package_data() / "packs" / "core"
    top = [row["code"] for row in rows(core, "categories.csv") if "." not in row["code"]]
    assert top == list(codes("contact_type"))


@pytest.mark.req("REF-06")
def test_every_kind_of_ticket_has_a_default_team() -> None:
    core = package_data() / "packs" / "core"
    defaults = {row["ticket_kind"] for row in rows(core, "routing.csv") if not row["category"]}
    assert defaults == set(codes("ticket_kind"))


@pytest.mark.req("REF-08")
def test_property_repairs_say_whether_in_home_or_public() -> None:
    tree = rows(package_data() / "packs" / "property", "categories.csv")
    assert [row["code"] for row in tree if row["ticket_kind"] == "repair" and not row["scope"]] == []
