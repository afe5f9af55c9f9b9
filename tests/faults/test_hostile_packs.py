"""Files of a pack that a site writes itself: what cannot be is one refusal that names the file, nothing is
stored, and what is text is clean.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from csconsole.errors import CsconsoleError
from csconsole.models import Category
from csconsole.paths import package_data
from csconsole.services.packs import files, install_pack, kinds
from csconsole.services.packs.kinds import PackDataError
from tests.conftest import AsStaff

META = 'version = 1\nen = "X"\nzh = "X"\nrequires = []\n[company]\nen = "c"\nzh = "c"\n'
CATEGORIES = "code,en,zh,ticket_kind,department\n"
on_a_file = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def hostile_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a pack of its own beside the core pack."""
    folder = tmp_path / "packs" / "hostile"
    shutil.copytree(package_data() / "packs" / "core", tmp_path / "packs" / "core")
    (folder / "kinds").mkdir(parents=True)
    (folder / "pack.toml").write_text(META)
    for module in (files, kinds):
        monkeypatch.setattr(module, "package_data", lambda: tmp_path)
    kinds.pack_kinds.cache_clear()
    yield folder
    kinds.pack_kinds.cache_clear()


@on_a_file
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pack.toml", "[[["),
        ("pack.toml", b"\xff\xfe\x00"),
        ("pack.toml", "version = 1\n"),
        ("pack.toml", META.replace("requires = []", 'requires = "core"')),
        ("pack.toml", META.replace("version = 1", 'version = "one"')),
        ("pack.toml", "settings = 3\n" + META),
        ("pack.toml", META + "[shift_types]\nx = 3\n"),
        ("pack.toml", META + "[shift_types.x]\nletter = 3\n"),
        ("pack.toml", META.replace('en = "c"', "en = 3")),
        ("categories.csv", "a,b\n1,2\n"),
        ("categories.csv", CATEGORIES + "consult.q,a,b,,\nconsult.q,a,b,,\n"),
        ("categories.csv", CATEGORIES + ",a,b,,\n"),
        ("categories.csv", CATEGORIES + f"consult.q,{'a' * 200_000},b,,\n"),
        ("categories.csv", CATEGORIES + 'consult.q,"a"b,c,,\n'),
        ("categories.csv", "code,en,zh\ncaf\xe9".encode("latin-1")),
        ("departments.csv", "code,en,zh\nQ,a,b\nQ,a,b\n"),
        ("routing.csv", "a,b\n1,2\n"),
        ("repair_types.csv", "a\n1\n"),
        ("warranty_parts.csv", "category,part,en,zh,months\nrepair,p,a,b,1\nrepair,p,a,b,2\n"),
        ("kinds/q.toml", "en = 3\nzh = 4\n"),
        ("kinds/q.toml", 'en="x"\nzh="y"\ninitial="a"\nfinal="b"\nstates=3\ntransitions=4\n'),
        ("kinds/q.toml", b"\xff"),
    ],
)
def test_a_file_that_cannot_be_is_named(
    as_: AsStaff, hostile_pack: Path, name: str, content: str | bytes
) -> None:
    (hostile_pack / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(PackDataError, match=name.partition(".")[0]):
        install_pack(as_("admin"), "hostile")
    with as_("admin").read() as uow:
        assert uow.session.exec(select(Category.id).where(Category.pack == "hostile")).all() == []


@on_a_file
@pytest.mark.parametrize(
    ("requires", "said"),
    [("hostile", "require each other"), ("../core", "no pack"), ("", "no pack"), ("/etc", "no pack")],
)
def test_a_pack_requires_only_packs_and_not_itself(
    as_: AsStaff, hostile_pack: Path, requires: str, said: str
) -> None:
    (hostile_pack / "pack.toml").write_text(META.replace("[]", f'["{requires}"]'))
    with pytest.raises(CsconsoleError, match=said):
        install_pack(as_("admin"), "hostile")
    with pytest.raises(CsconsoleError, match="no pack"):
        install_pack(as_("admin"), "../hostile")


def test_texts_of_a_pack_are_cleaned(as_: AsStaff, hostile_pack: Path) -> None:
    row = "consult.q,\x1b[31m[red]=1+1\u202e,a\x00\ud7ffb,,,,more\nconsult.r,短\n"
    (hostile_pack / "categories.csv").write_text(CATEGORIES + row, encoding="utf-8")
    install_pack(as_("admin"), "hostile")
    with as_("admin").read() as uow:
        names = {row.code: (row.name_en, row.name_zh) for row in uow.session.exec(select(Category))}
    assert names["consult.q"] == ("[31m[red]=1+1", "a\ud7ffb")
    assert names["consult.r"] == ("短", "")
