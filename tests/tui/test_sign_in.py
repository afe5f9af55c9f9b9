"""Signing in, the idle lock, a database that cannot be opened, and the first start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.widgets import Input

from csconsole.app import Console
from csconsole.errors import DatabaseUnavailableError
from csconsole.models import Staff
from csconsole.screens.desk import DeskScreen
from csconsole.screens.first_run import FirstRunScreen
from csconsole.screens.gate import Opening, Progress
from csconsole.screens.sign_in import LockScreen, SignInScreen, TroubleScreen
from csconsole.services.context import Context
from csconsole.services.sign_in import hash_password
from tests.tui.driving import Desk, Shell, StandGate

PASSWORD = "lamp-post-42"


@pytest.fixture
def with_password(person: Callable[[str], Context]) -> None:
    """The agent has a password."""
    ctx = person("agent")
    with ctx.store.write(ctx.actor.staff_id) as uow:
        staff = uow.get(Staff, ctx.staff_id)
        uow.update(staff, "password", {"password_hash": hash_password(PASSWORD)})


async def sign_in(shell: Shell, number: str, password: str) -> None:
    await shell.type(number)
    await shell.press("enter")
    await shell.type(password)
    await shell.press("enter")


@pytest.mark.usefixtures("with_password")
@pytest.mark.req("SEC-03")
async def test_sign_in_with_number_and_password(desk: Desk) -> None:
    async with desk.console(None) as shell:
        assert isinstance(shell.screen, SignInScreen)
        await sign_in(shell, "1007", "wrong")
        assert isinstance(shell.screen, SignInScreen)
        assert shell.app.ctx is None
        assert shell.screen.query_one("#password", Input).value == ""
        await shell.type(PASSWORD)
        await shell.press("enter")
        assert shell.app.ctx is not None
        assert "1007 李晓" in shell.lines()[0]


@pytest.mark.usefixtures("with_password")
@pytest.mark.req("SEC-03")
async def test_too_many_wrong_passwords_lock_and_say_until_when(desk: Desk) -> None:
    async with desk.console(None) as shell:
        await sign_in(shell, "1007", "wrong-1")
        for n in range(4):
            await shell.type(f"wrong{n}")
            await shell.press("enter")
        assert "09:" in shell.text() or "locked" in shell.text()
        await shell.type(PASSWORD)
        await shell.press("enter")
        assert shell.app.ctx is None


async def test_keys_of_the_console_do_nothing_before_sign_in(desk: Desk) -> None:
    async with desk.console(None) as shell:
        await shell.press("escape", "3", "f2", "ctrl+p")
        assert isinstance(shell.screen, SignInScreen)


@pytest.mark.usefixtures("with_password")
@pytest.mark.req("SEC-03")
async def test_an_idle_console_locks_and_keeps_what_was_open(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("3")
        below = shell.screen
        assert shell.app.idle_seconds == 600
        shell.app._last_key -= 601
        shell.app.tick()
        await shell.idle()
        assert isinstance(shell.screen, LockScreen)
        assert "1007" in shell.text()
        await shell.press("escape", "1", "f2")
        assert isinstance(shell.screen, LockScreen)
        await shell.type("wrong")
        await shell.press("enter")
        assert isinstance(shell.screen, LockScreen)
        await shell.type(PASSWORD)
        await shell.press("enter")
        assert shell.screen is below
        assert not shell.app.locked


async def test_a_desk_without_password_does_not_lock(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        assert shell.app.idle_seconds is None
        shell.app._last_key -= 100_000
        shell.app.tick()
        await shell.idle()
        assert not isinstance(shell.screen, LockScreen)


@pytest.mark.usefixtures("with_password")
async def test_sign_out_asks_who_is_next(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press(":")
        await shell.type("sign out")
        await shell.press("enter", "enter", "Q", "y")
        assert isinstance(shell.screen, SignInScreen)
        assert shell.app.ctx is None
        await sign_in(shell, "1007", PASSWORD)
        assert shell.app.ctx is not None
        assert isinstance(shell.screen, DeskScreen)
        assert "1007 李晓" in shell.lines()[0]


@pytest.mark.parametrize("remembered", [True, False])
async def test_the_question_says_when_the_shell_is_signed_out_too(desk: Desk, remembered: bool) -> None:
    async with desk.console("agent") as shell:
        assert isinstance(shell.app.gate, StandGate)
        shell.app.gate.remembered = remembered
        await shell.press("Q")
        assert ("it is signed out too" in shell.text()) == remembered


@pytest.mark.usefixtures("with_password")
async def test_who_signs_in_next_sees_nothing_of_who_was_there(desk: Desk) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("3", "2", "f2")
        opened = len(shell.app.all_screens())
        assert opened >= 4
        await shell.press("ctrl+p")
        await shell.type("sign out")
        await shell.press("enter", "y")
        await shell.idle()
        assert [type(screen) for screen in shell.app.all_screens()] == [DeskScreen]
        await sign_in(shell, "1007", PASSWORD)
        await shell.press("3")
        assert "1007 李晓" in shell.lines()[0]


class BrokenGate(StandGate):
    """Fails once, then opens."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.tries = 0

    def open(self) -> Opening:
        self.tries += 1
        if self.tries == 1:
            raise DatabaseUnavailableError("The file is damaged.", hint="Restore a backup.")
        return super().open()


class EmptyGate(StandGate):
    """No database until one is made."""

    made = ""

    def missing(self) -> bool:
        return not self.made

    def create(self, choice: str, progress: Progress) -> Opening:
        progress(1, 1)
        self.made = choice
        return super().open()


def console(desk: Desk, gate: Any) -> Console:
    return Console(desk.config, gate, desk.clock, lang="en")


async def test_a_database_that_cannot_be_opened_says_why_and_tries_again(desk: Desk) -> None:
    app = console(desk, BrokenGate(desk.context_of("agent")))
    async with app.run_test(size=(80, 24)) as pilot:
        shell = Shell(app, pilot)
        await shell.idle()
        assert isinstance(shell.screen, TroubleScreen)
        assert "The file is damaged." in shell.text()
        assert "Restore a backup." in shell.text()
        await shell.press("R")
        assert app.ctx is not None


@pytest.mark.parametrize(("key", "choice"), [("d", "demo"), ("s", "solo")])
@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_first_start_offers_a_database_and_five_keys(
    desk: Desk, key: str, choice: str, size: tuple[int, int]
) -> None:
    gate = EmptyGate(desk.context_of("agent"))
    app = console(desk, gate)
    async with app.run_test(size=size) as pilot:
        shell = Shell(app, pilot)
        await shell.idle()
        assert isinstance(shell.screen, FirstRunScreen)
        assert all(sign in shell.text() for sign in ("F2", "1-9", "/", ":", "?"))
        await shell.press(key)
        assert gate.made == choice
        assert app.ctx is not None
