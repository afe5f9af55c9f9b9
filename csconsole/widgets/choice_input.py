"""A choice among many, found by typing: words of its name, its code, pinyin or initials.

A list of a hundred is not searched with the arrows. What is shown is a :class:`PickInput`; the form reads the
value that was chosen and never the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events
from textual.message import Message

from csconsole.i18n import _
from csconsole.text import clean
from csconsole.widgets.finding import Finder
from csconsole.widgets.pick_input import Pick, PickInput
from csconsole.widgets.tones import Toned


class ChoiceInput(PickInput):
    """``choices`` are (value, shown text); ``found_by`` holds more words by which a value is found.

    The list is searched here and at once: nothing is asked of the screen.
    """

    class Learnt(Message):
        """Pinyin is known."""

    def __init__(
        self,
        choices: Sequence[tuple[str, str]],
        *,
        id: str,
        value: str = "",
        found_by: Mapping[str, str] | None = None,
        placeholder: str = "",
    ) -> None:
        words = found_by or {}
        self.choices = tuple((code, clean(text).strip()) for code, text in choices)
        self._finder = Finder({code: f"{code} {text} {words.get(code, '')}" for code, text in self.choices})
        self._taken = value if value in self._finder else ""
        super().__init__(self._text_of(self._taken), id=id, placeholder=placeholder)

    def _text_of(self, value: str) -> str:
        return next((text for code, text in self.choices if code == value), "")

    @property
    def chosen(self) -> str:
        """The value that was chosen, "" for none; what was typed where it names no choice."""
        typed = self.value.strip()
        if not typed or typed == self._text_of(self._taken):
            return self._taken if typed else ""
        return next((code for code, text in self.choices if typed in (text, code)), typed)

    @property
    def is_unknown(self) -> bool:
        """Whether something is typed that is none of the choices."""
        return bool(self.chosen) and self.chosen not in self._finder

    def choose(self, value: str) -> None:
        """Choose without asking; anything that is no choice empties the field."""
        self._taken = value if value in self._finder else ""
        self.put(self._text_of(self._taken))

    def matches(self, text: str) -> list[Pick]:
        """The choices in which every typed word is, those that begin with it first; all for nothing."""
        typed = text.casefold().split()
        found = [each for each in self.choices if self._finder.fits(each[0], text)]
        if typed:
            found.sort(key=lambda each: not each[1].casefold().startswith(typed[0]))
        return [Pick(code, (Toned(shown, ""),), shown) for code, shown in found]

    def offer_all(self) -> None:
        """Show every choice."""
        self.offer(self.matches(""))

    def watch_value(self, value: str) -> None:
        """Show what fits while it is typed."""
        if not self.is_attached or value == self._quiet:
            return
        self._quiet = ""
        self._ask()

    def _ask(self) -> None:
        if self._finder.can_learn:
            self.run_worker(self._learn, thread=True)
        typed = self.value.strip()
        found = self.matches(typed) if typed else []
        nothing = (Toned(_("Nothing fits; esc shows all."), "caution"),)
        self.offer(found, note=nothing if typed and not found else ())

    def _learn(self) -> None:
        """Pinyin comes from its dictionary in a thread; what it finds is shown when it is there."""
        self._finder.learn()
        self.post_message(self.Learnt())

    def on_choice_input_learnt(self, event: Learnt) -> None:
        """Look again, now by pinyin too."""
        event.stop()
        if self.is_attached and self.has_focus and self.value != self._quiet:
            self._ask()

    def _on_paste(self, event: events.Paste) -> None:
        """What names one choice, or fits one only, is that choice; several are offered, and none is said."""
        super()._on_paste(event)
        named = [code for code, text in self.choices if self.value.strip() in (text, code)]
        found = named or [str(pick.value) for pick in self.matches(self.value)]
        if self.value.strip() and len(found) == 1:
            self.choose(found[0])
        elif self.value.strip() and not found:
            said = _("None of the list: {text}", text=self.value.strip())
            self.post_message(self.Trimmed(said))

    async def _on_key(self, event: events.Key) -> None:
        """The arrow down in an empty field shows every choice."""
        if event.key == "down" and not self.is_open and not self.value.strip():
            event.stop()
            event.prevent_default()
            self.offer_all()
            return
        await super()._on_key(event)

    def take(self, pick: Pick) -> None:
        """Choose it and go on with the next field."""
        self._taken = str(pick.value)
        super().take(pick)

    def _on_blur(self, event: events.Blur) -> None:
        """What fits a single choice is that choice."""
        if self.is_unknown and len(found := self.matches(self.value)) == 1:
            self.choose(str(found[0].value))
        super()._on_blur(event)
