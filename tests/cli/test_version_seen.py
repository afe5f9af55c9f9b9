"""``--version-seen``: the second of two people is told who was first, and nothing is stored."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import complaints, contractors, meetings, subtasks, tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.forms import open_form
from tests.conftest import AsStaff, CommandLine
from tests.services.complaints.walking import FIELDS
from tests.services.tickets.registering import department, register

pytestmark = pytest.mark.req("SEC-05")


def test_a_step_of_a_ticket_that_somebody_changed_names_who_and_what(
    cli: CommandLine, ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    row = dispatch_ticket(ctx, register(ctx).id, handler_id=as_("handler").staff_id)
    seen = str(row.version)
    clock.advance(minutes=2)
    tickets.accept_ticket(as_("handler"), row.id)
    late = cli("ticket", "cancel", row.number, "--reason", "twice", "--version-seen", seen)
    assert (late.code, late.stdout) == (5, "")
    name = as_("handler").actor.name
    assert f"{name} has changed {row.number} since: accept (2026-11-23 Mon 09:02)." in late.stderr
    assert tickets.show_ticket(ctx, row.id).row.state == "accepted"
    now = str(tickets.show_ticket(ctx, row.id).row.version)
    done = cli("ticket", "cancel", row.number, "--reason", "twice", "--version-seen", now)
    assert done.code == 0, done.stderr


@pytest.mark.req("CMP-07", "TKT-20", "MTG-13", "MTG-11", "TKT-14", "FRM-15")
def test_every_kind_of_record_that_hangs_on_a_ticket_is_checked(
    cli: CommandLine, ctx: Context, as_: AsStaff
) -> None:
    complaint = tickets.create_ticket(ctx, **FIELDS)
    complaints.set_level(ctx, complaint.id, level="minor")
    asked = subtasks.ask_department(ctx, complaint.id, department_id=department(ctx, "ENG"), text="Whose?")
    subtasks.take_subtask(as_("handler"), asked.id, "acknowledge")
    item = meetings.assign_item(ctx, text="Check seals", owner_id=as_("handler").staff_id)
    meetings.begin_item(as_("handler"), item.id)
    firm = contractors.add_contractor(ctx, name="Drybuild Ltd", trade="waterproofing")
    job = contractors.give_to_contractor(ctx, complaint.id, firm.id)
    contractors.chase_job(as_("handler"), job.id, text="Called")
    form = open_form(ctx, "compensation", ticket=complaint.id, complete=False)
    meeting = meetings.schedule_meeting(ctx, topic="Flat 3-502", kind="other", ticket=complaint.id)
    for words in (
        ("complaint", "receive", complaint.number, "--apologised"),
        ("subtask", "step", str(asked.id), "answer", "--answer", "Ours"),
        ("meeting", "report", str(item.id), "Done"),
        ("contractor", "end", str(job.id), "--result", "Tight"),
        ("form", "fill", form.number, "--set", "claimed=5"),
        ("meeting", "minutes", meeting.number, "--present", "a", "--content", "b", "--results", "c"),
        ("meeting", "move", meeting.number, "--place", "Hall", "--reason", "Full"),
        ("meeting", "cancel", meeting.number, "--reason", "Settled"),
    ):
        old = "0" if words[0] == "form" or meeting.number in words else "1"
        late = cli(*words, "--version-seen", old)
        assert late.code == 5, (words, late.stderr)
    shown = cli("subtask", "show", str(asked.id), "--format", "json").json
    version = str(shown["version"])
    done = cli("subtask", "step", str(asked.id), "answer", "--answer", "Ours", "--version-seen", version)
    assert done.code == 0, done.stderr


def test_without_the_option_nothing_is_asked_and_the_next_command_of_a_batch_is_free(
    cli: CommandLine, ctx: Context, as_: AsStaff
) -> None:
    row = dispatch_ticket(ctx, register(ctx).id, handler_id=as_("handler").staff_id)
    assert cli("ticket", "note", row.number, "Called", "--version-seen", "99").code == 5
    assert cli("ticket", "accept", row.number, as_="handler").code == 0
    assert cli("ticket", "start", row.number, as_="handler").code == 0


def test_tickets_spread_together_are_each_checked(cli: CommandLine, ctx: Context, as_: AsStaff) -> None:
    one, two = register(ctx), register(ctx)
    tickets.edit_ticket(as_("manager"), one.id, contact_name="Lin")
    words = ("ticket", "spread", one.number, two.number, "--format=json")
    assert cli(*words, "--version-seen=1").code == 2
    late, free = cli(*words, f"--version-seen={one.version}", f"--version-seen={two.version}").json
    assert as_("manager").actor.name in late["why_not"]
    assert "since" not in free["why_not"]
    assert tickets.show_ticket(ctx, one.id).row.state == "new"
