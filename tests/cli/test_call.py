"""``csconsole call`` and ``csconsole customer`` on both streams, with their exit codes."""

from __future__ import annotations

import pytest

from csconsole.models import Category
from csconsole.services.context import Context
from tests.conftest import CommandLine

PHONE = "021-55500123"


@pytest.fixture(autouse=True)
def _categories(ctx: Context) -> None:
    with ctx.write() as uow:
        for code, ticket_kind in (("repair.water", "repair"), ("consult.fees", None)):
            uow.create(Category(code=code, name_en=code, name_zh=code, ticket_kind=ticket_kind))


LOG = ("call", "log", "--phone", PHONE, "--summary", "leak under the sink", "--category", "repair.water")


@pytest.mark.req("CALL-01")
def test_a_call_is_logged_by_options_and_listed(cli: CommandLine) -> None:
    done = cli(*LOG, "--outcome", "done", "--format", "json", as_="agent")
    assert done.code == 0, done.stderr
    row = done.json
    assert (row["number"], row["phone"], row["category"], row["state"], row["outcome"]) == (
        "C20261123-0001",
        "021-5550 0123",
        "repair.water",
        "closed",
        "done",
    )
    assert row["started_at"] == "2026-11-23T01:00:00Z"
    assert [item["kind"] for item in row["items"]] == ["repair"]
    listed = cli("call", "list", "--filter", "sink", "--format", "jsonl", as_="agent2")
    assert [(one["number"], one["phone"]) for one in listed.jsonl] == [("C20261123-0001", "021-55****23")]
    table = cli("call", "list", lang="zh")
    assert "C20261123-0001" in table.stdout
    assert "已关闭" in table.stdout
    shown = cli("call", "show", "1", "--format", "json", as_="agent")
    assert shown.json["summary"] == "leak under the sink"
    assert shown.json["promises"] == []


@pytest.mark.req("CALL-01", "REF-34")
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("call", "log", "--phone", PHONE, "--category", "repair.water"), 1, "CALL-01"),
        (("call", "log", "--summary", "x", "--category", "repair.water"), 1, "CALL-01"),
        (
            ("call", "log", "--summary", "x", "--phone", "199****0123", "--category", "repair.water"),
            2,
            "REF-34",
        ),
        (("call", "log", "--summary", "x", "--phone", PHONE), 1, "CALL-08"),
        ((*LOG, "--outcome", "wait"), 1, "CALL-14"),
        ((*LOG, "--started", "2026-11-22 09:00"), 1, "CALL-18"),
        ((*LOG, "--item", "nonsense"), 2, "CATEGORY:OUTCOME:TEXT"),
        ((*LOG, "--promise", "x", "--promise-due", "whenever"), 2, "whenever"),
        (("call", "log", "--summary", "x", "--phone", PHONE, "--category", "nothing"), 3, "nothing"),
        (("call", "show", "C20261123-0099"), 3, "C20261123-0099"),
        (("call", "list", "--filter", "stat:open"), 2, "state"),
        (("call", "edit", "C20261123-0099", "--summary", "x"), 3, "C20261123-0099"),
    ],
)
def test_refusals_say_what_and_have_their_exit_code(
    cli: CommandLine, words: tuple[str, ...], code: int, said: str
) -> None:
    ran = cli(*words, as_="agent")
    assert (ran.code, ran.stdout) == (code, "")
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr


def test_who_may_not_log_is_told(cli: CommandLine) -> None:
    assert cli(*LOG, as_="handler").code == 4


@pytest.mark.req("CALL-02", "CALL-14")
def test_items_promises_and_times_from_a_script(cli: CommandLine) -> None:
    ran = cli(
        "call",
        "log",
        "--phone",
        PHONE,
        "--summary",
        "two things",
        "--name",
        "王杰",
        "--address",
        "3-502",
        "--scope",
        "in_home",
        "--item",
        "repair.water:ticket:leak under the sink",
        "--item",
        "consult.fees:done:when is the fee due",
        "--promise",
        "visit today",
        "--promise-due",
        "today 12:00",
        "--started",
        "2026-11-23T08:50",
        "--talk",
        "120",
        "--format",
        "json",
    )
    assert ran.code == 0, ran.stderr
    row = ran.json
    assert [item["outcome"] for item in row["items"]] == ["ticket", "done"]
    assert (row["started_at"], row["talk_seconds"]) == ("2026-11-23T00:50:00Z", 120)
    shown = cli("call", "show", row["number"], "--format", "json").json
    assert row["next_step"] == row["items"][0]["ticket_number"]
    assert [(one["text"], one["due_at"]) for one in shown["promises"]] == [
        ("visit today", "2026-11-23T04:00:00Z")
    ]
    assert cli("call", "mine", "--format", "jsonl").jsonl[0]["number"] == row["next_step"]


