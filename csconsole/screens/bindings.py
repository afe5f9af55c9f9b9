"""What a key means where the focus is.

Textual answers this by copying all bindings of every widget from the focus to the application, twice for
each key, and asking for each of them whether a field in between would take it as text. With the registry's
hundred keys that takes as long as drawing a row; here only the key that was pressed is asked about. The
answer is the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import key_to_character
from textual.screen import Screen


def bindings_of(screen: Screen[object], key: str, *, priority: bool) -> Iterator[tuple[DOMNode, Binding]]:
    """The bindings of a key and whose they are, in the order in which they are tried: from the focus outwards
    up to a modal screen, those with priority from the application inwards. A field that takes the key as text
    hides those around it.
    """
    focused = screen.focused
    nodes: list[DOMNode] = [screen, screen.app]
    if focused is not None and not focused.loading:
        nodes = list(focused.ancestors_with_self)
    reached: list[DOMNode] = []
    for node in nodes:
        reached.append(node)
        if not priority and node.is_modal:
            break
        if node.check_consume_key(key, key_to_character(key)):
            break
    for node in reversed(reached) if priority else reached:
        for binding in node._bindings.key_to_bindings.get(key, ()):
            if binding.priority == priority:
                yield node, binding
