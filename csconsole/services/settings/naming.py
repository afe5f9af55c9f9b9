"""What a setting may name: calendars, departments, categories, kinds, roles and other codes.

``data/settings`` says it: ``names`` is what a text, each text of a list or each value of a table names,
``keys`` what the lines of a table are called (``ticket_kind``, ``ticket_kind.clock``, or a word such as
``*``), ``fields`` what the fields of its lines name. Such a sort is ``calendar``, ``department``,
``category``, ``clock``, ``callback_field``, ``ticket_kind``, ``ticket_state``, ``channel``, or a list of
``data/lists``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from csconsole.codes import codes, label, list_names
from csconsole.errors import UnknownNameError, WrongFormError
from csconsole.i18n import _
from csconsole.services.settings.registry import SettingSpec

if TYPE_CHECKING:
    from csconsole.services.context import Context

_SHOWN: Final = 60
"""So many known names are told; a site has hundreds of categories."""


def check_names(ctx: Context, spec: SettingSpec, value: Any) -> None:
    """Raise ``UnknownNameError`` with the known names where ``value`` names what does not exist here, and
    ``WrongFormError`` where a line of a table of names is neither a text nor, as its defaults, a list.
    """
    _check_lines(spec, value)
    for place, name, sorts in _named(spec, value):
        if not any(_is_one(ctx, sort, name) for sort in sorts):
            raise UnknownNameError(
                _("{key} names {name}, which does not exist here.", key=place, name=name or '""'),
                field=place,
                value=name,
                rule=spec.source or None,
                hint=_("Known values: {values}", values=_told(ctx, sorts)),
            )


def _check_lines(spec: SettingSpec, value: Any) -> None:
    if not spec.names or not isinstance(value, Mapping):
        return
    lists = any(isinstance(one, list) for one in spec.default.values())
    for line, what in value.items():
        texts = what if lists and isinstance(what, list) else [None if lists else what]
        if not all(isinstance(one, str) for one in texts):
            raise WrongFormError(
                _("{key} cannot be {value}.", key=f"{spec.key}.{line}", value=f"{what!s:.60}"),
                field=f"{spec.key}.{line}",
                value=what,
                rule=spec.source or None,
                hint=_('Write texts in brackets, such as ["waiting"].') if lists else _("Write a text."),
            )


def _named(spec: SettingSpec, value: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Where something is named, its name, and what sorts it may be of."""
    if not isinstance(value, Mapping):
        if spec.names:
            needed = isinstance(value, str) and bool(spec.default)
            yield from ((spec.key, name, (spec.names,)) for name in _texts(value) if name or needed)
        return
    for line, what in value.items():
        place = f"{spec.key}.{line}"
        if spec.keys:
            yield place, str(line), spec.keys
        if spec.names:
            yield from ((place, name, (spec.names,)) for name in _texts(what))
        for field, sort in spec.fields.items():
            if isinstance(what, Mapping) and field in what:
                yield from ((f"{place}.{field}", name, (sort,)) for name in _texts(what[field]))


def _texts(value: Any) -> Iterator[str]:
    yield from (str(one) for one in (value if isinstance(value, (list, tuple)) else [value]))


def _is_one(ctx: Context, sort: str, name: str) -> bool:
    first, dot, second = sort.partition(".")
    if not dot:
        return name in _known(ctx, sort)
    left, part, right = name.partition(".")
    return bool(part) and left in _known(ctx, first) and right in _known(ctx, second)


def _told(ctx: Context, sorts: tuple[str, ...]) -> str:
    """The known names as a line: each part of a key such as ``ticket_kind.clock`` once."""
    parts = dict.fromkeys(part for sort in sorts for part in sort.split("."))
    names = dict.fromkeys(told for part in parts for told in _known(ctx, part).items())
    shown = [code if code == text else f"{code} {text}" for code, text in names]
    return "; ".join([*shown[:_SHOWN], *(["…"] if len(shown) > _SHOWN else [])])


def _known(ctx: Context, sort: str) -> Mapping[str, str]:
    """Code and label of everything of this sort; a word that is no sort stands for itself."""
    if reader := _SORTS.get(sort):
        return reader(ctx)
    if sort in list_names():
        return {code: label(sort, code) for code in codes(sort)}
    return {sort: sort}


def _calendars(_ctx: Context) -> Mapping[str, str]:
    from csconsole.services.due.site import calendar_files

    return {name: name for name in calendar_files()}


def _departments(ctx: Context) -> Mapping[str, str]:
    from csconsole.models import Department

    return _stored(ctx, Department)


def _categories(ctx: Context) -> Mapping[str, str]:
    from csconsole.models import Category

    return _stored(ctx, Category)


def _channels(ctx: Context) -> Mapping[str, str]:
    from csconsole.models import Channel

    return {code: label("channel", code) for code in codes("channel")} | dict(_stored(ctx, Channel))


def _stored(ctx: Context, model: Any) -> Mapping[str, str]:
    from sqlmodel import select

    from csconsole.i18n import get_language

    name = model.name_zh if get_language() == "zh" else model.name_en
    with ctx.read() as uow:
        return dict(uow.session.exec(select(model.code, name).order_by(model.code)).all())


def _kinds(ctx: Context) -> Mapping[str, str]:
    from csconsole.services.packs.kinds import offered_kinds

    return dict(offered_kinds(ctx))


def _states(ctx: Context) -> Mapping[str, str]:
    """The states of a plain ticket, and those of the kinds that packs bring."""
    from csconsole.services.packs.kinds import pack_kinds

    offered = _kinds(ctx)
    own = (state for code, kind in pack_kinds().items() if code in offered for state in kind.lifecycle.states)
    return {state: label("ticket_state", state) for state in (*codes("ticket_state"), *own)}


def _clocks(_ctx: Context) -> Mapping[str, str]:
    from csconsole.services.clocks.kinds import TICKET_KINDS

    return {kind.value: label("clock_kind", kind.value) for kind in TICKET_KINDS}


def _callback_fields(_ctx: Context) -> Mapping[str, str]:
    from csconsole.services.callbacks.outcome import FIELDS

    return {name: label("field", name) for name in FIELDS}


_SORTS: Final[Mapping[str, Callable[[Context], Mapping[str, str]]]] = {
    "calendar": _calendars,
    "department": _departments,
    "category": _categories,
    "channel": _channels,
    "ticket_kind": _kinds,
    "ticket_state": _states,
    "clock": _clocks,
    "callback_field": _callback_fields,
}
