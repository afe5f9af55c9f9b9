"""The console's door to a real database: who is signed in at its start, and that signing out is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from csconsole.cli.session import store_token
from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.models import Staff
from csconsole.screens.store_gate import StoreGate
from csconsole.services.context import Context
from csconsole.services.sign_in import hash_password, issue_token

PASSWORD = "lamp-post-42"


@pytest.fixture
def gate(config: Config, clock: FrozenClock) -> Iterator[StoreGate]:
    """The gate of a console that was just started."""
    opened = StoreGate(config, clock)
    yield opened
    opened.close()


def started_anew(gate: StoreGate) -> str:
    """Whom the next start of the console takes the person for; the state where it asks."""
    gate.close()
    opening = gate.open()
    return opening.context.actor.staff_no if opening.context else opening.state


@pytest.mark.req("SEC-03")
def test_signing_out_in_the_console_drops_the_kept_token(
    gate: StoreGate, as_: Callable[[str], Context]
) -> None:
    agent, supervisor = as_("agent"), as_("supervisor")
    with agent.write() as uow:
        uow.update(uow.get(Staff, agent.staff_id), "password", {"password_hash": hash_password(PASSWORD)})
    token = issue_token(supervisor)
    store_token(token, gate.config)
    assert started_anew(gate) == supervisor.actor.staff_no
    gate.sign_out()
    assert not gate.config.token_file.exists()
    assert gate.sign_in("1007", PASSWORD).actor.staff_no == "1007"
    assert started_anew(gate) == "sign_in"
    store_token(token, gate.config)  # a copy of the file is worth nothing either
    assert started_anew(gate) == "sign_in"


def test_signing_out_after_a_password_leaves_the_shell_signed_in(
    gate: StoreGate, as_: Callable[[str], Context]
) -> None:
    agent, supervisor = as_("agent"), as_("supervisor")
    with agent.write() as uow:
        uow.update(uow.get(Staff, agent.staff_id), "password", {"password_hash": hash_password(PASSWORD)})
    gate.open()
    gate.sign_in("1007", PASSWORD)
    store_token(issue_token(supervisor), gate.config)
    assert not gate.ends_login()
    gate.sign_out()
    assert gate.config.token_file.exists()
    assert started_anew(gate) == supervisor.actor.staff_no
    assert gate.ends_login()


@pytest.mark.req("SEC-03")
def test_a_token_that_has_ended_leads_to_the_sign_in(
    gate: StoreGate, as_: Callable[[str], Context], clock: FrozenClock
) -> None:
    store_token(issue_token(as_("agent")), gate.config)
    clock.advance(days=400)
    assert started_anew(gate) == "sign_in"
    assert not gate.ends_login()
