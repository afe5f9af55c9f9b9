"""How a noun's module declares its verbs: ``app = NounApp(help=N_("…"))`` and ``@app.command("list",
help=N_("…"))``.

Help texts are given as marked English constants (``N_``) and are shown in the language of the command. A verb
that prints a list or a record names its columns, ``@app.command("list", help=…, prints=COLUMNS)``, so that
``docs/cli.md`` can name the fields of its JSON.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from copy import copy
from difflib import get_close_matches
from functools import cache
from inspect import get_annotations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from csconsole.errors import UsageError
from csconsole.i18n import N_, _
from csconsole.paths import require_free, require_replaceable
from csconsole.text import plain_number

if TYPE_CHECKING:
    from csconsole.cli.output import Column

F = TypeVar("F", bound=Callable[..., Any])
COMPLETION: Final = "_CSCONSOLE_COMPLETE"
"""Set where a shell asks for the words that may follow."""
_SEEN: Final = "version_seen"
_LABELS: Final = "labels"
_NO_CLOBBER: Final = "no_clobber"
_OUT: Final = "out"


def _write_usage(command: Any, ctx: Any, formatter: Any) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, prefix=f"{_('Usage:')} ")


def _translated_help(option: Any) -> Any:
    if option is not None:
        option.help = _("Show this help and stop.")
    return option


def _plainly(kind: Any) -> Any:
    """The parser's whole number, read as everywhere in the program: full-width digits are taken, other
    scripts' and what only a program writes (``1_000``) are not.
    """
    made = copy(kind)

    def convert(value: Any, parameter: Any, ctx: Any) -> Any:
        try:
            plain = plain_number(value) if isinstance(value, str) else value
        except ValueError:
            kind.fail(f"{value!r} is not a valid {kind.name}.", parameter, ctx)
        return kind.convert(plain, parameter, ctx)

    made.convert = convert
    return made


def _prepare(parameters: Sequence[Any]) -> None:
    """Help texts in the language of the command line; where a shell asks, values that complete."""
    for parameter in parameters:
        if isinstance(parameter, (TyperArgument, TyperOption)) and parameter.help:
            parameter.help = _(parameter.help)
        if parameter.type.name in ("int", "int range"):
            parameter.type = _plainly(parameter.type)
    if COMPLETION in os.environ:
        from csconsole.cli.completing import offer_words

        offer_words(parameters)


def _without_help(items: list[Any]) -> list[Any]:
    """Completions without their help texts: showing those loads rich, which costs more than all the rest."""
    for item in items:
        item.help = None
    return items


def _version_seen() -> TyperOption:
    about = N_("Refuse if someone changed it since.")
    return TyperOption(param_decls=["--version-seen", _SEEN], type=int, metavar="N", help=about)


def _labels() -> TyperOption:
    about = N_("In csv and tsv too: titles, labels and site time, as Excel opens them with a click.")
    return TyperOption(param_decls=["--labels", _LABELS], is_flag=True, default=False, help=about)


def _no_clobber() -> TyperOption:
    about = N_("Refuse where the file holds something, instead of replacing it.")
    return TyperOption(param_decls=["--no-clobber", _NO_CLOBBER], is_flag=True, default=False, help=about)


def _writes_files(parameters: Sequence[Any]) -> bool:
    """Whether a verb takes ``-o FILE``."""
    return any(one.name == _OUT for one in parameters)


def _require_place(out: str | None, *, no_clobber: bool) -> None:
    """Refuse ``-o FILE`` before anything is done where it would replace what is to be kept: a database
    always, any file that holds something with ``--no-clobber``.
    """
    if out and out != "-":
        require_replaceable(Path(out))
        if no_clobber:
            require_free(Path(out), _("Name another file, or leave --no-clobber out to replace it."))


def _prints_lists(parameters: Sequence[Any]) -> bool:
    """Whether the option ``--format`` of a verb knows csv."""
    return any(
        one.name == "fmt" and "csv" in (getattr(one.type, "choices", None) or ()) for one in parameters
    )


class VerbCommand(TyperCommand):
    """A command whose help texts are shown in the language of the command line, without markup. ``SEES`` is
    the kind of record that it changes and the argument that names it: it takes ``--version-seen``. What
    prints csv takes ``--labels``; what writes a file takes ``--no-clobber``.
    """

    SEES: tuple[str, str] | None = None

    def __init__(self, *args: Any, **attributes: Any) -> None:
        attributes["rich_markup_mode"] = None
        attributes["help"] = _(attributes.get("help") or "")
        super().__init__(*args, **attributes)
        if self.SEES:
            self.params.append(_version_seen())
        if _prints_lists(self.params):
            self.params.append(_labels())
        if _writes_files(self.params):
            self.params.append(_no_clobber())
        _prepare(self.params)

    def invoke(self, ctx: Any) -> Any:
        """Run the verb; the version that was seen of its record is for the context to check. Raises
        ``RuleBrokenError`` for a file that may not be replaced.
        """
        from csconsole.cli.globals import labelled, look_at

        labels = bool(ctx.params.pop(_LABELS, False))
        version = ctx.params.pop(_SEEN, None) if self.SEES else None
        if _writes_files(self.params):
            _require_place(ctx.params[_OUT], no_clobber=bool(ctx.params.pop(_NO_CLOBBER)))
        entity, argument = self.SEES or ("", "")
        with labelled(labels), look_at(entity, ctx.params.get(argument), version):
            return super().invoke(ctx)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line of usage, its first word translated."""
        _write_usage(self, ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        """The option ``--help``, its help translated."""
        return _translated_help(super().get_help_option(ctx))

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The words that may follow."""
        return _without_help(super().shell_complete(ctx, incomplete))


@cache
def _seeing(entity: str, argument: str) -> type[VerbCommand]:
    """The class of verbs that change the record of this kind which ``argument`` names."""
    return type("SeeingCommand", (VerbCommand,), {"SEES": (entity, argument)})


class VerbGroup(TyperGroup):
    """The verbs of one noun, with help in the language of the command line, without markup."""

    def __init__(self, **attributes: Any) -> None:
        attributes["rich_markup_mode"] = None
        attributes["help"] = _(attributes.get("help") or "")
        super().__init__(**attributes)
        _prepare(self.params)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The line of usage, its first word translated."""
        _write_usage(self, ctx, formatter)

    def get_help_option(self, ctx: Any) -> Any:
        """The option ``--help``, its help translated."""
        return _translated_help(super().get_help_option(ctx))

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """The words that may follow."""
        return _without_help(super().shell_complete(ctx, incomplete))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The verb that the first word names. Raises ``UsageError`` that names the nearest one."""
        word, known = args[0] if args else "", self.list_commands(ctx)
        if not word or word in known or word.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        near = get_close_matches(word, known, n=1)
        hint = _("Did you mean {key}?", key=near[0]) if near else ""
        more = _("Try {command} --help.", command=ctx.command_path)
        raise UsageError(
            _("There is no command {word}.", word=f"{ctx.command_path} {word}"), hint=f"{hint} {more}".strip()
        )


class NounApp(typer.Typer):
    """The verbs of one noun. ``printed`` maps each verb to the columns it prints."""

    def __init__(self, *, help: str = "") -> None:  # noqa: A002 - Typer's own name for it
        super().__init__(
            cls=VerbGroup,
            help=help,
            no_args_is_help=True,
            add_completion=False,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
        )
        self.printed: dict[str, Sequence[Column[Any]]] = {}

    def command(  # type: ignore[override]  # narrower on purpose: these are the only options a verb needs
        self,
        name: str,
        *,
        help: str,  # noqa: A002 - Typer's own name for it
        prints: Sequence[Column[Any]] = (),
        sees: tuple[str, str] | None = None,
        hidden: bool = False,
        context_settings: dict[str, Any] | None = None,
        no_args_is_help: bool = False,
    ) -> Callable[[F], F]:
        """Declare a verb: its name, one line of help (``N_``), what it prints, if anything, and which record
        it ``sees`` before it changes it: the kind, and the argument that names it.
        """
        if prints:
            self.printed[name] = prints
        return super().command(
            name,
            cls=_seeing(*sees) if sees else VerbCommand,
            help=help,
            hidden=hidden,
            context_settings=context_settings,
            no_args_is_help=no_args_is_help,
        )

    def only(self, verb: str) -> NounApp:
        """This noun with one of its verbs; itself where the word is none of them."""
        chosen = [command for command in self.registered_commands if command.name == verb]
        if not chosen:
            return self
        for command in chosen:
            if command.callback is not None:  # the option parser would evaluate each annotation four times
                command.callback.__annotations__ = get_annotations(command.callback, eval_str=True)
        part = copy(self)
        part.registered_commands = chosen
        return part