@pytest.mark.req("CALL-18")
def test_a_late_entry_from_a_script(cli: CommandLine) -> None:
    ran = cli(*LOG, "--started", "2026-11-22 09:00", "--late-reason", "power cut", "--format", "json")
    assert (ran.json["late_entry"], ran.json["late_reason"]) == (True, "power cut")
    assert ran.json["entry_lag_seconds"] == 86400


def test_a_far_promise_warns_on_stderr(cli: CommandLine) -> None:
    ran = cli(*LOG, "--promise", "x", "--promise-due", "2026-11-27 10:00", "--format", "json")
    assert ran.code == 0
    assert "2 days" in ran.stderr


@pytest.mark.req("CALL-10")
def test_editing_closing_and_giving_away(cli: CommandLine) -> None:
    cli(*LOG, "--outcome", "wait", "--next-answer", "+2h", as_="agent")
    edited = cli(
        "call", "edit", "1", "--summary", "leak", "--answer", "soon", "--format", "json", as_="agent"
    )
    assert (edited.json["summary"], edited.json["state"]) == ("leak", "pending")
    asked = cli("call", "edit", "1", "--complex", "--line", "8001", "--format", "json", as_="agent").json
    assert (asked["complex"], asked["line"]) == (True, "8001")
    said = cli("call", "edit", "1", "--voice", "need", "--voice-department", "ENG", "--voice-state",
               "passed_on", "--format", "json", as_="agent").json  # fmt: skip
    assert (said["voice"], said["voice_department"], said["voice_state"]) == (
        "need",
        "Engineering",
        "passed_on",
    )
    assert cli("call", "edit", "1", "--summary", "y", "--version-seen", "1", as_="agent").code == 5
    assert cli("call", "edit", "1", "--owner", "1012", as_="agent").code == 1
    given = cli("call", "edit", "1", "--owner", "1012", "--reason", "off", "--format", "json", as_="agent")
    assert given.json["first_owner"] == "陈博"
    closed = cli("call", "edit", "1", "--close", "--result", "told", "--format", "json", as_="agent")
    assert (closed.json["state"], closed.json["result"]) == ("closed", "told")


@pytest.mark.req("CUS-01")
def test_a_file_is_marked_as_checked_with_the_customer(cli: CommandLine) -> None:
    cli("customer", "add", "欧阳晓雯", "--phone", PHONE)
    assert cli("customer", "edit", "1", "--unit", "3-502", "--format", "json").json["verified_at"] is None
    checked = cli("customer", "edit", "1", "--verified", "--format", "json").json
    assert checked["verified_at"] == "2026-11-23T01:00:00Z"


@pytest.mark.req("CALL-16", "CALL-19")
def test_the_day_book_and_the_outbound_register(cli: CommandLine) -> None:
    cli(*LOG, "--direction", "outbound", "--purpose", "order parts", "--talk", "75", as_="agent")
    book = cli("call", "day", "--format", "csv")
    assert book.stdout.splitlines()[0].startswith("at,kind,number,who")
    assert len(book.stdout.splitlines()) == 2
    assert cli("call", "day", "--date", "2026-11-22", "--format", "jsonl").jsonl == []
    cli(
        *LOG,
        "--item",
        "consult.fees:wait:the fee",
        "--item",
        "repair.water:done:leak",
        "--next-answer",
        "+2h",
    )
    assert cli("call", "day", "--format", "jsonl").jsonl[1]["state"] == "pending"
    table = cli("call", "day").stdout
    assert "Answer pending" in table
    assert "Consultation Wait the fee" in table
    assert "待答复" in cli("call", "day", lang="zh").stdout
    assert cli("call", "day", "--shift", "early").code == 3
    register = cli("call", "list", "--filter", "direction:outbound", "--format", "csv")
    assert "order parts" in register.stdout


