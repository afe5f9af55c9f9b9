"""What comes after the snapshot of a handover is in none: the signer is told, and who signs off (SHF-12)."""

from __future__ import annotations

import pytest

from csconsole.services.handover import (
    OutdatedError,
    decide_items,
    newer_items,
    prepare_handover,
    sign_handover,
)
from csconsole.services.handover.staying import staying_items, why_it_stays
from tests.services.handover_site import Site


@pytest.fixture
def number(site: Site) -> str:
    """A prepared handover with one passed ticket; the next shift is there."""
    site.ticket("leak")
    site.shift("agent2", 13)
    site.at(13, 50)
    prepared = site.prepared().row.number
    decide_items(site.as_("agent"), prepared, None, mine="pass")
    return prepared


@pytest.mark.req("SHF-12")
def test_what_came_since_is_refused_until_it_is_prepared_again(site: Site, number: str) -> None:
    agent = site.as_("agent")
    assert newer_items(agent, number) == ()
    site.at(13, 55)
    callback = site.callback("rings back")
    promise = site.promise("tonight")
    with pytest.raises(OutdatedError, match=rf"2 open items have come since 13:50.*{callback.number}"):
        sign_handover(agent, number)
    assert [item.title for item in newer_items(agent, number)] == ["rings back", promise.text]
    record = prepare_handover(agent)
    decided = {item.title: item.mine for item in record.items}
    assert decided == {"leak": "pass", "rings back": None, "tonight": None}
    decide_items(agent, number, None, mine="pass")
    assert sign_handover(agent, number).row.state == "signed_out"


@pytest.mark.req("SHF-12", "CALL-14")
def test_a_promise_about_an_item_that_is_listed_is_news_too(site: Site, number: str) -> None:
    (item,) = prepare_handover(site.as_("agent")).items
    site.at(13, 55)
    site.promise("the manager rings", ticket_id=item.entity_id)
    assert [one.number for one in newer_items(site.as_("agent"), number)] == [item.number]


@pytest.mark.req("SHF-11", "SHF-12")
def test_signed_as_it_was_prepared_the_rest_is_named_at_the_end_of_the_shift(site: Site, number: str) -> None:
    agent = site.as_("agent")
    site.at(13, 55)
    site.callback("rings back")
    assert sign_handover(agent, number, as_prepared=True).row.state == "signed_out"
    assert [(item.title, why_it_stays(item)) for item in staying_items(agent)] == [
        ("rings back", "in no handover")
    ]


@pytest.mark.req("SHF-12")
def test_what_a_colleague_got_does_not_hold_up_a_handover_of_ones_own(site: Site) -> None:
    site.ticket("leak")
    site.shift("agent2", 13)
    site.at(13, 50)
    number = site.prepared(only_mine=True).row.number
    site.at(13, 55)
    site.callback("of another", by="agent2")
    assert newer_items(site.as_("agent"), number) == ()


@pytest.mark.req("SHF-12")
def test_a_number_is_named_once_in_a_refusal(site: Site, number: str) -> None:
    site.at(13, 55)
    ticket = site.ticket("lamp")
    site.promise("tonight", ticket_id=ticket.pk)
    site.promise("by fax", ticket_id=ticket.pk)
    with pytest.raises(OutdatedError) as refused:
        sign_handover(site.as_("agent"), number)
    assert refused.value.message.count(ticket.number) == 1
