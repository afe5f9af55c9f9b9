"""The search index finds two-character Chinese words, newest first, on both engines."""

from __future__ import annotations

import pytest

from csconsole.models import Notice, Ticket
from csconsole.services.context import Context
from csconsole.storage import search


def _notices(ctx: Context, *titles: str) -> list[int]:
    with ctx.write() as unit:
        return [unit.create(Notice(title=title, from_at=ctx.now())).pk for title in titles]


def _find(ctx: Context, phrase: str, limit: int = 20, before: int | None = None) -> tuple[int, ...]:
    with ctx.read() as unit:
        return search.find(unit.session, Notice, phrase, limit=limit, before=before, seconds=10).ids


def test_two_and_one_character_words_are_found_newest_first(ctx: Context) -> None:
    first, second, _third = _notices(ctx, "三号楼停水通知", "停水:明日八点", "停电通知")
    assert _find(ctx, "停水") == (second, first)
    assert len(_find(ctx, "停")) == 3
    assert _find(ctx, "号楼停水") == (first,)


def test_words_that_stand_apart_are_not_taken_for_one(ctx: Context) -> None:
    _notices(ctx, "漏电与水管")
    assert _find(ctx, "漏水") == ()


def test_latin_words_numbers_and_beginnings(ctx: Context) -> None:
    (key,) = _notices(ctx, "Lift B2 noise, see T20261121-0007 ＡＢＣ")
    for phrase in ("lift", "noi", "T20261121-0007", "b2", "abc", "NOISE lift"):
        assert _find(ctx, phrase) == (key,), phrase
    assert _find(ctx, "lift quiet") == ()


def test_a_changed_text_is_found_by_its_new_words_only(ctx: Context) -> None:
    (key,) = _notices(ctx, "停水通知")
    with ctx.write() as unit:
        unit.update(unit.get(Notice, key), "edited", {"title": "停电通知"})
    assert _find(ctx, "停水") == ()
    assert _find(ctx, "停电") == (key,)


def test_pages_continue_below_a_key(ctx: Context) -> None:
    keys = _notices(ctx, *["停水"] * 7)
    assert _find(ctx, "停水", limit=3) == tuple(keys[:3:-1])
    assert _find(ctx, "停水", limit=3, before=keys[4]) == tuple(keys[3:0:-1])


def test_hostile_phrases_are_only_words(ctx: Context, hostile: str) -> None:
    (key,) = _notices(ctx, "plain words")
    assert key not in _find(ctx, hostile)
    assert _find(ctx, "' OR 1=1 --") == ()
    assert _find(ctx, '"') == ()


def test_a_search_that_runs_out_of_time_says_so(ctx: Context) -> None:
    _notices(ctx, *["停水"] * 30)
    with ctx.read() as unit:
        found = search.find(unit.session, Notice, "停水", limit=500, seconds=-1)
    assert not found.complete


def test_records_beyond_the_first_part_are_found(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PART_ROWS", 3)
    keys = _notices(ctx, *["停水"] * 8)
    assert _find(ctx, "停水") == tuple(reversed(keys))
    assert _find(ctx, "停水", limit=4) == tuple(reversed(keys))[:4]


def test_a_search_inside_a_write_keeps_what_was_written(ctx: Context) -> None:
    with ctx.write() as unit:
        notice = unit.create(Notice(title="停水", from_at=ctx.now()))
        search.find(unit.session, Ticket, "停水", limit=5)
    assert _find(ctx, "停水") == (notice.pk,)
