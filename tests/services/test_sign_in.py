"""Signing in: the right password, lockout, tokens, acting as somebody else."""

from __future__ import annotations

import pytest
from sqlmodel import select

from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.errors import NotAllowedError, NotFoundError, SignInError
from csconsole.models import SignInToken, Staff
from csconsole.models.rights import Role
from csconsole.services.audit import list_events
from csconsole.services.context import Context
from csconsole.services.settings import change_setting
from csconsole.services.sign_in import (
    actor_as,
    actor_of_token,
    hash_password,
    idle_lock_minutes,
    issue_token,
    revoke_token,
    sign_in,
    solo_actor,
)
from csconsole.services.staff import disable_staff, enable_staff, set_password
from csconsole.storage import Store
from tests.conftest import AsStaff

PASSWORD = "blue-teapot-7"
HASH = hash_password(PASSWORD)


@pytest.fixture
def agent(store: Store, as_: AsStaff) -> Context:
    """The agent, who has a password now."""
    with store.write() as uow:
        staff = uow.one(Staff, staff_no="1007")
        assert staff is not None
        uow.update(staff, "password_changed", {"password_hash": HASH})
    return as_("agent")


@pytest.mark.req("SEC-03")
@pytest.mark.usefixtures("agent")
def test_the_right_password_signs_in_and_is_recorded(
    store: Store, clock: FrozenClock, config: Config, as_: AsStaff
) -> None:
    signed = sign_in(store, clock, config, staff_no=" 1007 ", password=PASSWORD)
    assert signed.actor.staff_no == "1007"
    assert signed.actor.roles == {Role.AGENT}
    events = list_events(as_("auditor"), filter="action:signed_in").rows
    assert [event.actor_no for event in events] == ["1007"]
    assert events[0].after == {"last_sign_in_at": "2026-11-23T01:00:00Z"}


@pytest.mark.req("SEC-03")
def test_a_wrong_number_and_a_wrong_password_sound_the_same(
    agent: Context, store: Store, clock: FrozenClock
) -> None:
    messages = set()
    for staff_no, password in (("1007", "wrong"), ("9999", PASSWORD), ("1012", "no password was ever set")):
        with pytest.raises(SignInError) as raised:
            sign_in(store, clock, agent.config, staff_no=staff_no, password=password)
        messages.add(raised.value.message)
    assert len(messages) == 1


@pytest.mark.req("SEC-03")
def test_the_lock_does_not_tell_known_numbers_from_unknown_ones(
    agent: Context, store: Store, clock: FrozenClock, as_: AsStaff
) -> None:
    disable_staff(as_("admin"), "1012")
    said: dict[str, list[str]] = {}
    for staff_no in ("1007", "1012", "9999"):
        for _attempt in range(7):
            with pytest.raises(SignInError) as raised:
                sign_in(store, clock, agent.config, staff_no=staff_no, password="wrong")
            said.setdefault(staff_no, []).append(f"{raised.value.message} {raised.value.hint}")
    assert said["1007"] == said["1012"] == said["9999"]
    assert "9999" not in repr(list_events(as_("auditor"), limit=100).rows)
    clock.advance(minutes=15)
    for staff_no in said:
        with pytest.raises(SignInError, match="wrong"):
            sign_in(store, clock, agent.config, staff_no=staff_no, password="wrong")


@pytest.mark.req("SEC-03")
def test_five_wrong_passwords_lock_for_a_while_and_say_until_when(
    agent: Context, store: Store, clock: FrozenClock, as_: AsStaff
) -> None:
    for attempt in range(1, 6):
        with pytest.raises(SignInError) as raised:
            sign_in(store, clock, agent.config, staff_no="1007", password="wrong")
        assert ("locked" in raised.value.message) == (attempt == 5)
    assert "09:15" in raised.value.message
    with pytest.raises(SignInError, match="locked"):
        sign_in(store, clock, agent.config, staff_no="1007", password=PASSWORD)
    clock.advance(minutes=15)
    assert sign_in(store, clock, agent.config, staff_no="1007", password=PASSWORD).actor.staff_no == "1007"
    actions = [event.action for event in list_events(as_("auditor"), filter="entity:staff").rows]
    assert actions[:3] == ["signed_in", "sign_in_refused", "sign_in_locked"]


@pytest.mark.req("SEC-03")
def test_how_many_and_how_long_are_settings(
    agent: Context, store: Store, clock: FrozenClock, as_: AsStaff
) -> None:
    change_setting(as_("admin"), "sign_in.max_failures", 2)
    change_setting(as_("admin"), "sign_in.lock_minutes", 60)
    for _attempt in range(2):
        with pytest.raises(SignInError) as raised:
            sign_in(store, clock, agent.config, staff_no="1007", password="wrong")
    assert "10:00" in raised.value.message


