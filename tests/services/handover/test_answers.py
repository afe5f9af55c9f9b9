"""Answering items: accepted, queried, refused; responsibility moves on receipt."""

from __future__ import annotations

from typing import Any

import pytest

from csconsole.errors import ConflictError, InvalidInputError, NotFoundError, RuleBrokenError
from csconsole.models import Callback, Promise, Ticket
from csconsole.services.context import Context
from csconsole.services.handover import (
    UndecidedError,
    answer_items,
    arrive,
    decide_items,
    handover_markdown,
    read_handover,
    receive_handover,
    reply_to_query,
    show_handover,
    sign_handover,
)
from tests.services.handover_site import Site


def stored(ctx: Context, model: Any, key: int) -> Any:
    with ctx.read() as uow:
        return uow.get(model, key)


class TestItems:
    @pytest.mark.req("SHF-11")
    def test_each_item_is_passed_or_kept_before_signing(self, site: Site) -> None:
        kept, passed = site.ticket("kept"), site.ticket("passed")
        number = site.prepared().row.number
        arrive(site.as_("agent2"), number)
        decide_items(site.as_("agent"), number, [kept.number], mine="keep")
        with pytest.raises(UndecidedError, match="1 item is neither"):
            sign_handover(site.as_("agent"), number)
        decide_items(site.as_("agent"), number, None, mine="pass")
        record = sign_handover(site.as_("agent"), number)
        assert {item.number: item.mine for item in record.items} == {
            kept.number: "keep",
            passed.number: "pass",
        }

    @pytest.mark.req("SHF-11")
    def test_several_are_decided_as_they_were_seen_or_not_at_all(self, site: Site) -> None:
        first, second = site.ticket("first"), site.ticket("second")
        number = site.prepared().row.number
        seen = {item.position: item.seen for item in show_handover(site.as_("agent"), number).items}
        decide_items(site.as_("agent"), number, [second.number], mine="keep")
        with pytest.raises(ConflictError, match="meanwhile"):
            decide_items(site.as_("agent"), number, list(seen), mine="pass", seen=seen)
        record = show_handover(site.as_("agent"), number)
        assert {item.number: item.mine for item in record.items} == {
            first.number: None,
            second.number: "keep",
        }
        now = {item.position: item.seen for item in record.items}
        decide_items(site.as_("agent"), number, list(now), mine="pass", seen=now)
        with pytest.raises(ConflictError, match="meanwhile"):
            answer_items(site.as_("agent2"), number, list(now), theirs="accept", seen=now)

    @pytest.mark.req("SHF-11")
    def test_what_is_passed_and_accepted_changes_hands(self, site: Site) -> None:
        agent, other = site.as_("agent"), site.as_("agent2")
        passed, kept, refused = site.ticket("passed"), site.ticket("kept"), site.ticket("refused")
        of_repairer = site.ticket("at the repairer", handler="handler")
        nobodys = site.ticket("nobody has it", handler=None)
        callback, promise = site.callback(), site.promise(ticket_id=passed.pk)
        alone = site.promise("alone")
        number = site.prepared().row.number
        decide_items(agent, number, [kept.number], mine="keep")
        decide_items(agent, number, None, mine="pass")
        answer_items(other, number, [refused.number], theirs="refuse", words="not our block")
        answer_items(other, number, None, theirs="accept")
        sign_handover(agent, number)
        receive_handover(other, number, read_back="understood")
        holder = {t.title: stored(other, Ticket, t.pk) for t in (passed, kept, refused, of_repairer, nobodys)}
        assert {title: t.handler_id for title, t in holder.items()} == {
            "passed": other.staff_id,
            "kept": agent.staff_id,
            "refused": agent.staff_id,
            "at the repairer": site.as_("handler").staff_id,
            "nobody has it": None,
        }
        assert {t.first_owner_id for t in holder.values()} == {agent.staff_id}
        assert stored(other, Callback, callback.pk).owner_id == other.staff_id
        assert stored(other, Promise, promise.pk).owner_id == other.staff_id
        assert stored(other, Promise, alone.pk).owner_id == other.staff_id
        assert stored(other, Promise, alone.pk).promiser_id == agent.staff_id

    @pytest.mark.req("SHF-11")
    def test_owners_change_on_receipt_and_not_before(self, site: Site) -> None:
        ticket = site.ticket()
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, None, mine="pass")
        answer_items(site.as_("agent2"), number, None, theirs="accept")
        sign_handover(site.as_("agent"), number)
        assert stored(site.as_("agent"), Ticket, ticket.pk).handler_id == site.as_("agent").staff_id

    @pytest.mark.req("SHF-11")
    def test_work_of_a_colleague_of_the_shift_goes_too(self, site: Site) -> None:
        site.shift("supervisor", 7)
        ticket = site.ticket(by="supervisor")
        site.hand_over("agent", "agent2")
        assert stored(site.as_("agent"), Ticket, ticket.pk).handler_id == site.as_("agent2").staff_id

    @pytest.mark.req("SHF-14")
    def test_who_has_read_it_before_can_receive_it(self, site: Site) -> None:
        number = site.prepared().row.number
        arrive(site.as_("agent2"), number)
        sign_handover(site.as_("agent"), number)
        read_handover(site.as_("agent2"), number)
        record = receive_handover(site.as_("agent2"), number, read_back="understood")
        assert record.readers == ("陈博",)

    @pytest.mark.req("SHF-11", "SHF-12")
    def test_a_question_is_answered_before_receipt(self, site: Site) -> None:
        site.callback("ring Wang", contact_name="Wang")
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, None, mine="pass")
        with pytest.raises(InvalidInputError):
            answer_items(site.as_("agent2"), number, [1], theirs="query")
        answer_items(site.as_("agent2"), number, [1], theirs="query", words="which number?")
        sign_handover(site.as_("agent"), number)
        with pytest.raises(UndecidedError, match="open question: 1"):
            receive_handover(site.as_("agent2"), number, read_back="x")
        reply_to_query(site.as_("agent"), number, 1, "the one of the shop")
        with pytest.raises(UndecidedError):
            receive_handover(site.as_("agent2"), number, read_back="x")
        answer_items(site.as_("agent2"), number, [1], theirs="accept")
        (item,) = receive_handover(site.as_("agent2"), number, read_back="ring the shop").items
        assert (item.theirs, item.query, item.reply) == ("accept", "which number?", "the one of the shop")

    @pytest.mark.req("SHF-11")
    def test_a_refusal_keeps_the_question_and_its_answer(self, site: Site) -> None:
        site.callback("ring Wang", contact_name="Wang")
        number = site.prepared().row.number
        incoming, outgoing = site.as_("agent2"), site.as_("agent")
        answer_items(incoming, number, [1], theirs="query", words="which number?")
        reply_to_query(outgoing, number, 1, "the shop")
        answer_items(incoming, number, [1], theirs="refuse", words="not ours")
        (item,) = answer_items(incoming, number, [1], theirs="refuse", words="yours").items
        assert (item.question, item.reply, item.refusal, item.query) == (
            "which number?",
            "the shop",
            "yours",
            "yours",
        )
        written = handover_markdown(outgoing, show_handover(outgoing, number))
        assert "Question: which number? Answer: the shop Reason for refusal: yours" in written
        (item,) = answer_items(incoming, number, [1], theirs="accept").items
        assert (item.question, item.reply, item.refusal) == ("which number?", "the shop", None)

    def test_a_reply_needs_a_question(self, site: Site) -> None:
        site.ticket()
        number = site.prepared().row.number
        with pytest.raises(RuleBrokenError, match="Nobody has a question"):
            reply_to_query(site.as_("agent"), number, 1, "well")

    @pytest.mark.req("SHF-11")
    def test_what_is_kept_needs_no_answer_and_takes_none(self, site: Site) -> None:
        ticket = site.ticket()
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, [1], mine="keep")
        with pytest.raises(RuleBrokenError, match=ticket.number):
            answer_items(site.as_("agent2"), number, [1], theirs="accept")
        answer_items(site.as_("agent2"), number, None, theirs="accept")
        sign_handover(site.as_("agent"), number)
        assert receive_handover(site.as_("agent2"), number, read_back="x").row.state == "closed"

    @pytest.mark.req("SHF-12")
    def test_no_receipt_without_read_back_or_answers(self, site: Site) -> None:
        site.ticket()
        number = site.prepared().row.number
        decide_items(site.as_("agent"), number, None, mine="pass")
        arrive(site.as_("agent2"), number)
        sign_handover(site.as_("agent"), number)
        with pytest.raises(InvalidInputError) as refused:
            receive_handover(site.as_("agent2"), number, read_back=" ")
        assert refused.value.field == "read_back"
        with pytest.raises(UndecidedError, match="without an answer: 1"):
            receive_handover(site.as_("agent2"), number, read_back="x")

    def test_an_unknown_item_is_named(self, site: Site) -> None:
        number = site.prepared().row.number
        for name in ("99", "T20991231-0001", ""):
            with pytest.raises(NotFoundError):
                decide_items(site.as_("agent"), number, [name], mine="pass")
