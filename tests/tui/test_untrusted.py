"""No way round the wrappers: what people wrote reaches a widget only through ``say`` and its kin."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from csconsole import app as console_module

ROOT = Path(console_module.__file__).parent
SOURCES = [
    ROOT / "app.py",
    *sorted((ROOT / "screens").glob("*.py")),
    *sorted((ROOT / "widgets").glob("*.py")),
]
MARKUP_WIDGETS = {
    "Static",
    "Label",
    "Button",
    "OptionList",
    "Markdown",
    "Collapsible",
    "Tooltip",
    "DataTable",
    "Tree",
}
SAFE = {"say", "say_line", "say_lines", "Content"}
ATTRIBUTES = {"border_title", "border_subtitle", "tooltip"}


def faults(tree: ast.AST) -> list[str]:
    """Calls that would read a text as markup, or show a toast round ``Console.toast``."""
    found = []
    wrapped = _wrapped_names(tree)

    def _safe(value: ast.expr) -> bool:
        return _is_safe(value, wrapped)

    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name in MARKUP_WIDGETS and node.args and not _safe(node.args[0]):
                found.append(f"{node.lineno}: {name}() of a text that is not wrapped")
            if isinstance(node.func, ast.Attribute) and node.func.attr == "notify":
                found.append(f"{node.lineno}: notify")
            if isinstance(node.func, ast.Attribute) and node.func.attr == "from_markup":
                found.append(f"{node.lineno}: from_markup")
            if (
                isinstance(node.func, ast.Attribute)
                and node.func.attr == "update"
                and _static(node.func.value)
            ):
                found += [
                    f"{node.lineno}: update() of a text that is not wrapped"
                    for a in node.args
                    if not _safe(a)
                ]
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Attribute) and target.attr in ATTRIBUTES and not _safe(node.value):
                    found.append(f"{node.lineno}: {target.attr} of a text that is not wrapped")
    return found


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else ""


def _static(value: ast.expr) -> bool:
    """``self.query_one(…, Static)``."""
    return isinstance(value, ast.Call) and any(_name(argument) == "Static" for argument in value.args)


def _wrapped_names(tree: ast.AST) -> set[str]:
    """Names that are only ever given wrapped text."""
    given: dict[str, list[bool]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    given.setdefault(target.id, []).append(_is_safe(node.value, set()))
        elif isinstance(node, ast.arg):
            given.setdefault(node.arg, []).append(False)
    return {name for name, safe in given.items() if all(safe)}


def _is_safe(value: ast.expr, wrapped: set[str]) -> bool:
    """An empty constant, the call of a wrapper, or a name that only such things were given to."""
    if isinstance(value, ast.Name):
        return value.id in wrapped
    if isinstance(value, ast.Constant):
        return value.value in ("", None)
    if isinstance(value, ast.IfExp):
        return _is_safe(value.body, wrapped) and _is_safe(value.orelse, wrapped)
    if isinstance(value, ast.Call):
        function = value.func
        owner = function.value if isinstance(function, ast.Attribute) else function
        while isinstance(owner, ast.Call | ast.Attribute):
            owner = owner.func if isinstance(owner, ast.Call) else owner.value
        return _name(owner) in SAFE
    return False


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_text_is_read_as_markup(path: Path) -> None:
    allowed = {"telling.py": {"notify"}}.get(path.name, set())
    found = [
        f for f in faults(ast.parse(path.read_text(encoding="utf-8"))) if f.split(": ")[1] not in allowed
    ]
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        "Static(name)",
        "Static(f'{name}')",
        "Label('x' + name)",
        "self.notify(name)",
        "self.query_one('#a', Static).update(name)",
        "table.border_title = name",
        "Content.from_markup(name)",
        "DataTable(name)",
        "line = name\nStatic(line)",
        "def show(line):\n    Static(line)",
    ],
)
def test_the_rule_finds_what_it_is_for(code: str) -> None:
    assert faults(ast.parse(code))


@pytest.mark.parametrize(
    "code", ["Static('')", "Static(say(name))", "line = say_line(a, b)\nStatic(line, classes='x')"]
)
def test_the_rule_lets_wrapped_text_pass(code: str) -> None:
    assert not faults(ast.parse(code))