@pytest.mark.req("SEC-03")
def test_a_right_password_in_between_starts_the_count_again(
    agent: Context, store: Store, clock: FrozenClock
) -> None:
    for _round in range(2):
        for _attempt in range(4):
            with pytest.raises(SignInError, match="wrong"):
                sign_in(store, clock, agent.config, staff_no="1007", password="wrong")
        sign_in(store, clock, agent.config, staff_no="1007", password=PASSWORD)


def test_a_new_password_lifts_the_lock(
    agent: Context, store: Store, clock: FrozenClock, as_: AsStaff
) -> None:
    for _attempt in range(5):
        with pytest.raises(SignInError):
            sign_in(store, clock, agent.config, staff_no="1007", password="wrong")
    set_password(as_("admin"), "1007", "green-teapot-8")
    assert (
        sign_in(store, clock, agent.config, staff_no="1007", password="green-teapot-8").actor.staff_no
        == "1007"
    )


def test_a_disabled_account_is_told_only_to_its_owner(
    agent: Context, store: Store, clock: FrozenClock, as_: AsStaff
) -> None:
    disable_staff(as_("admin"), "1007")
    with pytest.raises(SignInError, match="disabled"):
        sign_in(store, clock, agent.config, staff_no="1007", password=PASSWORD)
    with pytest.raises(SignInError, match="wrong"):
        sign_in(store, clock, agent.config, staff_no="1007", password="guess")


@pytest.mark.req("SEC-03")
def test_a_token_is_stored_as_a_hash_and_ends(agent: Context, store: Store, clock: FrozenClock) -> None:
    token = issue_token(agent)
    with store.read() as uow:
        stored = uow.session.exec(select(SignInToken)).one()
    assert stored.token_hash != token
    assert token not in repr(stored)
    assert actor_of_token(store, clock, token).staff_no == "1007"
    clock.advance(days=30)
    with pytest.raises(SignInError, match="ended"):
        actor_of_token(store, clock, token)


def test_a_revoked_or_invented_token_is_refused(agent: Context, store: Store, clock: FrozenClock) -> None:
    token = issue_token(agent)
    revoke_token(agent, token)
    revoke_token(agent, "invented")
    for one, why in ((token, "signed out elsewhere"), ("invented", "not valid")):
        with pytest.raises(SignInError, match=why):
            actor_of_token(store, clock, one)


def test_a_new_password_and_disabling_end_every_token(
    agent: Context, store: Store, clock: FrozenClock, as_: AsStaff
) -> None:
    token = issue_token(agent)
    set_password(as_("admin"), "1007", "green-teapot-8")
    with pytest.raises(SignInError, match="The password was changed"):
        actor_of_token(store, clock, token)
    clock.advance(minutes=1)
    token = issue_token(agent)
    revoke_token(agent, token)
    with pytest.raises(SignInError, match="signed out elsewhere"):
        actor_of_token(store, clock, token)
    token = issue_token(agent)
    disable_staff(as_("admin"), "1007")
    with pytest.raises(SignInError, match="account was disabled"):
        actor_of_token(store, clock, token)
    enable_staff(as_("admin"), "1007")
    with pytest.raises(SignInError, match="ended when your account was disabled"):
        actor_of_token(store, clock, token)


@pytest.mark.req("SEC-06")
def test_acting_as_somebody_else_needs_a_right_and_leaves_a_trace(agent: Context, as_: AsStaff) -> None:
    with pytest.raises(NotAllowedError):
        actor_as(agent, "1002")
    assert actor_as(as_("admin"), "1007").staff_no == "1007"
    with pytest.raises(NotFoundError):
        actor_as(as_("admin"), "4711")
    [event] = list_events(as_("auditor"), filter="action:acted_as").rows
    assert (event.actor_no, event.detail) == ("1000", {"by": "1000"})


def test_only_a_solo_database_needs_no_password(store: Store) -> None:
    assert solo_actor(store) is None
    with store.write() as uow:
        uow.create(Staff(staff_no="1", name="Solo", roles=["admin"], solo=True))
    actor = solo_actor(store)
    assert actor is not None
    assert actor.staff_no == "1"


@pytest.mark.req("SEC-03")
def test_the_idle_lock_is_a_setting_and_needs_a_password(agent: Context, as_: AsStaff) -> None:
    assert idle_lock_minutes(agent) == 10
    assert idle_lock_minutes(as_("handler")) is None
