"""Which kinds of tickets are repairs is a setting: for figures, callbacks, what a ticket needs (RPT-11)."""

from __future__ import annotations

import pytest

from csconsole.errors import InvalidInputError
from csconsole.services import callbacks, tickets
from csconsole.services.context import Context
from csconsole.services.reports import build_report
from csconsole.services.settings import change_setting
from tests.conftest import AsStaff
from tests.services.tickets.registering import in_progress, register


def figures(ctx: Context) -> dict[str, int]:
    """The counts of repairs of the present day."""
    found = build_report(ctx, "daily", date=f"{ctx.today():%Y-%m-%d}").figures
    names = ("total", "in_home", "public", "unscoped")
    return {name: found[f"repairs.{name}"].numerator for name in names}


@pytest.mark.req("TKT-01", "TKT-16")
def test_a_device_in_the_workshop_needs_no_scope(ctx: Context, as_: AsStaff) -> None:
    assert register(ctx, kind="device_repair", scope=None).scope is None
    with pytest.raises(InvalidInputError):
        register(ctx, kind="device_repair", phone=None)
    with pytest.raises(InvalidInputError):
        register(ctx, kind="repair", scope=None)
    change_setting(as_("admin"), "ticket.no_scope_kinds", [])
    with pytest.raises(InvalidInputError):
        register(ctx, kind="device_repair", scope=None)


@pytest.mark.req("RPT-11")
def test_the_repair_of_a_device_is_a_repair_in_the_figures(ctx: Context, as_: AsStaff) -> None:
    register(ctx, kind="device_repair", scope=None)
    register(ctx, kind="device_repair", scope="in_home")
    register(ctx, kind="repair", scope="public")
    register(ctx, kind="install", scope="in_home")
    assert figures(ctx) == {"total": 3, "in_home": 1, "public": 1, "unscoped": 1}
    change_setting(as_("admin"), "ticket.repair_kinds", ["repair"])
    assert figures(ctx) == {"total": 1, "in_home": 0, "public": 1, "unscoped": 0}


@pytest.mark.req("CBK-02", "TKT-21")
def test_the_repair_of_a_device_is_called_back_about_as_a_repair(ctx: Context, as_: AsStaff) -> None:
    for kind, source in (("device_repair", "repair"), ("repair", "repair"), ("install", "service_end")):
        row = in_progress(ctx, as_("handler"), kind=kind)
        done = tickets.done_ticket(as_("handler"), row.id, result="Sealed", feedback="Fine")
        assert done.callback_id is not None
        assert callbacks.show_callback(ctx, done.callback_id).row.source == source


@pytest.mark.req("TKT-02", "TKT-21")
@pytest.mark.parametrize("kind", ["repair", "install", "other"])
def test_work_is_called_back_about_with_both_scores_of_whatever_kind(
    ctx: Context, as_: AsStaff, kind: str
) -> None:
    row = in_progress(ctx, as_("handler"), kind=kind)
    done = tickets.done_ticket(as_("handler"), row.id, result="Sealed", feedback="Fine")
    assert done.callback_id is not None
    said: dict[str, object] = {"satisfaction": "satisfied"}
    for score in ("efficiency", "quality"):
        with pytest.raises(callbacks.RecordIncompleteError):
            callbacks.record_attempt(ctx, done.callback_id, code="done", record=said)
        said[score] = 5
    callbacks.record_attempt(ctx, done.callback_id, code="done", record=said)
    assert tickets.show_ticket(ctx, row.id).row.state == "closed"
    assert callbacks.show_callback(ctx, done.callback_id).record.signer
