"""The rules of the house that a tool can check: size, names, time, output, errors, untrusted text."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = sorted((ROOT / "csconsole").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TOOLS = sorted([*(ROOT / "tools").rglob("*.py"), *(ROOT / "bench").rglob("*.py")])
MAX_LINES = 420
MAX_BODY = 80
MIGRATIONS = "csconsole/storage/migrations/"
SAFE_TEXT = {"Content", "Text", "say", "say_line", "say_lines"}
"""What makes text that is never read as markup."""
BANNED_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "stuff"}
# The one place each where a failure of any kind has to be caught, shown and turned into an orderly end.
BOUNDARIES = {
    "csconsole/app.py",
    "csconsole/cli/failures.py",
    "csconsole/screens/asking.py",
    "csconsole/screens/base.py",
    "csconsole/screens/keeping.py",
    "csconsole/screens/sitting.py",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def calls(path: Path) -> Iterator[tuple[int, str, ast.Call]]:
    """Each call of a module: its line and the dotted name of what is called."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield node.lineno, ast.unparse(node.func), node


def none_of(wrong: list[str]) -> None:
    assert not wrong, "\n" + "\n".join(wrong)


def test_modules_stay_small() -> None:
    long = [
        f"{name_of(p)}: {n} lines"
        for p in [*PACKAGE, *TOOLS]
        if (n := len(p.read_text().splitlines())) > MAX_LINES
    ]
    none_of(long)


def test_functions_need_no_scrolling() -> None:
    long = [
        f"{name_of(p)}:{node.lineno} {node.name}"
        for p in [*PACKAGE, *TOOLS]
        for node in ast.walk(tree_of(p))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.body[0].lineno > MAX_BODY
        and not name_of(p).startswith(MIGRATIONS)
    ]
    none_of(long)


def test_modules_are_named_for_what_they_are() -> None:
    assert [
        name_of(p)
        for p in [*PACKAGE, *TOOLS]
        if set(p.relative_to(ROOT).with_suffix("").parts) & BANNED_NAMES
    ] == []


def test_annotations_are_lazy_except_in_models() -> None:
    line = "from __future__ import annotations"
    wrong = []
    for path in PACKAGE:
        source = path.read_text()
        imports = any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(tree_of(path)))
        in_models = name_of(path).startswith("csconsole/models/") and "table=True" in source
        if (in_models and line in source) or (
            imports
            and line not in source
            and not name_of(path).startswith(("csconsole/models/", "csconsole/__", MIGRATIONS))
            and path.name != "__init__.py"
        ):
            wrong.append(name_of(path))
    none_of(wrong)


def test_everything_public_says_what_it_does() -> None:
    bare = []
    for path in [*PACKAGE, *TOOLS]:
        if path.read_text().strip() and ast.get_docstring(tree_of(path)) is None:
            bare.append(name_of(path))
        for node in tree_of(path).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                bare += [
                    f"{name_of(path)}:{n.lineno} {n.name}" for n in [node, *members(node)] if undocumented(n)
                ]
    none_of(bare)


