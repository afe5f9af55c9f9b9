"""Referrals and incidents on a ticket's page: receive and reply; describe, record, report, activate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from csconsole.codes import entries, label
from csconsole.i18n import _, named
from csconsole.screens.ticket_steps import TicketSteps
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import Choice, Option
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Tone, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.matters import IncidentRow, ReferralRow

Given = dict[str, str]
Line = Piece | tuple[Piece, ...]
RECORDS: Final = ("event", "measure", "notified")
UNDESCRIBED: Final = "undescribed"


class MatterWork(TicketSteps):
    """Mixin of the pages that show a ticket's referral and incident."""

    def referral_shown(self) -> ReferralRow | None:
        """The referral of the ticket that is open."""
        return None

    def incident_shown(self) -> IncidentRow | None:
        """The incident of the ticket that is open."""
        return None

    def matter_options(self) -> list[Option]:
        """What can be done about them now."""
        referral, incident = self.referral_shown(), self.incident_shown()
        rows = self.chosen_tickets()
        options = []
        if referral is None:
            options.append(Option("r", "receive", _("Record a referral")))
        elif referral.replied_at is None:
            options.append(Option("r", "reply", _("Record the reply to the referral"), referral.reference))
            due = exact(referral.reply_due_at, self.console.config.zone_info)
            words = _("reply by {time}", time=due)
            options.append(Option("x", "correct", _("Correct the referral or its deadline"), words))
        unknown = incident is None or incident.incident_type == UNDESCRIBED
        if unknown and rows and rows[0].kind == "incident":
            options.append(Option("n", "describe", _("Describe the incident")))
        if incident is not None:
            options += [Option(key, kind, _offered(kind)) for key, kind in zip("ekt", RECORDS, strict=True)]
            if incident.reported_at is None:
                options.append(Option("u", "reported", _offered("reported")))
            if incident.reported_at is None and not unknown:
                due = exact(incident.report_due_at, self.console.config.zone_info)
                words = _("report by {time}", time=due)
                options.append(Option("h", "retype", _("Change the type of the incident"), words))
            options.append(Option("a", "plan", _offered("plan"), incident.plan or ""))
        return options

    def choose_matter(self, act: str) -> None:
        """Ask for what ``act`` needs, and do it."""
        lists = {
            "receive": "referral_source",
            "describe": "incident_type",
            "retype": "incident_type",
        }
        if act not in lists:
            self._ask_matter(act, "")
            return
        known = (one.code for one in entries(lists[act]) if one.code != UNDESCRIBED)
        values = [(code, label(lists[act], code)) for code in known]
        title = _words(act)
        self.open_dialog(Choice.numbered(title, values, names=True), lambda code: self._ask_matter(act, code))

    def _ask_matter(self, act: str, code: str) -> None:
        def save(given: Given) -> None:
            number = self.chosen_tickets()[0].id
            self.command(
                lambda ctx: _DO[act](ctx, number, code, given), lambda _row: self.load(), saw=self.saw
            )

        about = f"ticket {self.chosen_tickets()[0].id} matter {act} {code}"
        self.open_dialog(AskFields(_words(act), _asked(act, self.referral_shown()), about=about), save)


def _words(act: str) -> str:
    known = {
        "receive": _("Record a referral"),
        "reply": _("Record the reply to the referral"),
        "correct": _("Correct the referral or its deadline"),
        "describe": _("Describe the incident"),
        "retype": _("Change the type of the incident"),
    }
    return known.get(act) or label("ticket_record", act)


def _asked(act: str, referral: ReferralRow | None = None) -> list[Asked]:
    if act == "correct" and referral is not None:
        return [
            Asked("body", label("field", "referral_body"), value=referral.body),
            Asked("reference", label("field", "reference"), value=referral.reference),
            Asked("due", _("Reply wanted by (tomorrow 10:00, 5wd; empty: as before)"), required=False),
            Asked("text", label("field", "reason")),
        ]
    if act == "receive":
        return [
            Asked("body", label("field", "referral_body")),
            Asked("reference", label("field", "reference")),
            Asked("due", _("Reply wanted by (tomorrow 10:00, 5wd)")),
            Asked("at", _("Received (empty: now)"), required=False),
        ]
    if act == "describe":
        return [
            Asked("at", _("Happened (empty: when it was registered)"), required=False),
            Asked("plan", label("field", "plan"), required=False),
        ]
    if act == "retype":
        return [Asked("text", label("field", "reason"))]
    if act == "plan":
        return [Asked("text", _("Emergency plan (empty: the linked one)"), required=False)]
    if act == "reported":
        return [Asked("text", _words(act))]
    when = _("Sent (empty: now)") if act == "reply" else _("When (empty: now)")
    return [Asked("text", _words(act), long=True), Asked("at", when, required=False)]


