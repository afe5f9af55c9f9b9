"""How a noun's module declares its verbs: ``app = NounApp(help=N_("…"))`` and ``@app.command("list",
help=N_("…"))``.

Help texts are given as marked English constants (``N_``) and are shown in the language of the command. A verb
that prints a list or a record names its columns, ``@app.command("list", help=…, prints=COLUMNS)``, so that
``docs/cli.md`` can name the fields of its JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from csconsole.i18n import _

if TYPE_CHECKING:
    from csconsole.cli.output import Column

F = TypeVar("F", bound=Callable[..., Any])


class VerbCommand(TyperCommand):
    """A command whose help texts are shown in the language of the command line, without markup."""

    def __init__(self, *args: Any, **attributes: Any) -> None:
        attributes["rich_markup_mode"] = None
        attributes["help"] = _(attributes.get("help") or "")
        super().__init__(*args, **attributes)
        for parameter in self.params:
            if isinstance(parameter, (TyperArgument, TyperOption)) and parameter.help:
                parameter.help = _(parameter.help)


class VerbGroup(TyperGroup):
    """The verbs of one noun, with help in the language of the command line, without markup."""

    def __init__(self, **attributes: Any) -> None:
        attributes["rich_markup_mode"] = None
        attributes["help"] = _(attributes.get("help") or "")
        super().__init__(**attributes)


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
        hidden: bool = False,
        context_settings: dict[str, Any] | None = None,
        no_args_is_help: bool = False,
    ) -> Callable[[F], F]:
        """Declare a verb: its name, one line of help (``N_``) and the columns it prints, if any."""
        if prints:
            self.printed[name] = prints
        return super().command(
            name,
            cls=VerbCommand,
            help=help,
            hidden=hidden,
            context_settings=context_settings,
            no_args_is_help=no_args_is_help,
        )