@pytest.mark.req("CALL-05")
def test_pop_shows_who_is_calling(cli: CommandLine) -> None:
    nobody = cli("call", "pop", PHONE, "--format", "json")
    assert (nobody.json["known"], nobody.json["matches"]) == (False, [])
    assert "Nobody is known" in nobody.stderr
    added = cli("customer", "add", "欧阳晓雯", "--phone", PHONE, "--tier", "vip", "--unit", "3-502")
    assert added.code == 0, added.stderr
    cli(*LOG, as_="agent")
    card = cli("call", "pop", PHONE, "--format", "json", as_="agent").json
    assert (card["name"], card["unit"], card["tier"], card["contact_count"]) == (
        "欧阳晓雯",
        "3-502",
        "vip",
        1,
    )
    assert card["contacts"][0]["summary"] == "leak under the sink"
    assert cli("call", "pop", "0123", "--format", "json").json["matches"][0]["how"] == "digits"


@pytest.mark.req("CUS-01")
def test_a_customer_is_added_found_edited_merged_and_listed(cli: CommandLine) -> None:
    one = cli(
        "customer",
        "add",
        "欧阳晓雯",
        "--phone",
        "199 0000 0123",
        "--contact",
        "王阿姨;199 0000 0777;母亲",
        "--tag",
        "老客户",
        "--code",
        "KH-7",
        "--format",
        "json",
    ).json
    assert (one["name"], one["phones"], one["tags"]) == ("欧阳晓雯", ["199 0000 0123"], ["老客户"])
    assert one["contacts"][0]["title"] == "母亲"
    for text in ("oyxw", "ouyang", "0123", "欧阳", "KH-7", "wangayi"):
        found = cli("customer", "find", text, "--format", "jsonl").jsonl
        assert [match["id"] for match in found] == [one["id"]], text
    assert "Nobody" in cli("customer", "find", "zzz").stderr
    edited = cli("customer", "edit", "KH-7", "--address", "湖滨路1号", "--tier", "vip", "--format", "json")
    assert (edited.json["address"], edited.json["tier"]) == ("湖滨路1号", "vip")
    two = cli("customer", "add", "欧阳小文", "--format", "json").json
    assert cli("customer", "merge", str(one["id"])).code == 2
    merged = cli("customer", "merge", str(one["id"]), str(two["id"]), "--reason", "same", "--format", "json")
    assert merged.json["id"] == one["id"]
    assert [row["id"] for row in cli("customer", "list", "--format", "json").json] == [one["id"]]
    undone = cli("customer", "merge", "--undo", str(two["id"]), "--reason", "no", "--format", "json")
    assert undone.json["id"] == two["id"]
    timeline = cli("customer", "show", "KH-7", "--timeline", "--format", "jsonl").jsonl
    assert timeline[0]["state"] == "unmerged_from"
    assert cli("customer", "show", "KH-9").code == 3
    assert cli("customer", "show", "KH-7", "--reveal", as_="agent").code == 4


def test_hostile_text_comes_back_harmless(cli: CommandLine, hostile: str) -> None:
    ran = cli("call", "log", "--summary", f"x{hostile}", "--no-phone", "desk", "--category", "repair.water")
    assert ran.code == 0, ran.stderr
    for fmt in ("table", "json", "csv", "md"):
        out = cli("call", "list", "--format", fmt).stdout
        assert "\x1b" not in out
        assert "\u202e" not in out


def test_people_see_the_name_of_a_category_and_programs_its_code(cli: CommandLine, ctx: Context) -> None:
    with ctx.write() as uow:
        uow.create(Category(code="repair.water.leak", name_en="Leak", name_zh="漏水", ticket_kind="repair"))
    cli("call", "log", "--phone", PHONE, "--summary", "x", "--category", "repair.water.leak")
    table, fields = (cli("call", "list", "--format", fmt).stdout for fmt in ("table", "csv"))
    assert "Leak" in table
    assert "repair.water.leak" not in table
    assert "repair.water.leak" in fields
