"""A workbook on a full disk is a failed export like any other."""

from __future__ import annotations

import errno
import resource
import signal
from pathlib import Path

import pytest

from csconsole.models import Customer
from csconsole.services.exports import export_records
from csconsole.tabular.columns import FileFormat
from tests.conftest import AsStaff


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_workbook_on_a_full_disk(as_: AsStaff, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ctx = as_("supervisor")
    with ctx.write() as uow:
        uow.create_many([Customer(name=f"customer {number * 7919}") for number in range(40)])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="too large") as caught:
            export_records(ctx, "customers", out=tmp_path / "c.xlsx", fmt=FileFormat.XLSX)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert caught.value.errno == errno.EFBIG
    assert caught.value.filename == str(tmp_path / "c.xlsx")
    assert "panicked" not in capfd.readouterr().err
    assert not list(tmp_path.glob("*c.xlsx*"))
