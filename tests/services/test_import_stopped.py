"""An import that the database stops says how much is stored; run again it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from csconsole.errors import DatabaseUnavailableError
from csconsole.models import Customer
from csconsole.services.imports import batches
from csconsole.services.imports.summary import Tally
from csconsole.storage import UnitOfWork
from tests.conftest import AsStaff


@dataclass
class Lines:
    """A file that is being read."""

    encoding: str = "utf-8"
    size: int = 5
    position: int = 0
    lines: int = 5


@pytest.mark.req("CUS-28")
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("fails_at", "dry_run", "hint"),
    [
        (2, False, "2 records of the file are stored"),
        (0, False, "Nothing was saved"),
        (2, True, "Nothing was"),
    ],
)
def test_a_full_disk_half_way(
    as_: AsStaff, monkeypatch: pytest.MonkeyPatch, fails_at: int, dry_run: bool, hint: str
) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)
    ctx = as_("admin")

    def store(uow: UnitOfWork, names: Sequence[str], _tally: Tally) -> None:
        if names[0] == str(fails_at):
            raise DatabaseUnavailableError("The disk is full.", hint="Nothing was saved. Free some space.")
        uow.create_many([Customer(name=name) for name in names])

    with pytest.raises(DatabaseUnavailableError) as caught:
        batches.run_batches(
            ctx, [str(at) for at in range(5)], store, source=Lines(), dry_run=dry_run, progress=None
        )
    assert not ctx.store.done.stored, "the hint says what is stored"
    assert caught.value.hint is not None
    assert caught.value.hint.startswith(hint)
    with ctx.read() as uow:
        assert (uow.one(Customer, name="1") is not None) == (fails_at > 0 and not dry_run)
