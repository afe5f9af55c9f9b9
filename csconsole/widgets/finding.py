"""Finding one of several choices by typing: words of its text or code, pinyin, or first letters."""

from __future__ import annotations

from collections.abc import Mapping

from textual.events import Paste
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from csconsole.i18n import _
from csconsole.widgets.line_input import LineInput

MANY = 12
"""With more choices than this they are found by typing."""
FIND = "/"
"""The key that begins it."""
_HAN_FROM = "\u3400"
"""From this character on a text may hold Chinese, which is found by its pinyin too."""


class Finder:
    """The words of choices, by value. Pinyin is added by :meth:`learn`, in a thread: its dictionary takes a
    moment to load, and no key waits for it.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = {value: text.casefold() for value, text in words.items()}
        self._texts = {value: text for value, text in words.items() if any(c >= _HAN_FROM for c in text)}

    @property
    def can_learn(self) -> bool:
        """Whether there are Chinese texts whose pinyin is not known yet."""
        return bool(self._texts)

    def learn(self) -> None:
        """Add pinyin and first letters."""
        from csconsole.pinyin import name_keys

        texts, self._texts = self._texts, {}
        for value, text in texts.items():
            keys = [name_keys(text, person=False), *map(name_keys, text.split())]
            more = {each for key in keys for each in (key.pinyin, key.initials)}
            self._words[value] += " " + " ".join(sorted(more))

    def fits(self, value: str, typed: str) -> bool:
        """Whether every typed word is one of this value's, or a part of one."""
        words = self._words[value]
        return all(word in words for word in typed.casefold().split())

    def __contains__(self, value: object) -> bool:
        return value in self._words


class Finding(Widget):
    """Mixin of a dialog with a field in which a choice is found; the field opens with its key."""

    finder: Finder

    class Learnt(Message):
        """Pinyin is known."""

    def find_input(self) -> Input:
        """The field, not seen at first."""
        return LineInput(id="find", max_length=80, placeholder=_("type to find"))

    @property
    def finding(self) -> bool:
        """Whether the field is open."""
        return self.query_one("#find", Input).has_class("-open")

    def narrow(self, typed: str) -> None:
        """Show what fits; the dialog does."""
        raise NotImplementedError

    def say_keys(self) -> None:
        """Show the keys of the moment; the dialog does."""
        raise NotImplementedError

    def find(self) -> None:
        """Open the field."""
        self.query_one("#find", Input).add_class("-open").focus()
        self.say_keys()
        self.narrow("")

    def on_paste(self, event: Paste) -> None:
        """What is pasted is looked for."""
        event.stop()
        if not self.finding:
            self.find()
            self.query_one("#find", LineInput).post_message(Paste(event.text))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the choices; pinyin comes from its dictionary in a thread."""
        event.stop()
        if event.value and self.finder.can_learn:
            self.run_worker(self._learn, thread=True)
        self.narrow(event.value)

    def _learn(self) -> None:
        self.finder.learn()
        self.post_message(self.Learnt())

    def on_finding_learnt(self, event: Learnt) -> None:
        """Look again, now by pinyin too."""
        event.stop()
        self.narrow(self.query_one("#find", Input).value)
