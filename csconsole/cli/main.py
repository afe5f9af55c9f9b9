"""The commands: the root with its lazily loaded nouns, and ``dispatch``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from csconsole.cli.entry import open_console
from csconsole.cli.globals import Globals, current_globals, using
from csconsole.cli.language import use_language
from csconsole.cli.nouns import NOUNS
from csconsole.cli.verbs import NounApp, VerbGroup
from csconsole.errors import UsageError
from csconsole.i18n import N_, _, get_language

PROGRAM: Final = "csconsole"


class RootGroup(VerbGroup):
    """Every noun; the module of a noun is imported when the noun is used, not when it is listed."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the option parser's interface
        """The nouns."""
        return list(NOUNS)

    def get_command(self, ctx: Any, name: str) -> Any:  # noqa: ARG002 - the option parser's interface
        """A noun as it is listed, with its help alone: most commands ask for one of them."""
        noun = NOUNS.get(name)
        return None if noun is None else TyperCommand(name, help=_(noun.help), rich_markup_mode=None)

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that the first word names, loaded, with the words after it."""
        name, command, rest = super().resolve_command(ctx, args)
        if name is None:
            return name, command, rest
        if ctx.resilient_parsing and not rest and NOUNS[name].verbs:
            return name, _verbs_alone(name), rest
        return name, load_noun(name, rest[0] if rest else ""), rest


def _verbs_alone(name: str) -> TyperGroup:
    """The verbs of a noun without their options: what a shell offers after the noun."""
    app: typer.Typer = import_module(f"csconsole.cli.{NOUNS[name].module}").app
    group = VerbGroup(name=name)
    group.commands = {
        verb.name: TyperCommand(verb.name, rich_markup_mode=None)
        for verb in app.registered_commands
        if verb.name is not None and not verb.hidden
    }
    return group


def load_noun(name: str, verb: str = "") -> TyperCommand | TyperGroup:
    """The command of a noun in the current language, with all its verbs or with the one that is to run: the
    options of the others need not be built. Raises ``KeyError`` for a word that is no noun.
    """
    return _build_noun(name, verb, get_language())


@cache
def _build_noun(name: str, verb: str, language: str) -> TyperCommand | TyperGroup:  # noqa: ARG001 - its help is translated
    noun = NOUNS[name]
    app: typer.Typer = import_module(f"csconsole.cli.{noun.module}").app
    if isinstance(app, NounApp):
        app = app.only(verb)
    command = get_group(app) if noun.verbs else get_command(app)
    command.name = name
    return command  # type: ignore[return-value]  # typer declares its private base class


def _show_version(asked: bool) -> None:
    if asked:
        from csconsole import __version__

        sys.stdout.write(f"{PROGRAM} {__version__}\n")
        raise typer.Exit()


app = typer.Typer(
    cls=RootGroup,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback(
    invoke_without_command=True,
    help=N_(
        "A customer-service console: calls, tickets, callbacks, handover. "
        "Without a command it opens the console."
    ),
)
def root(
    context: typer.Context,
    db: str = typer.Option(
        None,
        "--db",
        metavar="URL",
        help=N_("The database: a file name, sqlite:///FILE or postgresql+psycopg://…"),
    ),
    lang: str = typer.Option(None, "--lang", metavar="zh|en", help=N_("The language of texts and labels.")),
    as_staff: str = typer.Option(
        None,
        "--as",
        metavar="STAFF",
        help=N_("Act as this staff number (solo databases, or with the right to)."),
    ),
    version: bool = typer.Option(  # noqa: ARG001 - answered by its callback
        False, "--version", help=N_("Print the version and stop."), is_eager=True, callback=_show_version
    ),
) -> int:
    """Take the global options; without a noun, open the console."""
    if lang is not None:
        use_language(lang)
    _refuse_empty({"--db": db, "--as": as_staff})
    outer = current_globals()
    options = Globals(
        db=db or outer.db,
        lang=lang or outer.lang,
        as_staff=as_staff or outer.as_staff,
        default_format=outer.default_format,
    )
    context.with_resource(using(options))
    return open_console() if context.invoked_subcommand is None else 0


def _refuse_empty(options: dict[str, str | None]) -> None:
    """An option that is given without a word, such as ``--as "$NOBODY"``, would silently mean its default."""
    for name, value in options.items():
        if value is not None and not value.strip():
            raise UsageError(_("The option {value} needs a value.", value=name), field=name, value=value)


def dispatch(arguments: Sequence[str]) -> int:
    """Run one parsed-to-be command line in this process and return its exit code; errors are raised."""
    from csconsole.cli.afterwards import told_after_saving
    from csconsole.services.other_day import told_of_other_day

    with told_of_other_day(_say_other_day):
        return told_after_saving(lambda: _run_parsed(arguments))


def _say_other_day(sentence: str) -> None:
    from csconsole.cli.output import say

    say(sentence)


def _run_parsed(arguments: Sequence[str]) -> int:
    try:
        result = get_command(app).main(args=list(arguments), prog_name=PROGRAM, standalone_mode=False)
    except SystemExit as exit_:
        if isinstance(exit_.__context__, BrokenPipeError):  # the option parser makes a plain 1 of it
            raise exit_.__context__ from None
        raise
    return result if isinstance(result, int) else 0