def _receive(ctx: Context, number: int, code: str, given: Given) -> Any:
    from csconsole.services.matters import receive_referral
    from csconsole.services.moments import read_moment

    return receive_referral(
        ctx,
        number,
        source=code,
        body=given["body"],
        reference=given["reference"],
        reply_due_at=read_moment(ctx, given["due"], field="reply_due"),
        received_at=_earlier(ctx, given, "received_at"),
    )


def _correct(ctx: Context, number: int, _code: str, given: Given) -> Any:
    from csconsole.services.matters import change_referral
    from csconsole.services.moments import read_moment

    return change_referral(
        ctx,
        number,
        reason=given["text"],
        body=given["body"],
        reference=given["reference"],
        reply_due_at=read_moment(ctx, given["due"], field="reply_due") if given["due"] else None,
    )


def _earlier(ctx: Context, given: Given, field: str) -> datetime | None:
    """The time that was typed, or ``None`` for now."""
    from csconsole.services.moments import read_moment

    return read_moment(ctx, given["at"], field=field) if given.get("at") else None


def _describe(ctx: Context, number: int, code: str, given: Given) -> Any:
    from csconsole.services.matters import open_incident

    at = _earlier(ctx, given, "happened_at")
    return open_incident(ctx, number, incident_type=code, happened_at=at, plan=given["plan"])


def _retype(ctx: Context, number: int, code: str, given: Given) -> Any:
    from csconsole.services.matters import retype_incident

    return retype_incident(ctx, number, incident_type=code, reason=given["text"])


def _reply(ctx: Context, number: int, _code: str, given: Given) -> Any:
    from csconsole.services.matters import reply_to_referral

    return reply_to_referral(ctx, number, reply=given["text"], at=_earlier(ctx, given, "replied_at"))


def _report(ctx: Context, number: int, _code: str, given: Given) -> Any:
    from csconsole.services.matters import report_incident

    return report_incident(ctx, number, to=given["text"])


def _activate(ctx: Context, number: int, _code: str, given: Given) -> Any:
    from csconsole.services.matters import activate_plan

    return activate_plan(ctx, number, plan=given["text"])


def _recorder(kind: str) -> Callable[[Context, int, str, Given], Any]:
    def record(ctx: Context, number: int, _code: str, given: Given) -> Any:
        from csconsole.services.matters import record_on_incident

        return record_on_incident(ctx, number, kind=kind, text=given["text"], at=_earlier(ctx, given, "at"))

    return record


_DO: Final[dict[str, Callable[[Context, int, str, Given], Any]]] = {
    "receive": _receive,
    "reply": _reply,
    "correct": _correct,
    "describe": _describe,
    "retype": _retype,
    "reported": _report,
    "plan": _activate,
    **{kind: _recorder(kind) for kind in RECORDS},
}


def matter_lines(referral: ReferralRow | None, incident: IncidentRow | None, zone: ZoneInfo) -> list[Line]:
    """The referral and the incident of a ticket below its fields: what is owed, and until when."""
    lines: list[Line] = []
    if referral is not None:
        tone = _tone(done=referral.replied_at is not None, late=referral.late)
        sent = exact(referral.replied_at, zone)
        words = _("reply by {time}", time=exact(referral.reply_due_at, zone))
        if sent:
            words = _("reply sent {time}", time=sent)
        lines += ["", Toned(label("referral_source", referral.source), "quiet")]
        lines.append((f"{referral.body} {referral.reference}  ", Toned(words, tone)))
    if incident is not None:
        tone = _tone(done=incident.reported_at is not None, late=incident.late)
        told = exact(incident.reported_at, zone)
        words = _("report by {time}", time=exact(incident.report_due_at, zone))
        if told:
            words = _("reported {time} to {whom}", time=told, whom=incident.reported_to)
        what = Toned(label("incident_type", incident.incident_type), "strong")
        lines += ["", (what, "  ", Toned(words, tone))]
        if incident.plan_activated_at is not None:
            lines.append(named(label("ticket_record", "plan"), incident.plan))
        lines += [
            (Toned(f"{exact(one.at, zone)} {label('ticket_record', one.kind)}  ", "quiet"), one.text)
            for one in incident.records
        ]
    return lines


def _tone(*, done: bool, late: bool) -> Tone:
    if late:
        return "danger"
    return "done" if done else "accent"


def _offered(kind: str) -> str:
    """What is recorded about an incident, as the other steps of the list are written."""
    words = label("ticket_record", kind)
    return words[:1].upper() + words[1:]
