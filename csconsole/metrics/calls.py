"""Metrics of calls and contacts (RPT-07, RPT-08, RPT-10, RPT-12)."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import and_, or_, true
from sqlmodel import col

from csconsole.metrics import computed, service_level
from csconsole.metrics.definition import (
    Basis,
    Better,
    Condition,
    Measure,
    Metric,
    Terms,
    Unit,
    count_of,
    only,
)
from csconsole.models import Call
from csconsole.models.lifecycle.call import LOST_STATES, UNANSWERED_STATES

_STARTED: Any = Call.started_at


def _telephone(basis: Basis) -> Condition:
    return and_(
        col(Call.direction) == "inbound", col(Call.channel).in_(basis.settings["report.telephone_channels"])
    )


def _answered(basis: Basis) -> Condition:
    return and_(_telephone(basis), col(Call.state).not_in(UNANSWERED_STATES))


def _abandoned(basis: Basis) -> Condition:
    return and_(_telephone(basis), col(Call.state) == "abandoned")


def _waited_at_most(seconds: int) -> Condition:
    return col(Call.wait_seconds) <= seconds


def _in_three_rings(basis: Basis) -> Condition:
    rings, wait = col(Call.rings), col(Call.wait_seconds)
    return or_(
        rings <= basis.settings["call.answer_limit_rings"],
        and_(rings.is_(None), wait <= basis.settings["call.answer_limit_seconds"]),
    )


def _call(key: str, en: str, zh: str, where: Any, value: Any = None, **hints: Any) -> Measure:
    return Measure(f"call.{key}", en, zh, Call, where, at=_STARTED, value=value, **hints)


ALL = _call("all", "all contacts", "全部联系", true())
ARRIVED = _call("arrived", "inbound contacts", "来电来访", col(Call.direction) == "inbound")
INBOUND = _call("inbound", "inbound calls", "呼入电话", _telephone)
OUTBOUND = _call("outbound", "outbound calls", "外线拨打", col(Call.direction) == "outbound")
VISITS = _call("visits", "visits", "来访", col(Call.channel) == "visit")
ANSWERED = _call("answered", "answered", "已接", _answered)
LOST = _call(
    "lost", "lost (rang out)", "呼损", lambda basis: and_(_telephone(basis), col(Call.state).in_(LOST_STATES))
)
ABANDONED = _call("abandoned", "abandoned", "放弃", _abandoned)
SHORT_ABANDONED = _call(
    "short_abandoned",
    "short abandons",
    "短时放弃",
    lambda basis: and_(_abandoned(basis), _waited_at_most(basis.settings["report.short_abandon_seconds"])),
    excluded_when="report.exclude_short_abandons",
)
IN_THREE_RINGS = _call(
    "in_three_rings",
    "answered in time",
    "三声内接听",
    lambda basis: and_(_answered(basis), _in_three_rings(basis)),
)
UNTIMED = _call(
    "untimed",
    "answered, without a measured time",
    "已接但未计时",
    lambda basis: and_(_answered(basis), col(Call.rings).is_(None), col(Call.wait_seconds).is_(None)),
)
ANSWERED_UNWAITED = _call(
    "answered_unwaited",
    "answered, without a measured wait",
    "已接但无等待时间",
    lambda basis: and_(_answered(basis), col(Call.wait_seconds).is_(None)),
)
ABANDONED_UNWAITED = _call(
    "abandoned_unwaited",
    "abandoned, without a measured wait",
    "放弃但无等待时间",
    lambda basis: and_(_abandoned(basis), col(Call.wait_seconds).is_(None)),
)
ANSWERED_IN_T = _call(
    "answered_in_t",
    "answered in T",
    "T内接听",
    lambda basis: and_(_answered(basis), _waited_at_most(basis.settings["report.service_level_seconds"])),
)
ABANDONED_IN_T = _call(
    "abandoned_in_t",
    "abandoned in T",
    "T内放弃",
    lambda basis: and_(_abandoned(basis), _waited_at_most(basis.settings["report.service_level_seconds"])),
)
WAIT = _call("wait", "seconds waited by answered callers", "已接来电等待秒数", _answered, Call.wait_seconds)
TIMED = _call(
    "timed",
    "answered calls with a waiting time",
    "有等待时间的已接来电",
    lambda basis: and_(_answered(basis), col(Call.wait_seconds).is_not(None)),
)
TALK = _call("talk", "seconds talked", "通话秒数", _answered, Call.talk_seconds)
TALKED = _call(
    "talked",
    "answered calls with a talk time",
    "有通话时长的已接来电",
    lambda basis: and_(_answered(basis), computed.TALKED),
)
HANDLED = _call("handled", "contacts handled", "已处理的来电来访", col(Call.state).not_in(UNANSWERED_STATES))
UNCATEGORISED = _call(
    "uncategorised",
    "answered contacts without a category",
    "未分类",
    and_(computed.UNCATEGORISED, col(Call.state).not_in(UNANSWERED_STATES)),
)
REACHED = _call(
    "reached",
    "inbound contacts that reached a person",
    "已受理的来电来访",
    and_(col(Call.direction) == "inbound", col(Call.state).not_in(UNANSWERED_STATES)),
)
LATE_ENTRY = _call("late_entry", "late entries", "补登记", col(Call.late_entry).is_(True))
SAME_DAY = _call(
    "entered_same_day",
    "entered the same day",
    "当日登记",
    col(Call.entered_later).is_(False),
)
LATER_DAY = _call(
    "entered_later",
    "entered on a later day",
    "隔日补登",
    col(Call.entered_later).is_(True),
)
NOT_ENTERED = _call(
    "entered_by_nobody",
    "not entered by a person",
    "非人工登记",
    and_(col(Call.entered_later).is_(None), col(Call.state).not_in(UNANSWERED_STATES)),
)
CLOSED = _call(
    "closed",
    "closed inbound contacts",
    "已关闭的来电",
    and_(col(Call.direction) == "inbound", col(Call.state) == "closed"),
)


def _solved(basis: Basis) -> Condition:
    """Marked as solved, nothing dispatched, nothing escalated, and no further contact about it in time."""
    unsolved, days = computed.UNSOLVED_DAYS, basis.settings["report.first_contact_days"]
    return and_(
        col(Call.direction) == "inbound",
        col(Call.state) == "closed",
        col(Call.solved_first_contact).is_(True),
        or_(unsolved.is_(None), unsolved > days),
    )


SOLVED = _call("solved", "solved at first contact", "一次解决", _solved)


def _timed(_basis: Basis) -> Terms:
    """Answered calls whose rings or wait are known: of the others nobody knows whether they were in time."""
    return (1, ANSWERED), (-1, UNTIMED)


def _loss(*measures: Measure) -> Any:
    """The sum, without short abandons where the setting leaves them out."""

    def terms(basis: Basis) -> Terms:
        plain: Terms = tuple((1, measure) for measure in measures)
        if basis.settings["report.exclude_short_abandons"]:
            return (*plain, (-1, SHORT_ABANDONED))
        return plain

    return terms


def _service(signs: dict[str, service_level.Signs]) -> Any:
    measures = {
        "answered": ANSWERED,
        "answered_in_time": ANSWERED_IN_T,
        "abandoned": ABANDONED,
        "abandoned_in_time": ABANDONED_IN_T,
        "abandoned_short": SHORT_ABANDONED,
    }
    unmeasured = {"answered": ANSWERED_UNWAITED, "abandoned": ABANDONED_UNWAITED}

    def terms(basis: Basis) -> Terms:
        chosen = signs[str(basis.settings["report.service_level_formula"])]
        weighed = [(getattr(chosen, name), measure) for name, measure in measures.items()]
        weighed += [(-getattr(chosen, name), measure) for name, measure in unmeasured.items()]
        return tuple((sign, measure) for sign, measure in weighed if sign)

    return terms


METRICS: Final = (
    count_of("contacts.all", "RPT-10", ALL, "Contacts", "联系总量"),
    count_of("contacts.reached", "RPT-43", REACHED, "Contacts that reached a person", "已受理的来电来访"),
    count_of("contacts.handled", "TKT-35", HANDLED, "Contacts handled", "已处理联系"),
    count_of("calls.inbound", "RPT-08", INBOUND, "Inbound calls", "呼入电话"),
    count_of("calls.outbound", "CALL-19", OUTBOUND, "Outbound calls", "外线拨打"),
    count_of("contacts.visits", "RPT-10", VISITS, "Visits", "来访"),
    count_of("calls.answered", "RPT-07", ANSWERED, "Answered", "已接"),
    count_of("calls.lost", "RPT-08", LOST, "Lost", "呼损"),
    count_of("calls.abandoned", "RPT-08", ABANDONED, "Abandoned", "放弃"),
    Metric(
        "calls.loss_rate",
        "Call-loss rate",
        "呼损率",
        Unit.PERCENT,
        "(lost + abandoned) / inbound calls",
        "(呼损 + 放弃) / 呼入电话",
        "RPT-08",
        _loss(LOST, ABANDONED),
        _loss(INBOUND),
        excluded=(SHORT_ABANDONED,),
        target="report.loss_target",
        better=Better.LOWER,
        settings=("report.exclude_short_abandons", "report.short_abandon_seconds"),
    ),
    Metric(
        "calls.three_ring_rate",
        "Answered in 3 rings",
        "三声接听率",
        Unit.PERCENT,
        "inbound calls answered within the limit / answered inbound calls with a measured time",
        "限时内接听的呼入电话 / 已计时的已接呼入电话",
        "RPT-07",
        only(IN_THREE_RINGS),
        _timed,
        excluded=(UNTIMED,),
        target="report.three_ring_target",
        better=Better.HIGHER,
        settings=("call.answer_limit_rings", "call.answer_limit_seconds"),
    ),
    Metric(
        "calls.service_level",
        "Service level",
        "服务水平",
        Unit.PERCENT,
        "by the formula that is set (standards: five are in use)",
        "按设定的公式计算(业内有五种)",
        "RPT-07",
        _service(service_level.NUMERATORS),
        _service(service_level.DENOMINATORS),
        excluded=(ANSWERED_UNWAITED, ABANDONED_UNWAITED),
        target="report.service_level_target",
        better=Better.HIGHER,
        settings=(
            "report.service_level_formula",
            "report.service_level_seconds",
            "report.short_abandon_seconds",
        ),
    ),
    Metric(
        "calls.mean_wait",
        "Mean wait of answered calls",
        "平均接听等待",
        Unit.SECONDS,
        "seconds waited by answered callers / answered calls with a waiting time",
        "已接来电等待秒数 / 有等待时间的已接来电",
        "CALL-03",
        only(WAIT),
        only(TIMED),
    ),
    Metric(
        "calls.mean_talk",
        "Mean talk time",
        "平均通话时长",
        Unit.SECONDS,
        "seconds talked / answered calls with a talk time",
        "通话秒数 / 有通话时长的已接来电",
        "CALL-21",
        only(TALK),
        only(TALKED),
    ),
    Metric(
        "calls.per_day",
        "Calls per day",
        "日均来电",
        Unit.PER_DAY,
        "inbound calls / days of the period",
        "呼入电话 / 期间天数",
        "RPT-10",
        only(INBOUND),
    ),
    Metric(
        "contacts.visits_per_day",
        "Visits per day",
        "日均来访",
        Unit.PER_DAY,
        "visits / days of the period",
        "来访 / 期间天数",
        "RPT-10",
        only(VISITS),
    ),
    Metric(
        "calls.first_contact_rate",
        "First-contact resolution",
        "一次解决率",
        Unit.PERCENT,
        "contacts closed at first contact without dispatch, escalation or a further contact about it in time"
        " / closed inbound contacts",
        "首次联系即办结且未派单、未上报、限期内未再次来电 / 已关闭的来电",
        "RPT-12",
        only(SOLVED),
        only(CLOSED),
        target="report.first_contact_target",
        better=Better.HIGHER,
        settings=("report.first_contact_days",),
    ),
    count_of("contacts.uncategorised", "CALL-08", UNCATEGORISED, "Uncategorised", "未分类"),
    count_of("contacts.late_entries", "CALL-18", LATE_ENTRY, "Late entries", "补登记"),
    Metric(
        "contacts.same_day_rate",
        "Entered the same day",
        "当日登记率",
        Unit.PERCENT,
        "contacts entered on the site's day on which they ended, or before they are late entries"
        " / handled contacts that a person entered",
        "联系结束当日登记(或未到补登时限)的联系 / 人工登记的已处理联系",
        "CALL-18",
        only(SAME_DAY),
        only(SAME_DAY, LATER_DAY),
        excluded=(NOT_ENTERED,),
        shown=(LATER_DAY,),
        target="report.same_day_target",
        better=Better.HIGHER,
        settings=("call.late_entry_minutes",),
    ),
)
