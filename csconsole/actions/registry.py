"""The registry: every action and context, looked up by id, by context and by key."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Mapping
from functools import cache

from csconsole.actions.model import GLOBAL, Action, Context
from csconsole.errors import UsageError
from csconsole.i18n import _

AREAS = (
    "shell",
    "desk",
    "calls",
    "customers",
    "tickets",
    "together",
    "day",
    "dispatch",
    "assets",
    "contractors",
    "papers",
    "callbacks",
    "upward",
    "handover",
    "knowledge",
    "reports",
    "administration",
)
"""Modules of this package, each with ``CONTEXTS`` and ``ACTIONS``; the owner of a screen owns its module."""


class KeymapError(UsageError):
    """A key is bound twice in one context, or a keymap names an unknown action."""


class Registry:
    """All actions with the site's keymap applied. Raises :class:`KeymapError` where two actions share a
    key.
    """

    def __init__(
        self,
        contexts: Iterable[Context],
        actions: Iterable[Action],
        keymap: Mapping[str, str | Iterable[str]] | None = None,
    ) -> None:
        self.contexts: dict[str, Context] = {}
        for context in contexts:
            if context.id in self.contexts:
                raise KeymapError(f"context {context.id} is declared twice")
            self.contexts[context.id] = context
        self.actions: dict[str, Action] = {}
        for action in actions:
            if action.id in self.actions:
                raise KeymapError(f"action {action.id} is declared twice")
            for name in action.contexts:
                if name not in self.contexts:
                    raise KeymapError(f"action {action.id} names the unknown context {name}")
            self.actions[action.id] = action
        self.keys: dict[str, tuple[str, ...]] = {a.id: a.keys for a in self.actions.values()}
        if keymap:
            self._apply(keymap)
        self._check_clashes()

    def _apply(self, keymap: Mapping[str, str | Iterable[str]]) -> None:
        for action_id, keys in keymap.items():
            if action_id not in self.actions:
                raise KeymapError(_("The keymap names an unknown action: {action}.", action=action_id))
            listed = keys.split(",") if isinstance(keys, str) else list(keys)
            names = (key.strip() for key in listed)
            self.keys[action_id] = tuple(key if len(key) == 1 else key.lower() for key in names if key)

    def closure(self, context: str) -> tuple[str, ...]:
        """The context and all that it includes, narrowest first, ``global`` last."""
        found: list[str] = []
        queue = [context]
        while queue:
            name = queue.pop(0)
            if name in found or name == GLOBAL:
                continue
            found.append(name)
            queue.extend(self.contexts[name].includes)
        return (*found, GLOBAL)

    def active(self, context: str) -> list[Action]:
        """The actions that apply in a context, its own first, then the wider ones; each once."""
        seen: dict[str, Action] = {}
        for name in self.closure(context):
            for action in self.actions.values():
                if name in action.contexts:
                    seen.setdefault(action.id, action)
        return list(seen.values())

    def key_sign(self, action_id: str, *, typing: bool = False) -> str:
        """The first key of an action as shown to people, or ""; with ``typing`` the first that is not a
        character, because a character goes into the field.
        """
        from csconsole.actions.model import show_key

        keys = [key for key in self.keys[action_id] if not typing or len(key) > 1]
        return show_key(keys[0]) if keys else ""

    def _check_clashes(self) -> None:
        for context in self.contexts:
            taken: dict[str, str] = {}
            for action in self.active(context):
                for key in self.keys[action.id]:
                    other = taken.setdefault(key, action.id)
                    if other != action.id:
                        raise KeymapError(
                            _(
                                "The key {key} is bound to {first} and to {second} in {context}.",
                                key=key,
                                first=other,
                                second=action.id,
                                context=context,
                            ),
                            hint=_("Change one of them in the [keys] table of the settings file."),
                        )


@cache
def _declared() -> tuple[tuple[Context, ...], tuple[Action, ...]]:
    contexts: list[Context] = []
    actions: list[Action] = []
    for area in AREAS:
        name = f"csconsole.actions.{area}"
        if importlib.util.find_spec(name) is None:
            continue
        module = importlib.import_module(name)
        contexts.extend(module.CONTEXTS)
        actions.extend(module.ACTIONS)
    return tuple(contexts), tuple(actions)


def load_registry(keymap: Mapping[str, str | Iterable[str]] | None = None) -> Registry:
    """The registry of all areas with a user's keymap (action id to keys, comma separated or a list).

    Raises :class:`KeymapError` for an unknown action id or for a key that means two things in one context.
    """
    contexts, actions = _declared()
    return Registry(contexts, actions, keymap)
