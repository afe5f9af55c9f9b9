"""What some kinds of tickets need on their page: the price of a service, the two sides of a dispute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from csconsole.codes import entries, label
from csconsole.i18n import _, named
from csconsole.screens.matter_work import Given, Line, MatterWork
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import Choice, Note, Option
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.matters import DisputeRow
    from csconsole.services.tariff import Charges, TariffRow
    from csconsole.services.tickets import TicketRow

COURT_OVER: Final = "court_over"
DROP: Final = "drop "
MASK: Final = "*"
"""Stands in a phone that this person may not read whole."""
OWN: Final = frozenset({"price", "paid", "parties", "mediation", "outcome", "court", COURT_OVER})


class KindWork(MatterWork):
    """Mixin of the pages that show the charges and the dispute of a ticket."""

    def charges_shown(self) -> Charges | None:
        """The price of the ticket that is open, where its kind has one."""
        return None

    def dispute_shown(self) -> DisputeRow | None:
        """The dispute of the ticket that is open, where its parties are recorded."""
        return None

    def matter_options(self) -> list[Option]:
        """What can be done about them now, after what every ticket has."""
        return [*super().matter_options(), *self._charge_options(), *self._dispute_options()]

    def unless_frozen(self, options: Sequence[Option]) -> list[Option]:
        """While a court has the matter only its end can be recorded (TKT-25)."""
        rows = self.chosen_tickets()
        if not rows or rows[0].litigation_at is None:
            return list(options)
        why = _("in litigation: handling is frozen")
        return [one if one.value == COURT_OVER else replace(one, why_not=why) for one in options]

    def choose_matter(self, act: str) -> None:
        """Ask for what ``act`` needs, and do it."""
        if act == "price":
            self.ask(_tariff, self._choose_service, group="targets")
        elif act == "paid":
            yes, no = _("yes, paid"), _("no, not paid")
            self.open_dialog(
                Choice.numbered(_("Has the customer paid?"), [(True, yes), (False, no)]), self._paid
            )
        elif act == "outcome":
            values = [(one.code, label("dispute_outcome", one.code)) for one in entries("dispute_outcome")]
            self.open_dialog(Choice.numbered(label("field", "outcome"), values), self._outcome)
        elif act.startswith(DROP):
            line = int(act.removeprefix(DROP))
            self._do(lambda ctx, number: _drop(ctx, number, line))
        elif act in OWN:
            self.open_dialog(
                AskFields(_title(act), self._texts_of(act), about=self._kind_about(act)),
                lambda given: self._do(lambda ctx, number: _RECORD[act](ctx, number, given)),
            )
        else:
            super().choose_matter(act)

    # ---- the price (TKT-24)

    def _charge_options(self) -> list[Option]:
        found = self.charges_shown()
        if found is None:
            return []
        options = [Option("y", "price", _("Price from the tariff"))]
        if found.lines:
            options.append(Option("j", "paid", _("Paid or not"), found.total))
        options += [
            Option("", f"{DROP}{line.id}", _("Take off: {name}", name=line.name), line.amount)
            for line in found.lines
        ]
        return options

    def _choose_service(self, rows: Sequence[TariffRow]) -> None:
        from csconsole.services.tariff import price_words

        title = _("Price from the tariff")
        if not rows:
            self.open_dialog(Note(title, [_("The tariff is empty: administration, tariff.")]))
            return
        values = [(row.code, row.name) for row in rows]
        notes = [price_words(row) for row in rows]
        self.open_dialog(Choice.numbered(title, values, notes, names=True), self._ask_quantity)

    def _ask_quantity(self, code: str) -> None:
        found = self.charges_shown()
        needs_time = found is not None and found.appointment_at is None
        asked = [Asked("quantity", _("Quantity (empty: 1)"), required=False)]
        asked.append(Asked("at", _("Appointment (tomorrow 10:00)"), required=needs_time))

        def save(given: Given) -> None:
            self._do(lambda ctx, number: _charge(ctx, number, code, given), self._priced)

        self.open_dialog(
            AskFields(_("Price from the tariff"), asked, about=self._kind_about(f"charge {code}")), save
        )

    def _priced(self, found: Charges) -> str:
        """What stands on the ticket now: the price and the appointment."""
        when = exact(found.appointment_at, self.console.config.zone_info)
        return _("{number}: {price}, appointment {time}", number=found.number, price=found.total, time=when)

    def _paid(self, paid: bool) -> None:
        asked = [Asked("note", _("Such as the receipt's number (may be empty)"), required=False)]

        def save(given: Given) -> None:
            self._do(lambda ctx, number: _record_paid(ctx, number, paid, given))

        title = label("ticket_action", "paid" if paid else "unpaid")
        self.open_dialog(AskFields(title, asked, about=self._kind_about(f"paid {paid}")), save)

    # ---- the dispute (TKT-25)

    def _dispute_options(self) -> list[Option]:
        rows, found = self.chosen_tickets(), self.dispute_shown()
        if not rows or rows[0].kind != "dispute":
            return []
        options = [Option("b", "parties", _("The two parties"))]
        if found is None:
            return options
        if found.frozen:
            return [*options, Option("l", COURT_OVER, label("ticket_action", COURT_OVER), found.court or "")]
        return [
            *options,
            Option("g", "mediation", _("A talk of the mediation")),
            Option("o", "outcome", _("Outcome of the mediation")),
            Option("l", "court", label("ticket_action", "litigation")),
        ]

    def _texts_of(self, act: str) -> list[Asked]:
        if act == "parties":
            known = _parties_known(self.dispute_shown(), self.chosen_tickets()[0])
            return [
                Asked(
                    name, label("field", name), required=name.endswith("party"), value=known.get(name) or ""
                )
                for name in ("first_party", "first_contact", "second_party", "second_contact")
            ]
        words = {
            "mediation": _("What was said"),
            "court": label("field", "court"),
            COURT_OVER: label("field", "court_result"),
        }
        when = [Asked("at", _("When (empty: now)"), required=False)] if act == "mediation" else []
        return [Asked("text", words[act], long=act != "court"), *when]

    def _outcome(self, code: str) -> None:
        asked = [Asked("text", label("field", "agreement"), long=True, required=code in ("agreed", "partly"))]

        def save(given: Given) -> None:
            self._do(lambda ctx, number: _settle(ctx, number, code, given))

        self.open_dialog(
            AskFields(label("dispute_outcome", code), asked, about=self._kind_about(f"outcome {code}")), save
        )

    def _kind_about(self, act: str) -> str:
        return f"ticket {self.chosen_tickets()[0].id} kind {act}"

    def _do(self, work: Any, say: Any = None) -> None:
        number = self.chosen_tickets()[0].id

        def done(row: Any) -> None:
            if say is not None:
                self.toast(say(row))
            self.load()

        self.command(lambda ctx: work(ctx, number), done, saw=self.saw)


def _parties_known(row: DisputeRow | None, ticket: TicketRow) -> dict[str, str | None]:
    """The parties as they are recorded; before that the customer of the ticket is the first one, reached by
    the ticket's number where that may be read whole.
    """
    if row is not None:
        names = ("first_party", "first_contact", "second_party", "second_contact")
        return {name: getattr(row, name) for name in names}
    phone = ticket.phone or ""
    return {
        "first_party": ticket.customer or ticket.contact_name,
        "first_contact": "" if MASK in phone else phone,
    }


def _title(act: str) -> str:
    names = {"parties": _("The two parties"), "mediation": _("A talk of the mediation")}
    return names.get(act) or label("ticket_action", "litigation" if act == "court" else act)


def _tariff(ctx: Context) -> Sequence[TariffRow]:
    from csconsole.services.tariff import current_tariff

    return current_tariff(ctx)


def _charge(ctx: Context, number: int, code: str, given: Given) -> Any:
    from csconsole.services.moments import read_moment
    from csconsole.services.tariff import charge_ticket

    at = read_moment(ctx, given["at"], field="appointment_at") if given["at"] else None
    return charge_ticket(ctx, number, code, quantity=given["quantity"] or "1", appointment_at=at)


def _drop(ctx: Context, number: int, line: int) -> Any:
    from csconsole.services.tariff import drop_charge

    return drop_charge(ctx, number, line)


def _record_paid(ctx: Context, number: int, paid: bool, given: Given) -> Any:
    from csconsole.services.tariff import record_paid

    return record_paid(ctx, number, paid=paid, note=given["note"])


def _parties(ctx: Context, number: int, given: Given) -> Any:
    from csconsole.services.matters import open_dispute

    return open_dispute(ctx, number, **given)


def _mediation(ctx: Context, number: int, given: Given) -> Any:
    from csconsole.services.matters import record_mediation
    from csconsole.services.moments import read_moment

    at = read_moment(ctx, given["at"], field="at") if given["at"] else None
    return record_mediation(ctx, number, text=given["text"], at=at)


def _court(ctx: Context, number: int, given: Given) -> Any:
    from csconsole.services.matters import go_to_court

    return go_to_court(ctx, number, court=given["text"])


def _court_over(ctx: Context, number: int, given: Given) -> Any:
    from csconsole.services.matters import court_is_over

    return court_is_over(ctx, number, result=given["text"])


def _settle(ctx: Context, number: int, code: str, given: Given) -> Any:
    from csconsole.services.matters import settle_dispute

    return settle_dispute(ctx, number, outcome=code, agreement=given["text"])


_RECORD: Final = {"parties": _parties, "mediation": _mediation, "court": _court, COURT_OVER: _court_over}


def kind_lines(charges: Charges | None, dispute: DisputeRow | None, zone: ZoneInfo) -> list[Line]:
    """The price and the dispute of a ticket below its fields."""
    return [*_charge_lines(charges, zone), *_dispute_lines(dispute, zone)]


def _charge_lines(charges: Charges | None, zone: ZoneInfo) -> list[Line]:
    if charges is None:
        return []
    agreed: list[Line] = []
    if charges.appointment_at is not None:
        when = exact(charges.appointment_at, zone)
        agreed = [(Toned(_("Appointment") + "  ", "quiet"), when)]
    if not charges.lines:
        text = _("Chargeable: no price yet, + puts it on from the tariff")
        return ["", Toned(text, "caution"), *agreed]
    paid = Toned(_("payment not recorded"), "caution")
    if charges.paid is not None:
        paid = Toned(_("paid"), "done") if charges.paid else Toned(_("not paid"), "danger")
    lines: list[Line] = ["", (Toned(_("Price") + "  ", "quiet"), Toned(charges.total, "strong"), "  ", paid)]
    lines += agreed
    lines += [
        Toned(f"    {one.name}  {one.quantity} × {one.price} = {one.amount}", "quiet")
        for one in charges.lines
    ]
    return lines


def _dispute_lines(dispute: DisputeRow | None, zone: ZoneInfo) -> list[Line]:
    if dispute is None:
        return []
    sides = [
        " ".join(part for part in pair if part)
        for pair in (
            (dispute.first_party, dispute.first_contact),
            (dispute.second_party, dispute.second_contact),
        )
    ]
    lines: list[Line] = ["", (Toned(_("Parties") + "  ", "quiet"), " / ".join(sides))]
    if dispute.frozen:
        since = _("in litigation since {time}", time=exact(dispute.court_since, zone))
        lines.append((Toned(since, "danger"), f"  {dispute.court}"))
    elif dispute.court_result:
        lines.append((Toned(_("Court") + "  ", "quiet"), named(dispute.court or "", dispute.court_result)))
    if dispute.outcome:
        words = label("dispute_outcome", dispute.outcome)
        lines.append((Toned(words, "done"), f"  {dispute.agreement or ''}"))
    lines += [(Toned(f"{exact(one.at, zone)}  ", "quiet"), one.text) for one in dispute.talks]
    return lines
