"""The key sheet ``docs/keys.md``, made from the registry of actions; ``tools/key_sheet.py`` writes it."""

from __future__ import annotations

import sys
from pathlib import Path

from csconsole.actions import GLOBAL, Action, Registry, load_registry, show_key
from csconsole.i18n import _, get_language, set_language

PAGE = Path(__file__).resolve().parent.parent / "docs" / "keys.md"
_HEAD = """# Keys

Made from the registry of actions (`csconsole/actions/`) by `tools/key_sheet.py`; do not edit.
`?` shows the keys of where you are, `:` finds every command. Own keys stand in the `[keys]` table of the
settings file, an action's name and its keys: `"ticket.take" = "t,f6"`.
"""


def key_sheet() -> str:
    """The whole page: one table for each context, each action with its keys in both languages."""
    registry = load_registry()
    before = get_language()
    parts = [_HEAD]
    try:
        for name, context in registry.contexts.items():
            rows = [_row(registry, a) for a in registry.actions.values() if a.contexts[0] == name]
            if rows:
                parts.append(f"## {_both(context.label)}\n")
                if name != GLOBAL and context.includes:
                    wider = ", ".join(_both(registry.contexts[c].label) for c in context.includes)
                    parts.append(f"Also: {wider}.\n")
                parts.append("| keys | what | 作用 | action |\n| --- | --- | --- | --- |")
                parts += [*rows, ""]
    finally:
        set_language(before)
    return "\n".join(parts).rstrip() + "\n"


def _row(registry: Registry, action: Action) -> str:
    keys = " ".join(f"`{show_key(key)}`" for key in registry.keys[action.id]) or "palette"
    english, chinese = _in("en", action.label), _in("zh", action.label)
    sign = " (asks first)" if action.dangerous else ""
    return f"| {keys} | {english}{sign} | {chinese} | `{action.id}` |".replace("`|`", "`\\|`")


def _both(text: str) -> str:
    return f"{_in('en', text)} {_in('zh', text)}"


def _in(language: str, text: str) -> str:
    set_language(language)
    return _(text)


def main() -> int:
    """Write the page."""
    PAGE.write_text(key_sheet(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
