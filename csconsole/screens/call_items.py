"""Several items of one call: put one aside, go back to it, remove it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual.widgets import Input, Select, Static, TextArea

from csconsole.codes import label
from csconsole.errors import CsconsoleError
from csconsole.i18n import _
from csconsole.screens.call_entry import ITEM_FIELDS, check_entry_item
from csconsole.screens.call_lookup import CallLookup
from csconsole.text import cut, one_line
from csconsole.widgets.dialogs import Choice, Option
from csconsole.widgets.signs import sign
from csconsole.widgets.tones import Piece, Toned, say_lines

if TYPE_CHECKING:
    from csconsole.services.context import Context


class CallItems(CallLookup):
    """The half of the call form that knows the items put aside; the fields hold the present one."""

    def __init__(self, draft_key: str = "") -> None:
        super().__init__(draft_key)
        self.items: list[dict[str, str]] = []

    def set_outcome(self, outcome: str) -> None:
        """Choose an outcome; the form does."""
        raise NotImplementedError

    def show_refusal(self, error: CsconsoleError) -> None:
        """Show an error under its field; the form does."""
        raise NotImplementedError

    def _present(self) -> dict[str, str]:
        values = self.fields.values()
        return {**{name: values[name] for name in ITEM_FIELDS}, "outcome": self._outcome}

    def do_call_item(self) -> None:
        """Put the present item aside and begin another one of the same contact; one that is not in order
        comes back at once, with what is wrong.
        """
        item = self._present()
        if not item["text"].strip() and not item["chase"].strip():
            self.fields.show_error("text", _("Write what this item is about first."))
            return

        coded = self.coded(item)

        def work(ctx: Context) -> None:
            check_entry_item(ctx, coded)

        def refused(error: CsconsoleError) -> None:
            if item in self.items:
                self.bring_back(self.items.index(item))
                self.show_refusal(error)

        self.form.clear_errors()
        self.items.append(item)
        self._fill(dict.fromkeys(ITEM_FIELDS, ""), "done")
        self.ask(work, lambda _none: None, group="item", failed=refused)

    def do_call_chase(self) -> None:
        """The caller asks after one of his open tickets: it is told so when the call is saved (RPT-53)."""
        tickets = self.card.tickets if self.card is not None else ()
        words = [f"{one.number} {one_line(one.text)}" for one in tickets]
        present = self.fields.values()["chase"].strip()
        if not words and not present:
            self.toast(_("No open ticket of this caller is known."), "warning")
        elif len(words) == 1 and not present:
            self._chase(words[0])
        else:
            options = [Option(str(n), text, text) for n, text in enumerate(words, 1)]
            options.append(Option("0", "", _("none of them")))
            self.open_dialog(Choice(_("Which ticket is asked after?"), options), self._chase)

    def _chase(self, ticket: str) -> None:
        self.fields.set_values({"chase": ticket})
        self.set_outcome(self._outcome)
        self.keep_draft()

    def ask_promised(self, save: Callable[[], None]) -> None:
        """Something was promised about what is done: make it a ticket or a callback, or save it so."""
        values = self.fields.values()
        said = one_line(values["promise"].strip() or values["text"])
        options = [
            Option("t", "ticket", label("call_outcome", "ticket")),
            Option("b", "callback", label("call_outcome", "callback")),
            Option("s", "", _("save as done: the promise stands on your desk alone, nobody is sent")),
        ]

        def chosen(outcome: str) -> None:
            if outcome:
                self.set_outcome(outcome)
            else:
                save()

        question = _("Promised, and nothing is opened: {promise}", promise=cut(said, 60))
        self.open_dialog(Choice(question, options), chosen)

    def do_call_items(self) -> None:
        """Choose an item that was put aside: go on with it, or remove it."""
        if not self.items:
            self.toast(_("This call has one item only."))
            return
        options = []
        for number, item in enumerate(self.items, 1):
            text = _words(item)
            options.append(Option(str(number), (number - 1, True), text, _("go back to it")))
        for letter, number in zip("abcdefghi", range(len(self.items)), strict=False):
            text = _words(self.items[number])
            options.append(Option(letter, (number, False), text, _("remove it")))
        self.open_dialog(Choice(_("Items of this call"), options), self._picked_item)

    def _picked_item(self, picked: tuple[int, bool]) -> None:
        place, edit = picked
        if edit:
            self.bring_back(place)
        else:
            del self.items[place]
            self.draw_items()
            self.keep_draft()

    def bring_back(self, place: int) -> None:
        """Put an item back into the fields; the one that stands there takes its place in the list."""
        if not 0 <= place < len(self.items):
            return  # the error is about the item in the fields
        present = self._present()
        item = self.items.pop(place)
        if any(present[name].strip() for name in ("category", "text", "answer", "promise")):
            self.items.insert(place, present)
        self._fill({name: item.get(name, "") for name in ITEM_FIELDS}, item["outcome"])

    def _fill(self, values: dict[str, str], outcome: str) -> None:
        with self.prevent(Input.Changed, TextArea.Changed, Select.Changed):  # they clear what is said below
            self.fields.set_values(values)
            for field in (self.fields.category, self.fields.department):
                field.put(field.value)
        self._proposed = ""
        self.read_due()
        self.set_outcome(outcome)
        self.keep_draft()
        self.draw_items()
        self.fields.category.focus()

    def draw_items(self) -> None:
        """A line for each item that was put aside, and the key that goes back to one."""
        lines: list[Piece | tuple[Piece, ...]] = [
            (
                Toned(f"{number} ", "accent"),
                item["category"].split(" > ")[-1].strip() + "  ",
                Toned(_words(item) + "  ", "quiet"),
                sign("arrow") + " " + label("call_outcome", item["outcome"]),
            )
            for number, item in enumerate(self.items, 1)
        ]
        if lines:
            key = self.console.registry.key_sign("call.items", typing=True)
            lines.append(Toned(_("{key} goes back to an item or removes one", key=key), "quiet"))
        shown = self.query_one("#items", Static)
        shown.update(say_lines(lines))
        shown.display = bool(lines)


def _words(item: Mapping[str, str]) -> str:
    """What names an item that was put aside: what it is about, else the ticket that is asked after."""
    return one_line(item["text"] or item.get("chase", ""))


def promised_only(outcome: str, values: Mapping[str, str]) -> bool:
    """Whether the fields hold a promise that nothing stands behind (CALL-14)."""
    from csconsole.services.calls.promised import nothing_behind

    promised = values["promise"].strip() or values["due"].strip()
    return nothing_behind(outcome, promised=bool(promised), chased=bool(values["chase"].strip()))
