"""Wrong usage in the words of this program: the option parser's own messages are English only."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any, Final

import typer

from csconsole.i18n import N_, _

# Texts that the option parser translates itself, with the catalogue that ``language.py`` gives it.
PARSER_TEXTS: Final = (
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("required"),
    N_("(dynamic)"),
)
_MESSAGES: Final = (
    (
        re.compile(r"(?P<value>.*) is not a valid (integer|float|int)( range)?\.?"),
        N_("{value} is not a number."),
    ),
    (re.compile(r"(?P<value>.*) is not one of (?P<known>.*?)\.?"), N_("{value} is none of: {known}.")),
    (
        re.compile(r"(?P<value>.*) is not in the range (?P<known>.*?)\.?"),
        N_("{value} is not in the range {known}."),
    ),
    (re.compile(r"(?P<value>.*) is not a valid boolean.*"), N_("{value} is neither yes nor no.")),
    (
        re.compile(r"Option '?(?P<value>[^']*)'? requires an argument\.?"),
        N_("The option {value} needs a value."),
    ),
    (
        re.compile(r"Option '?(?P<value>[^']*)'? does not take a value\.?"),
        N_("The option {value} takes no value."),
    ),
    (
        re.compile(r"Got unexpected extra argument(s|\(s\))? \((?P<value>.*)\)"),
        N_("Words too many: {value}."),
    ),
)


def usage_text(error: typer.TyperException) -> str:
    """What is wrong with the command line, in the current language."""
    found: Any = error
    kind = type(error).__name__
    if kind == "NoSuchOption":
        if re.fullmatch(r"-[0-9.]+", found.option_name):
            return _(
                "{value} begins with a dash: a number below zero is not taken here.", value=found.option_name
            )
        text = _("There is no option {option}.", option=found.option_name)
        near = get_close_matches(found.option_name, found.possibilities or (), n=1)
        return f"{text} {_('Did you mean {key}?', key=near[0])}" if near else text
    if kind == "MissingParameter" and found.param is not None:
        return _("{parameter} is missing.", parameter=_name_of(found.param))
    if kind == "BadParameter" and found.param is not None:
        return f"{_name_of(found.param)}: {_reworded(error.message)}"
    return _reworded(error.format_message())


def _name_of(parameter: Any) -> str:
    """``--limit`` for an option, the upper-case word of the help for an argument."""
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return str(parameter.metavar or parameter.human_readable_name)


def _reworded(message: str) -> str:
    for pattern, text in _MESSAGES:
        if match := pattern.fullmatch(message.strip()):
            return _(text, **match.groupdict())
    return message
