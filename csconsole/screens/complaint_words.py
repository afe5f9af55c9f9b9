"""The words beside the checklist of a complaint: what it is about, node times, measures, meetings, items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.codes import label
from csconsole.i18n import _, named
from csconsole.screens.complaint_beside import seven_key
from csconsole.screens.papers import money_words
from csconsole.text import one_line
from csconsole.widgets.signs import sign
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Tone, Toned

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from csconsole.services.complaints import ComplaintPage as PageRow

Line = Piece | tuple[Piece, ...]


def _nodes(page: PageRow) -> Line:
    """How long each node took, or has taken so far (CMP-28)."""
    from csconsole.services.due import show_length

    words: list[Piece] = [Toned(_("Node times"), "strong")]
    for node in page.nodes:
        words.append(Toned("  " + label("complaint_node", node.node) + " ", "quiet"))
        length = "-" if node.seconds is None else show_length(node.seconds // 60 * 60)
        words.append(Toned(length + "…", "accent") if node.running else length)
    return tuple(words)


def beside_lines(page: PageRow, zone: ZoneInfo) -> list[Line]:
    """What was done beside the steps: times, what it is about, the seven steps, measures, meetings, items."""
    lines: list[Line] = [_nodes(page)]
    if page.seven:
        lines.append(Toned(_("Before a major complaint can close"), "strong"))
        for seven in page.seven:
            if not seven.applies:
                lines.append(
                    Toned(f"  {label('complaint_seven', seven.step)}  " + _("not applicable"), "quiet")
                )
                continue
            mark = Toned(sign("check") + " ", "done") if seven.done else Toned("- ", "caution")
            key = "" if seven.done else seven_key(page, seven.step)
            hint = Toned("  + " + key, "accent") if key else ""
            lines.append((mark, label("complaint_seven", seven.step), hint))
        lines.append("")
    lines += _about(page)
    for form in page.forms:
        due = Toned(f"  {form.owner}  {exact(form.due_at, zone)}", "caution")
        lines.append((Toned(form.number + "  ", "quiet"), Toned(form.said, "strong"), due))
    lines.append(Toned(_("Measures: +"), "strong"))
    for act in page.acts:
        who = " ".join(part for part in (act.by, label("escalation_rung", act.rank)) if part)
        lines.append(
            (Toned(exact(act.at, zone) + "  ", "quiet"), label("complaint_act", act.kind), "  ", who)
        )
        lines.append(f"    {act.text}")
    for meeting in page.meetings:
        state = label("meeting_state", meeting.state)
        lines.append((Toned(meeting.number + "  ", "quiet"), meeting.topic, Toned("  " + state, "quiet")))
        if meeting.results:
            lines.append(f"    {meeting.results}")
    for item in page.items:
        state = label("action_item_state", item.state)
        who = item.owner or item.department or ""
        tone: Tone = "danger" if item.late else "quiet"
        if item.verdict:
            state = label("effect_verdict", item.verdict)
        lines.append((f"{item.text}  {who}  ", Toned(f"{state} {exact(item.due_at, zone)}", tone)))
    for note in page.penalties:
        amount = "" if note.amount_cents is None else f"  {money_words(note.amount_cents)}"
        head = Toned(f"  {note.head}" if note.head else "", "quiet")
        title = Toned(label("field", "penalty") + "  ", "quiet")
        lines.append((title, note.person, f"  {note.rule}{amount}", head))
    return lines


def _about(page: PageRow) -> list[Line]:
    """What and whom it is about, as far as it is known (CMP-01)."""
    about = page.about
    known = (
        ("complaint_type", label("complaint_type", about.complaint_type)),
        ("complaint_object", label("complaint_object", about.complaint_object)),
        ("product", about.product or ""),
        ("about_department", page.about_department[1]),
        ("against", " ".join(page.against).strip()),
        ("company", about.company or ""),
        ("told_cause", about.told_cause or ""),
    )
    return [(Toned(named(label("field", name)), "quiet"), one_line(words)) for name, words in known if words]
