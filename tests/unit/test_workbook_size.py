"""Spreadsheets that would fill the memory are refused; ordinary ones are not."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from csconsole.cti import workbook_size
from csconsole.cti.source import UnknownFileTypeError
from csconsole.cti.table import open_table
from csconsole.cti.workbook_size import refuse_bomb

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def book(path: Path, *cells: tuple[str, str], sheet: str = "worksheets/sheet1.xml", more: str = "") -> Path:
    """A workbook of one row with these cells."""
    row = "".join(f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in cells)
    body = f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1">{row}</row></sheetData></worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_RELS}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_RELS}/worksheet" '
            f'Target="{sheet}"/></Relationships>',
        )
        archive.writestr(f"xl/{sheet}", f"{more}{body}")
    return path


def test_an_ordinary_workbook_is_read(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("A1", "name"), ("AB1", "phone"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/printerSettings/printerSettings1.bin", b"as printers leave it")
    table = open_table(path)
    assert (table.columns[0], table.columns[-1], len(table.columns)) == ("name", "phone", 28)


@pytest.mark.parametrize("sheet", ["worksheets/sheet1.xml", "elsewhere.txt"])
@pytest.mark.parametrize("furthest", ["XFD1048576", "A1048577", "ZZZZZZZ99999999999", "XFE1"])
def test_a_cell_far_away_is_refused(tmp_path: Path, furthest: str, sheet: str) -> None:
    path = book(tmp_path / "a.xlsx", ("A1", "name"), (furthest, "x"), sheet=sheet)
    with pytest.raises(UnknownFileTypeError, match="unpacks to more"):
        open_table(path)


def test_a_reference_across_two_chunks_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "a.xlsx", ("A1", "name"), ("XFD1048576", "x"))
    for size in (7, 64, 129):
        monkeypatch.setattr(workbook_size, "_CHUNK", size)
        with pytest.raises(UnknownFileTypeError):
            refuse_bomb(path)


def test_what_was_packed_too_well_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "a.xlsx", ("A1", "name"), ("B1", "x" * 1_000_000))
    refuse_bomb(path)
    monkeypatch.setattr(workbook_size, "ALWAYS_FINE", 100_000)
    with pytest.raises(UnknownFileTypeError):
        refuse_bomb(path)


def test_external_entities_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
    path = book(tmp_path / "a.xlsx", ("A1", "&e;"), more=entity)
    with pytest.raises(UnknownFileTypeError, match="entity"):
        open_table(path)