def members(node: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    if not isinstance(node, ast.ClassDef) or node.name.startswith("_") or is_protocol(node):
        return []
    return [n for n in node.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def is_protocol(node: ast.ClassDef) -> bool:
    return any("Protocol" in ast.unparse(base) for base in node.bases)


def undocumented(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    overload = any(ast.unparse(d) in ("overload", "typing.overload") for d in node.decorator_list)
    return not node.name.startswith("_") and not overload and ast.get_docstring(node) is None


def test_only_output_writes_to_the_terminal() -> None:
    wrong = [
        f"{name_of(p)}:{line}"
        for p in PACKAGE
        if name_of(p) != "csconsole/cli/output.py"
        for line, name, _call in calls(p)
        if name == "print"
    ]
    none_of(wrong)


def test_the_time_comes_from_the_clock() -> None:
    banned = {
        "datetime.now",
        "datetime.utcnow",
        "datetime.datetime.now",
        "date.today",
        "datetime.today",
        "time.time",
    }
    wrong = [
        f"{name_of(p)}:{line} {name}"
        for p in PACKAGE
        if p.name != "clock.py"
        for line, name, _call in calls(p)
        if name in banned
    ]
    none_of(wrong)


def test_toasts_go_through_the_base_screen() -> None:
    wrong = [
        f"{name_of(p)}:{line}"
        for p in PACKAGE
        if name_of(p) != "csconsole/screens/telling.py"
        for line, name, _call in calls(p)
        if name.split(".")[-1] == "notify" and name_of(p).split("/")[1] in ("screens", "widgets", "app.py")
    ]
    none_of(wrong)


def test_no_error_is_swallowed() -> None:
    wrong = []
    for path in PACKAGE:
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.ExceptHandler) or name_of(path) in BOUNDARIES:
                continue
            if is_broad(node) and not any(isinstance(n, ast.Raise) for n in ast.walk(node)):
                wrong.append(f"{name_of(path)}:{node.lineno}")
    none_of(wrong)


def is_broad(handler: ast.ExceptHandler) -> bool:
    caught = "" if handler.type is None else ast.unparse(handler.type)
    return handler.type is None or bool(re.search(r"\b(Base)?Exception\b", caught))


def test_no_sql_is_built_from_values() -> None:
    wrong = [
        f"{name_of(p)}:{line} {name}"
        for p in PACKAGE
        if not name_of(p).startswith("csconsole/storage/")
        for line, name, call in calls(p)
        if name.split(".")[-1] in ("text", "execute", "exec_driver_sql", "executemany")
        and call.args
        and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    none_of(wrong)


def test_text_on_the_screen_is_never_markup() -> None:
    """A value given to one of these widgets as a bare string is parsed as markup, and can end the program."""
    widgets = {"Static", "Label", "Button", "Collapsible"}
    wrong = []
    for path in PACKAGE:
        for line, name, call in calls(path):
            if name not in widgets or not call.args or any(k.arg == "markup" for k in call.keywords):
                continue
            if not is_literal_or_content(call.args[0]):
                wrong.append(f"{name_of(path)}:{line} {name}({ast.unparse(call.args[0])[:50]})")
    none_of(wrong)


def is_literal_or_content(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return True
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] in SAFE_TEXT


def test_nothing_is_left_to_be_done() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    me = Path(__file__)
    assert [name_of(p) for p in [*PACKAGE, *TOOLS, *TESTS] if p != me and words.search(p.read_text())] == []


def test_every_silenced_check_gives_its_reason() -> None:
    silenced = re.compile(r"#\s*(noqa|type:\s*ignore)")
    reasoned = re.compile(r"#\s*(noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\])\s+[-#]\s+\S+")
    me = Path(__file__)
    wrong = [
        f"{name_of(p)}:{n}"
        for p in [*PACKAGE, *TOOLS, *TESTS]
        if p != me
        for n, line in enumerate(p.read_text().splitlines(), 1)
        if silenced.search(line) and not reasoned.search(line)
    ]
    none_of(wrong)


def test_tests_do_not_wait_for_a_constant_time() -> None:
    """A pause between two looks, in a loop that ends when what it waits for is there, is no constant time."""
    wrong = []
    for path in TESTS:
        loops = [n for n in ast.walk(tree_of(path)) if isinstance(n, ast.While | ast.For | ast.AsyncFor)]
        polling = {id(n) for loop in loops for n in ast.walk(loop)}
        wrong += [
            f"{name_of(path)}:{line}"
            for line, name, call in calls(path)
            if name.endswith("sleep") and id(call) not in polling
        ]
    none_of(wrong)


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "lists").glob("*.csv")), ids=lambda p: p.stem)
def test_code_lists_have_both_languages(path: Path) -> None:
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert rows, "an empty list"
    codes = [row["code"] for row in rows]
    assert len(set(codes)) == len(codes)
    assert [row for row in rows if not (row["code"] and row["en"] and row["zh"])] == []


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "settings").glob("*.toml")), ids=lambda p: p.stem)
def test_settings_say_what_they_are(path: Path) -> None:
    with path.open("rb") as file:
        tables = tomllib.load(file)
    wrong = [
        key
        for key, table in tables.items()
        if not {"type", "default", "source", "en", "zh"} <= table.keys() or "." not in key
    ]
    none_of(wrong)


def test_every_setting_that_the_code_asks_for_exists() -> None:
    known: set[str] = set()
    for path in (ROOT / "data" / "settings").glob("*.toml"):
        known |= tomllib.loads(path.read_text(encoding="utf-8")).keys()
    unknown = [
        f"{name_of(p)}:{line} {call.args[1].value!r}"
        for p in PACKAGE
        for line, name, call in calls(p)
        if name == "setting"
        and len(call.args) > 1
        and isinstance(call.args[1], ast.Constant)
        and call.args[1].value not in known
    ]
    none_of(unknown)
