"""Scripts by moment with placeholders filled in; the script of a callback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from csconsole.clock import FrozenClock
from csconsole.codes import codes
from csconsole.errors import InvalidInputError
from csconsole.i18n import set_language
from csconsole.models import Ticket
from csconsole.models.lifecycle.callback import CALLBACK
from csconsole.services.callbacks import callback_script, plan_callback
from csconsole.services.context import Context
from csconsole.services.knowledge import list_scripts, script_of
from csconsole.services.packs import install_pack
from tests.conftest import AsStaff
from tests.services.complaints.walking import register, walk


@pytest.mark.req("REF-03", "CALL-06")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_moment_has_words_in_both_languages(ctx: Context, lang: str) -> None:
    set_language(lang)
    moments = [row.moment for row in list_scripts(ctx)]
    assert moments == list(codes("script_moment"))
    assert all(row.title and "{" not in row.text for row in list_scripts(ctx))


@pytest.mark.req("CALL-06")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_words_fit_what_was_reported(as_: AsStaff, lang: str) -> None:
    install_pack(as_("admin"), "property")
    agent = as_("agent")
    set_language(lang)
    told = {
        code: script_of(agent, "repair_end", category=code).text
        for code in (
            "",
            "repair.water.leak",
            "repair.power.corridor",
            "repair.lift.trapped",
            "help.dispute",
            "x",
        )
    }
    assert told[""] == told["repair.water.leak"] == told["x"]
    assert len(set(told.values())) == 4
    assert ("lift" if lang == "en" else "电梯") in told["repair.lift.trapped"]
    assert ("your home" if lang == "en" else "家中") not in told["repair.power.corridor"]


@pytest.mark.req("CALL-06")
@pytest.mark.parametrize(
    ("lang", "sorry", "report"), [("en", "sorry", "Your report"), ("zh", "非常抱歉", "报修")]
)
def test_a_disputed_fee_and_an_asked_after_ticket_end_with_an_apology_and_what_happens_next(
    as_: AsStaff, lang: str, sorry: str, report: str
) -> None:
    install_pack(as_("admin"))
    agent = as_("agent")
    set_language(lang)
    values = {"number": "T20261123-0001", "promise": "12:00"}
    fee = script_of(agent, "repair_end", values, category="fee_query.dispute").text
    asked = script_of(agent, "chase_end", values).text
    assert all(sorry in text and "12:00" in text and "T20261123-0001" in text for text in (fee, asked))
    assert lang == "en" or report not in fee
    neutral = script_of(agent, "repair_end", values, category="order.new").text
    assert "{" not in neutral


@pytest.mark.req("CALL-06")
def test_the_opening_names_company_staff_number_and_name(as_: AsStaff, clock: FrozenClock) -> None:
    agent = as_("agent")
    row = script_of(agent, "opening")
    assert "Good morning" in row.text
    assert all(word in row.text for word in ("Lakeside service desk", "1007", "李晓"))
    clock.advance(hours=2, minutes=59)
    assert "Good morning" in script_of(agent, "opening").text
    clock.advance(minutes=1)
    assert "Good afternoon" in script_of(agent, "opening").text
    set_language("zh")
    assert "下午好" in script_of(agent, "opening").text
    clock.advance(hours=12)
    assert script_of(agent, "opening").text.startswith("您好，"), "at night nobody is wished a good morning"


@pytest.mark.req("REF-03")
def test_the_delivered_words(ctx: Context) -> None:
    set_language("zh")
    assert "感谢您的来电" in script_of(ctx, "repair_end").text
    assert "您所反映的问题我已经记录下来" in script_of(ctx, "complaint_end").text


def test_what_nobody_knows_is_a_gap(ctx: Context) -> None:
    row = script_of(ctx, "complaint_end", {"number": "T20261123-0001"})
    assert "T20261123-0001" in row.text
    assert row.missing == ("promise",)
    assert "____" in row.text


def test_values_are_no_placeholders_and_no_control_characters(ctx: Context) -> None:
    row = script_of(ctx, "callback_opening", {"customer": "{staff_no}\x1b[31m"})
    assert "{staff_no}" in row.text
    assert "\x1b" not in row.text


def test_a_trade_and_the_site_have_their_own_words(
    ctx: Context, as_: AsStaff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CSCONSOLE_CONFIG", str(tmp_path / "csconsole.toml"))
    core = script_of(ctx, "repair_end").text
    install_pack(as_("admin"), "property")
    trade = script_of(ctx, "repair_end")
    assert trade.pack == "property"
    assert trade.text != core
    assert script_of(ctx, "farewell").pack == "core"
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "farewell.en.md").write_text("# Bye\n\nSo long from {company}.", encoding="utf-8")
    assert script_of(ctx, "farewell").text == "So long from Lakeside service desk."


def test_searching_and_unknown_moments(ctx: Context) -> None:
    assert [row.moment for row in list_scripts(ctx, text="farewell")] == ["farewell"]
    assert list_scripts(ctx, text="zzz") == ()
    with pytest.raises(InvalidInputError):
        script_of(ctx, "../../etc/passwd")


@pytest.mark.req("CBK-07")
def test_the_script_of_a_callback(as_: AsStaff) -> None:
    agent = as_("agent")
    row = plan_callback(
        agent,
        kind="follow_up",
        source="repair",
        reason="tap in the kitchen",
        phone="199 0000 0101",
        contact_name="Ms Ou",
    )
    script = callback_script(agent, row.number)
    assert "Ms Ou" in script.opening.text
    assert "repair" in script.opening.text
    assert "23 November" in script.opening.text
    assert script.question is not None
    assert "tap in the kitchen" in script.question.text
    assert script.lines[-1] in script.question.text
    closings = {script.closing(answer).moment for answer in codes("satisfaction")}
    assert closings == {"callback_satisfied", "callback_average", "callback_dissatisfied"}


@pytest.mark.req("CBK-07")
def test_a_call_that_was_promised_asks_nothing(as_: AsStaff) -> None:
    agent = as_("agent")
    row = plan_callback(agent, kind="promised", source="call", reason="the invoice", phone="199 0000 0101")
    script = callback_script(agent, row.number)
    assert script.question is None
    assert "the invoice" in "".join(script.lines)


@pytest.mark.req("CBK-07", "REF-03")
@pytest.mark.parametrize(("lang", "repair", "sorry"), [("en", "repair", "sorry"), ("zh", "维修", "抱歉")])
def test_a_complaint_is_called_back_about_with_words_of_its_own(
    as_: AsStaff, lang: str, repair: str, sorry: str
) -> None:
    install_pack(as_("admin"), "property")
    row = register(as_("agent"), title="A child was hurt by a loose tile")
    walk(as_, row)
    set_language(lang)
    with as_("agent").read() as uow:
        callback = uow.get(Ticket, row.id).callback_id
    assert callback is not None
    script = callback_script(as_("agent"), callback)
    said = "\n".join((*script.lines, *(script.closing(answer).text for answer in codes("satisfaction"))))
    assert row.title not in said
    assert repair not in said
    assert as_("handler").actor.name not in said
    assert sorry in script.opening.text
    assert row.number in script.opening.text


@pytest.mark.req("CBK-07")
def test_only_who_was_visited_at_home_is_asked_about_the_visit(as_: AsStaff) -> None:
    install_pack(as_("admin"), "property")
    agent = as_("agent")
    set_language("zh")
    asked = {
        about: script_of(agent, "callback_main", about=about).text
        for about in (("repair", "in_home"), ("repair", "public"), ("other",))
    }
    assert "上门" in asked["repair", "in_home"]
    assert "上门" not in asked["repair", "public"] + asked["other",]


@pytest.mark.req("CALL-06", "REF-03")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_fee_question_is_not_spoken_of_as_a_repair(as_: AsStaff, lang: str) -> None:
    install_pack(as_("admin"), "property")
    agent = as_("agent")
    set_language(lang)
    for moment in ("repair_end", "callback_end"):
        said = script_of(agent, moment, {"promise": "17:00"}, category="payment.property_fee").text
        assert "17:00" in said
        assert ("维修" if lang == "zh" else "repair") not in said
        assert ("上门" if lang == "zh" else "at home") not in said


def test_every_state_and_action_of_a_callback_has_its_label() -> None:
    assert set(CALLBACK.states) == set(codes("callback_state"))
    assert {t.action for t in CALLBACK.transitions} <= set(codes("callback_action"))


def test_every_event_of_a_callback_has_its_label() -> None:
    known = set(codes("callback_action")) | set(codes("attempt_action"))
    written: set[str] = set()
    for path in (Path(__file__).resolve().parents[2] / "csconsole/services/callbacks").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        written |= set(re.findall(r"uow\.(?:update|note|remove)\(\s*\w+,\s*\"(\w+)\"", text))
    assert len(written) > 10
    assert written <= known
