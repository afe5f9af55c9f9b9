"""docs/cli.md is what the commands would give now, and names the fields of every list."""

from __future__ import annotations

from importlib import import_module

import pytest

from csconsole.cli.nouns import NOUNS
from tools.cli_docs import PAGE, page


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run tools/cli_docs.py"


@pytest.mark.parametrize("noun", [name for name, noun in NOUNS.items() if noun.verbs])
def test_every_list_names_its_fields(noun: str) -> None:
    app = import_module(f"csconsole.cli.{NOUNS[noun].module}").app
    verbs = {command.name for command in app.registered_commands}
    assert not {"list", "find"} & verbs - set(app.printed)
