"""Rights taken away and accounts disabled while a console is open: it follows at once and keeps drafts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.app import Console
from csconsole.cli.session import store_token
from csconsole.models import Right, Role, Staff
from csconsole.screens.gate import Change
from csconsole.screens.sign_in import LockScreen, SignInScreen
from csconsole.screens.store_gate import StoreGate
from csconsole.services.context import Context
from csconsole.services.drafts import list_drafts
from csconsole.services.sign_in import hash_password, issue_token, revoke_token
from csconsole.services.staff import change_roles, disable_staff, enable_staff
from tests.tui.driving import Desk, Shell

PASSWORD = "lamp-post-42"
Person = Callable[[str], Context]


async def told(shell: Shell, who: Context) -> None:
    """The change feed says that this person's account changed."""
    shell.app.heard([Change("staff", frozenset({who.staff_id}))])
    await shell.idle()


@pytest.mark.req("SEC-02")
async def test_rights_that_change_are_followed_at_once(desk: Desk, person: Person) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("3")
        assert shell.app.right_missing("ticket.dispatch") == ""
        change_roles(person("admin"), "1002", [Role.AGENT])
        await told(shell, person("agent"))
        assert shell.app.right_missing("ticket.dispatch") == ""  # another person's account
        await told(shell, person("supervisor"))
        assert shell.app.ctx is not None
        assert not shell.app.ctx.can(Right.TICKET_DISPATCH)
        assert any("Your rights have changed" in toast for toast in shell.toasts())
        assert "may not" in shell.app.right_missing("ticket.dispatch")


@pytest.mark.req("SEC-02")
async def test_a_command_runs_with_the_rights_of_its_moment(desk: Desk, person: Person) -> None:
    async with desk.console("supervisor") as shell:
        change_roles(person("admin"), "1002", [Role.AUDITOR])  # and nobody tells the console
        shell.screen.command(lambda ctx: ctx.require(Right.TICKET_CANCEL), group="try")
        await shell.idle()
        assert any("may not" in toast for toast in shell.toasts())
        assert not shell.app.locked


@pytest.mark.req("SEC-03")
async def test_a_disabled_account_locks_with_the_reason_and_keeps_drafts(desk: Desk, person: Person) -> None:
    with person("agent").store.write() as uow:
        staff = uow.get(Staff, person("agent").staff_id)
        uow.update(staff, "password", {"password_hash": hash_password(PASSWORD)})
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("0215550")
        agent = person("agent")
        disable_staff(person("admin"), "1007")
        await told(shell, agent)
        assert isinstance(shell.screen, LockScreen)
        assert "Your account was disabled." in shell.text()
        assert "0215550" not in shell.text()
        await shell.type(PASSWORD)
        await shell.press("enter")
        assert isinstance(shell.screen, LockScreen)
        enable_staff(person("admin"), "1007")
        change_roles(person("admin"), "1007", [Role.HANDLER])
        await shell.type(PASSWORD)
        await shell.press("enter")
        assert not shell.app.locked
        assert "0215550" in shell.text()
        assert shell.app.ctx is not None
        assert not shell.app.ctx.can(Right.CALL_LOG)
        disable_staff(person("admin"), "1007")
        await told(shell, agent)
        await shell.press("f4")
        assert isinstance(shell.screen, SignInScreen)
        assert shell.app.ctx is None
    assert len(list_drafts(agent)) == 1


@pytest.mark.req("SEC-03")
async def test_a_revoked_session_and_a_changed_password_lock(desk: Desk, person: Person) -> None:
    agent = person("agent")
    with agent.store.write() as uow:
        staff = uow.get(Staff, agent.staff_id)
        uow.update(staff, "password", {"password_hash": hash_password(PASSWORD)})
    token = issue_token(agent)
    store_token(token, desk.config)
    app = Console(desk.config, StoreGate(desk.config, desk.clock), desk.clock, lang="en")
    async with app.run_test(size=(80, 24)) as pilot:
        shell = Shell(app, pilot)
        await shell.idle()
        assert app.ctx is not None
        revoke_token(agent, token)
        app.heard([Change("sign_in_token", frozenset({1}))])
        await shell.idle()
        assert isinstance(shell.screen, LockScreen)
        assert "signed out elsewhere" in shell.text()
        await shell.type(PASSWORD)
        await shell.press("enter")
        assert not app.locked
        with agent.store.write() as uow:
            staff = uow.get(Staff, agent.staff_id)
            uow.update(staff, "password", {"password_hash": hash_password("another-42")})
        await told(shell, agent)
        assert "The password was changed." in shell.text()


async def test_no_answer_comes_to_a_screen_that_is_taken_apart(desk: Desk) -> None:
    told: list[int] = []
    async with desk.console("agent") as shell:
        with shell.screen.taken_apart():
            shell.screen.ask(lambda _ctx: 1, told.append, group="one")
            await shell.idle()
        shell.screen.ask(lambda _ctx: 2, told.append, group="one")
        await shell.idle()
    assert told == [2]
