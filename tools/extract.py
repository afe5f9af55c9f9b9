"""Find the texts in the code: every ``_``, ``N_`` and ``ngettext`` with a constant text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.catalogue import ROOT

MARKERS = frozenset({"_", "N_", "ngettext"})


@dataclass(frozen=True)
class Message:
    """One text in the code: where it stands, and the names of the values that are given with it."""

    msgid: str
    plural: str | None
    where: str
    given: frozenset[str]
    complete: bool  # the values are all known here: not with **values, and not for a text only marked by N_


def extract_messages(package: Path = ROOT / "csconsole") -> list[Message]:
    """Every text of the package, in the order of files and lines."""
    return [message for path in sorted(package.rglob("*.py")) for message in messages_in(path)]


def messages_in(path: Path) -> Iterator[Message]:
    """The texts of one module."""
    source = path.read_text(encoding="utf-8")
    if "i18n" not in source:
        return
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    for node in ast.walk(ast.parse(source, str(path))):
        if isinstance(node, ast.Call) and (marker := marker_of(node)):
            texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if not texts or (marker == "ngettext" and len(texts) < 2):
                continue
            given = frozenset(k.arg for k in node.keywords if k.arg)
            open_values = any(k.arg is None for k in node.keywords)
            yield Message(
                msgid=texts[0],
                plural=texts[1] if marker == "ngettext" else None,
                where=f"{name}:{node.lineno}",
                given=given | {"n"} if marker == "ngettext" else given,
                complete=marker != "N_" and not open_values,
            )


def marker_of(call: ast.Call) -> str | None:
    """The marker that ``call`` is a call of, or None."""
    function = call.func
    return function.id if isinstance(function, ast.Name) and function.id in MARKERS else None


def faults_of(messages: list[Message]) -> list[str]:
    """What is wrong with texts in the code: a value missing or not used, a text both counting and not."""
    from csconsole.i18n import placeholders

    faults = []
    plurals: dict[str, str | None] = {}
    for message in messages:
        wanted = placeholders(message.msgid) | placeholders(message.plural or "")
        if message.complete and wanted - message.given:
            faults.append(
                f"{message.where}: no value for {sorted(wanted - message.given)} in {message.msgid!r}"
            )
        if message.complete and message.given - wanted - {"n"}:
            extra = sorted(message.given - wanted - {"n"})
            faults.append(f"{message.where}: {extra} is given but not in {message.msgid!r}")
        if plurals.setdefault(message.msgid, message.plural) != message.plural:
            faults.append(f"{message.where}: {message.msgid!r} is used both with and without a plural")
    return faults


def code_faults(package: Path = ROOT / "csconsole") -> list[str]:
    """Calls that gettext cannot follow: a built text inside a marker, or ``_`` hidden by a local variable."""
    faults = []
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
        name = path.relative_to(package.parent).as_posix()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and marker_of(node) and node.args:
                if isinstance(node.args[0], ast.JoinedStr | ast.BinOp):
                    faults.append(f"{name}:{node.lineno}: a text built inside {marker_of(node)}()")
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and hides_underscore(node):
                faults.append(f"{name}:{node.lineno}: {node.name} assigns to _ and calls _()")
    return faults


def hides_underscore(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function both assigns to ``_``, which makes it local, and calls it."""
    nodes = list(ast.walk(function))
    inner = {id(n) for c in nodes if isinstance(c, ast.comprehension) for n in ast.walk(c.target)}
    stored = (
        n for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and id(n) not in inner
    )
    assigned = any(n.id == "_" for n in stored)
    called = any(isinstance(n, ast.Call) and marker_of(n) == "_" for n in nodes)
    return assigned and called
