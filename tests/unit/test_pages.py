"""The pages that are written by hand name nothing that is not there: commands, settings, keys, files, links.

The made pages (``docs/cli.md``, ``docs/keys.md``) have tests of their own, and these pages are held to them.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MADE = {"cli.md", "keys.md", "metrics.md"}
PAGES = [ROOT / f"{name}.md" for name in ("README", "CHANGELOG", "CONTRIBUTING")]
PAGES += [page for page in sorted((ROOT / "docs").glob("*.md")) if page.name not in MADE]
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
SHELL_WORDS = {"|", "<", ">", "&&"}
WAYS_IN = {"--help", "--version", "--install-completion", "--show-completion"}


def blocks_of(text: str) -> Iterator[str]:
    """The lines of the page's code blocks."""
    for block in re.findall(r"^```[a-z]*\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        yield from block.splitlines()


def spans_of(text: str) -> Iterator[str]:
    """What stands between backticks outside of the blocks, on one line."""
    for span in re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)):
        yield " ".join(span.split())


@cache
def commands() -> dict[str, set[str]]:
    """Each command (``ticket why``, ``doctor``) and its options, as ``docs/cli.md`` has them."""
    found: dict[str, set[str]] = {}
    noun = ""
    name = ""
    for line in (ROOT / "docs" / "cli.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            noun = name = line[3:]
        elif line.startswith("### "):
            name = line[4:]
        elif line.startswith(f"csconsole {name} ") or line == f"csconsole {name}":
            found[name] = set()
        elif line.startswith("| `-") and name in found:
            found[name] |= set(re.findall(r"--?[a-z][a-z-]*", line.split(" | ")[0]))
    assert noun
    return found


def calls_of(text: str) -> Iterator[list[str]]:
    """The words of each command of the page: after ``csconsole``, or in backticks from its noun on."""
    nouns = {name.split()[0] for name in commands() if " " in name} | {"init", "report", "undo", "doctor"}
    for line in blocks_of(text):
        if line.split(" ")[0] in nouns and not re.match(r"export [A-Z_]+=", line):
            yield words_of(re.split(r"\s{3,}", line)[0])
            continue
        for part in re.findall(r"(?:^|\s)csconsole( [^#&;]*)?(?:$|[#&;])", line):
            yield words_of(re.split(r"\s{3,}", part)[0])
    for span in spans_of(text):
        first, *rest = span.split(" ", 1)
        if first == "csconsole" or (first in nouns and rest):
            yield words_of(rest[0] if first == "csconsole" and rest else span.removeprefix("csconsole"))


def words_of(line: str) -> list[str]:
    words = shlex.split(line.replace("…", ""))
    end = next((at for at, word in enumerate(words) if word in SHELL_WORDS), len(words))
    return words[:end]


def mistakes(words: list[str]) -> Iterator[str]:
    """What is wrong with a command's words: no such noun, verb or option; ``a|b`` stands for both."""
    while words and words[0] in {"--db", "--lang", "--as"}:
        words = words[2:]
    if not words or words[0] in WAYS_IN or words[0].isupper():
        return
    noun = words[0]
    verbs = words[1].split("|") if len(words) > 1 else []
    names = [noun] if noun in commands() else [f"{noun} {verb}" for verb in verbs]
    for name in names:
        if name not in commands():
            yield f"no command {name!r}"
            continue
        given = {word.split("=")[0] for word in words[1:] if re.match(r"--?[a-z]", word)}
        yield from (f"{name}: no option {option}" for option in sorted(given - commands()[name]))


@EVERY_PAGE
def test_its_commands_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [found for words in calls_of(text) for found in mistakes(words)] == []


@cache
def settings() -> dict[str, set[str]]:
    """The settings' names by area."""
    found: dict[str, set[str]] = {}
    for file in (ROOT / "data" / "settings").glob("*.toml"):
        for key in tomllib.loads(file.read_text(encoding="utf-8")):
            found.setdefault(key.split(".")[0], set()).add(key)
    return found


@cache
def registered() -> set[str]:
    """The actions and keys of ``docs/keys.md``."""
    text = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
    return {span.removeprefix("\\") for span in re.findall(r"`([^`]+)`", text)}


@EVERY_PAGE
def test_its_settings_and_actions_exist(page: Path) -> None:
    known = {key for keys in settings().values() for key in keys} | registered()
    values = {
        f"{a}.{b}" for a, b in (("complaint", "major"), ("repair", "urgent"), ("priority", "emergency"))
    }
    missing = [
        span
        for span in spans_of(page.read_text(encoding="utf-8"))
        if re.fullmatch(r"[a-z_]+\.[a-z_]+", span)
        and span.split(".")[0] in settings()
        and not span.endswith((".toml", ".py"))
    ]
    assert [span for span in missing if span not in known | values] == []


@EVERY_PAGE
def test_its_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    gone = [link for link in links if "://" not in link and not (page.parent / link).is_file()]
    assert gone == []


@cache
def tracked() -> tuple[str, ...]:
    """Every file of the tree that may be named, with a leading stroke."""
    tops = ("csconsole", "data", "docs", "tests", "tools", "bench")
    files = [file for top in tops for file in (ROOT / top).rglob("*") if "__pycache__" not in file.parts]
    return tuple(f"/{file.relative_to(ROOT).as_posix()}{'/' * file.is_dir()}" for file in files)


@EVERY_PAGE
def test_its_files_and_folders_exist(page: Path) -> None:
    named = [span for span in spans_of(page.read_text(encoding="utf-8")) if re.fullmatch(r"[\w./]+", span)]
    inside = [span for span in named if "/" in span.strip("/") and not span.startswith("/")]
    python = [span for span in named if span.endswith(".py")]
    missing = [
        span
        for span in {*inside, *python}
        if not any(f"/{span}" in file or f"/{span.rsplit('.', 1)[0]}.py" in file for file in tracked())
        and span.split("/")[0] not in {"PJSIP", "Agent", "Asia", "Local"}
    ]
    assert missing == []


def test_the_page_of_the_day_has_every_list() -> None:
    lists = (ROOT / "data" / "lists" / "unsettled.csv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [
        line
        for line in (ROOT / "docs" / "day.md").read_text(encoding="utf-8").splitlines()
        if line[:1] == "|"
    ]
    assert {line.split(",")[0] for line in lists} <= {
        code for row in rows for code in spans_of(row.split(" | ")[0])
    }


@pytest.mark.parametrize("noun", ["complaint", "form", "meeting"])
def test_the_page_of_complaints_has_every_verb(noun: str) -> None:
    text = (ROOT / "docs" / "complaints.md").read_text(encoding="utf-8")
    named = {verb for words in calls_of(text) if words[:1] == [noun] for verb in words[1].split("|")}
    assert {
        name.split()[1] for name in commands() if name.split()[0] == noun and " " in name
    } - named == set()


def test_the_keys_of_the_read_me_exist() -> None:
    rows = re.findall(r"^\| (`.+?) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert rows
    assert {key for row in rows for key in re.findall(r"`([^`]+)`", row)} - registered() == set()
