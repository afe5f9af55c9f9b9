"""What the call form looks up while it is typed: the caller, the category, the department, the promised time.

Each question is numbered and asked after the hand rests, so a slow answer never overwrites a newer one and no
key waits for the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from csconsole.clock import local
from csconsole.errors import CsconsoleError
from csconsole.i18n import _, get_language, ngettext
from csconsole.screens.call_fields import CallFields
from csconsole.screens.caller_words import (
    Line,
    card_lines,
    contact_lines,
    contact_words,
    match_line,
    match_note,
    warning_lines,
    who_line,
)
from csconsole.screens.category_words import category_words, found_words
from csconsole.screens.drafting import FormScreen
from csconsole.text import clean
from csconsole.widgets.form import Form
from csconsole.widgets.pick_input import Pick, PickInput
from csconsole.widgets.times import exact, until_words
from csconsole.widgets.tones import Toned, say_line

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.customers import CallerCard, CustomerCard

LEAST = 2
"""Characters from which a caller is looked for."""
MOST_LAST_DIGITS = 8
"""With more digits it is a whole number that was typed, not its end."""
MOST = 30
CATEGORIES = 2000
ABOUT_THE_CALLER = ("caller", "alike", "advice", "due", "due words", "times", "script", "scripts")
"""Groups of questions whose answers belong to the call that is in the form."""


@dataclass(frozen=True, slots=True)
class CategoryPick:
    """A category as it is searched here: ``words`` holds code, names and initials."""

    id: int
    code: str
    path: str
    words: str
    department: str | None
    ticket: bool
    complaint: bool


@dataclass(frozen=True, slots=True)
class DepartmentPick:
    """A department as it is searched here: ``words`` holds code, name and initials."""

    code: str
    name: str
    words: str


class CallLookup(FormScreen):
    """The call form's questions and what they were answered with."""

    def __init__(self, draft_key: str = "") -> None:
        super().__init__(draft_key)
        self.customer_id: int | None = None
        self.card: CustomerCard | None = None
        self.caller: CallerCard | None = None
        self.categories: tuple[CategoryPick, ...] = ()
        self.departments: tuple[DepartmentPick, ...] = ()
        self.codes: dict[str, dict[str, str]] = {"category": {}, "department": {}}
        """What stands in a field after it was taken from the list, and its code."""
        self._outcome = "done"
        self._proposed = ""
        """The due time that was read from the words of the promise."""
        self._filled = ""
        """The address that came from the customer's file: it follows the customer, a typed one stays."""

    @property
    def fields(self) -> CallFields:
        """The form's fields."""
        return self.query_one(CallFields)

    def show_card(self) -> None:
        """Called when it is known who is calling; the form draws it."""

    # ---- the caller

    def on_pick_input_asked(self, event: PickInput.Asked) -> None:
        """Matches are wanted."""
        event.stop()
        if event.text != event.input.value:
            return  # of a text that is gone, such as that of the call before
        if event.input is self.fields.number:
            self._ask_caller(event.text)
        elif event.input is self.fields.category:
            picks = self._category_picks(event.text, everything=event.everything)
            unmatched = bool(event.text.strip()) and bool(self.categories) and not picks
            note = Toned(_("No category matches; esc shows all."), "caution")
            event.input.offer(picks, note=(note,) if unmatched else ())
        else:
            picks = self._department_picks(event.text)
            unmatched = bool(event.text.strip()) and bool(self.departments) and not picks
            note = Toned(_("Nothing fits; esc shows all."), "caution")
            event.input.offer(picks, note=(note,) if unmatched else ())

    def _ask_caller(self, text: str) -> None:
        if len(text.strip()) < LEAST:
            self._show_caller(None)
            return

        def work(ctx: Context) -> CallerCard:
            from csconsole.services.customers import caller_card

            return caller_card(ctx, text, MOST)

        self.ask(work, self._show_caller, group="caller", failed=self._no_caller)

    def _no_caller(self, _error: CsconsoleError) -> None:
        self._show_caller(None)

    def _show_caller(self, caller: CallerCard | None) -> None:
        self.caller = caller
        self.card = caller.card if caller is not None else None
        self.customer_id = self.card.customer.id if self.card is not None else None
        matches = caller.matches if caller is not None else ()
        picks = [Pick(match.id, match_line(match)) for match in matches]
        self.fields.number.offer(picks, note=match_note(matches) if picks else ())
        self._fill_address()
        self.show_card()

    def on_pick_input_taken(self, event: PickInput.Taken) -> None:
        """A match was taken: go on with the next field."""
        event.stop()
        if event.input is self.fields.number:
            self._show_number(int(event.pick.value))
            self.take_customer(int(event.pick.value))
            self.fields.category.focus()
        elif event.input is self.fields.category:
            self._take_category(event.pick.value)
            self.fields.editor("text").focus()
        else:
            self.screen.focus_next()

    def _show_number(self, customer_id: int) -> None:
        """What was typed only served to find the customer: the number that was found takes its place."""
        typed = self.fields.number.value.strip()
        matches = self.caller.matches if self.caller is not None else ()
        found = next((match.phone for match in matches if match.id == customer_id), None)
        whole = sum(char.isdigit() for char in typed) > MOST_LAST_DIGITS
        if found and not whole:
            self.put_number(found)

    def put_number(self, number: str) -> None:
        """Put a number into the field without looking it up."""
        self.fields.number.put(number)

    def take_customer(self, customer_id: int) -> None:
        """This is who calls."""
        self.customer_id = customer_id

        def work(ctx: Context) -> CustomerCard:
            from csconsole.services.customers import customer_card

            return customer_card(ctx, customer_id)

        self.ask(work, self._show_customer, group="caller")

    def _show_customer(self, card: CustomerCard) -> None:
        self.card, self.customer_id = card, card.customer.id
        self._fill_address()
        self.show_card()

    def _fill_address(self) -> None:
        """The address of the present customer, unless another one was typed."""
        customer = self.card.customer if self.card is not None else None
        address = (customer.address or customer.unit or "") if customer is not None else ""
        present = self.fields.values()["address"].strip()
        if present not in ("", self._filled):
            return
        self._filled = clean(address).strip()
        if present != self._filled:
            self.fields.set_values({"address": self._filled})

    def forget_customer(self) -> None:
        """Nobody is known yet."""
        self.customer_id, self.card, self.caller, self._filled = None, None, None, ""
        self.show_card()

    def who_lines(self, now: datetime, zone: ZoneInfo, warnings: int) -> list[Line]:
        """Who it is in a line, and ``warnings`` lines of what to know before the first word."""
        if self.card is not None:
            line = (*who_line(self.card.customer), "  ", *contact_words(self.card, now))
            return [line, *warning_lines(self.card, now, zone)[:warnings]]
        if self.caller is None:
            return [
                Toned(
                    _("Nobody yet. Unknown callers: give a name, or F7 and why there is no phone."), "quiet"
                )
            ]
        if self.caller.matches:
            return [Toned(_("{n} may be meant", n=len(self.caller.matches)), "caution")]
        if self.caller.contacts:
            return [
                Toned(
                    ngettext(
                        "No file, but has called once",
                        "No file, but has called {n} times",
                        len(self.caller.contacts),
                    ),
                    "caution",
                )
            ]
        return [Toned(_("Unknown: a name makes a file"), "caution")]

    def whole_card(self, now: datetime, zone: ZoneInfo) -> Sequence[Line]:
        """Everything that is known of the caller."""
        if self.card is not None:
            return card_lines(self.card, now, zone)
        if self.caller is not None and self.caller.contacts:
            return contact_lines(self.caller.contacts, now)
        return [Toned(_("Nothing is known of the caller yet."), "quiet")]

    # ---- category and department

    def load_categories(self) -> None:
        """Read the category tree and the departments once; they are searched here."""
        initials = get_language() == "zh"

        def work(ctx: Context) -> tuple[tuple[CategoryPick, ...], tuple[DepartmentPick, ...]]:
            return _categories(ctx, initials=initials), _departments(ctx, initials=initials)

        self.ask(work, self._take_lists, group="load-lists")

    def _take_lists(self, lists: tuple[tuple[CategoryPick, ...], tuple[DepartmentPick, ...]]) -> None:
        self.categories, self.departments = lists
        self.codes["category"] |= {one.path: one.code for one in self.categories}
        self.codes["department"] |= {one.name: one.code for one in self.departments}

    def coded(self, values: Mapping[str, str]) -> dict[str, str]:
        """Values of the form with the codes of what people read by its name; a code may be typed too."""
        known = {name: self.codes[name] for name in self.codes if name in values}
        return {
            **values,
            **{name: codes.get(values[name].strip(), values[name]) for name, codes in known.items()},
        }

    @property
    def category_code(self) -> str:
        """The code of the category that stands in its field, "" for none."""
        return next(iter(self.coded(self.fields.values())["category"].split()), "")

    @property
    def is_complaint(self) -> bool:
        """Whether the category that stands in its field makes a complaint."""
        code = self.category_code
        return any(one.complaint for one in self.categories if one.code == code)

    def _category_picks(self, text: str, *, everything: bool = False) -> list[Pick]:
        words = text.casefold().split()
        if not words and not everything:
            return []
        found = [one for one in self.categories if all(word in one.words for word in words)]
        found.sort(key=lambda one: (not one.code.startswith(tuple(words[:1])), one.code.count("."), one.code))
        return [
            Pick(one, (one.path, Toned("  " + one.code, "quiet")), one.path)
            for one in (found if everything else found[:MOST])
        ]

    def _take_category(self, category: CategoryPick) -> None:
        """The category's own department is proposed to those who may dispatch."""
        ctx = self.ctx
        if ctx is None or category.department is None or not category.ticket:
            return
        from csconsole.models.rights import Right

        if ctx.can(Right.TICKET_DISPATCH) and not self.fields.values()["department"].strip():
            names = [one.name for one in self.departments if one.code == category.department]
            self.fields.department.put(next(iter(names), category.department))

    def _department_picks(self, text: str) -> list[Pick]:
        words = text.casefold().split()
        return [
            Pick(one.code, (one.name, Toned("  " + one.code, "quiet")), one.name)
            for one in self.departments
            if words and all(word in one.words for word in words)
        ]

    # ---- the promised time

    def on_form_changed(self, event: Form.Changed) -> None:
        """The promised time is read as it is typed; one that the promise itself names is proposed."""
        if event.field == "due":
            self.read_due()
        elif event.field == "promise":
            self._propose_due()

    def _propose_due(self) -> None:
        """The time that the words of the promise say goes into the empty field, to be looked at."""
        words = self.fields.values()["promise"]
        if self.fields.values()["due"].strip() not in ("", self._proposed):
            return

        def work(ctx: Context) -> str:
            from csconsole.services.moments import moment_within

            found = moment_within(ctx, words)
            return local(found, ctx.zone).strftime("%Y-%m-%d %H:%M") if found is not None else ""

        def put(proposed: str) -> None:
            values = self.fields.values()
            if values["promise"] == words and values["due"].strip() in ("", self._proposed):
                self._proposed = proposed
                self.fields.set_values({"due": proposed})

        self.ask(work, put, group="due words")

    def read_due(self) -> None:
        """Show how the promised time is understood."""
        text = self.fields.values()["due"].strip()
        if not text:
            self.unask("due")
            self._show_due(None)
            return

        def work(ctx: Context) -> datetime:
            from csconsole.services.moments import read_moment

            return read_moment(ctx, text, field="due")

        self.ask(work, self._show_due, group="due", failed=lambda _error: self._show_due(None))

    def _show_due(self, at: datetime | None) -> None:
        now, zone = self.console.clock.now(), self.console.config.zone_info
        note: tuple[Any, ...] = ()
        if at is not None:
            note = (Toned(exact(at, zone) + "  ", "accent"), until_words(at, now))
        self.fields.show_note("due", say_line(*note) if note else "")


def _categories(ctx: Context, *, initials: bool) -> tuple[CategoryPick, ...]:
    from csconsole.services.categories import list_categories

    found = []
    for row in list_categories(ctx, filter="active:yes", limit=CATEGORIES).rows:
        path = " > ".join(row.path)
        found.append(
            CategoryPick(
                id=row.id,
                code=row.code,
                path=path,
                words=category_words(row, initials=initials),
                department=row.department,
                ticket=row.ticket_kind is not None,
                complaint=row.ticket_kind == "complaint",
            )
        )
    return tuple(found)


def _departments(ctx: Context, *, initials: bool) -> tuple[DepartmentPick, ...]:
    from csconsole.services.departments import list_departments

    rows = list_departments(ctx, filter="active:yes", limit=500).rows
    return tuple(
        DepartmentPick(row.code, row.name, found_words(row.code, row.name, initials=initials)) for row in rows
    )
