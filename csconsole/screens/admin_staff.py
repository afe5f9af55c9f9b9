"""Administration: the list of staff, the form of one, and the steps: roles, password, disabling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from csconsole.codes import codes, find_code, label
from csconsole.errors import CsconsoleError
from csconsole.i18n import N_, _, listed
from csconsole.screens.base import BaseScreen
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.screens.named_choices import Offered, offering
from csconsole.screens.record_form import RecordForm
from csconsole.widgets.dialogs import AskText, Choice, Confirm, Option
from csconsole.widgets.form import Field, Form
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.query import EntityFields
    from csconsole.services.staff import StaffRow

MANAGE = "staff.manage"


class StaffList(ListScreen["StaffRow"]):
    """Everybody who works here."""

    CONTEXT = "staff"
    TITLE_TEXT = N_("Staff")
    WATCH = frozenset({"staff"})
    COLUMNS = (
        Column("no", N_("number"), 8, sort="no"),
        Column("name", N_("name"), 16, flex=1, sort="name"),
        Column("roles", N_("roles"), 22, flex=1),
        Column("department", N_("department"), 14),
        Column("extension", N_("extension"), 9, wide=100),
        Column("zone", N_("zone"), 12, wide=120),
        Column("state", N_("state"), 14),
    )
    EMPTY = N_("Nobody is found. / changes the filter, n adds somebody.")

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[StaffRow]:
        """A page of the directory."""
        from csconsole.services.staff import list_staff

        return list_staff(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.staff import STAFF

        return STAFF

    def row_of(self, item: StaffRow) -> TableRow:
        """One person."""
        roles = listed(label("role", role) for role in item.roles)
        return TableRow(
            item.id,
            (
                item.staff_no,
                item.name,
                roles,
                item.department_name or "",
                item.extension or "",
                item.zone or "",
                _state(item),
            ),
            "" if item.active else "quiet",
        )

    def peek_of(self, item: StaffRow) -> Sequence[PeekLine]:
        """What the columns have no room for."""
        seen = self.when(item.last_sign_in_at) or _("never")
        lines: list[PeekLine] = [
            (Toned(f"{item.staff_no} {item.name}", "strong"), "  ", _state(item)),
            listed(label("role", role) for role in item.roles),
            (Toned(_("last sign-in") + " ", "quiet"), seen),
        ]
        for name, value in (
            (_("phone"), item.phone or ""),
            (_("skills"), listed(item.skills)),
            (_("zone"), item.zone or ""),
            (_("tickets at once"), "" if item.capacity is None else str(item.capacity)),
        ):
            if value:
                lines.append((Toned(f"{name} ", "quiet"), value))
        if item.locked_until:
            lines.append(Toned(_("locked until {time}", time=self.when(item.locked_until)), "danger"))
        return lines

    def when(self, at: Any) -> str:
        """A moment in site time, or nothing."""
        return f"{at.astimezone(self.console.config.zone_info):%Y-%m-%d %H:%M}" if at else ""

    def copy_text(self, item: StaffRow) -> str:
        """The staff number."""
        return item.staff_no

    def open_item(self, item: StaffRow) -> None:
        """Every step of this person."""
        self.steps_of(item)

    def saved(self, _answer: Any) -> None:
        """A form was saved: show it."""
        self.load()

    def do_staff_new(self) -> None:
        """A form for somebody new."""
        self._open(None)

    def do_staff_edit(self) -> None:
        """The form of this person."""
        if (item := self.current) is not None:
            self._open(item)

    def _open(self, item: StaffRow | None) -> None:
        offering(self, lambda offered: self.open_dialog(StaffForm(offered, item), self.saved))

    def do_staff_steps(self) -> None:
        """Every step of this person."""
        if (item := self.current) is not None:
            self.steps_of(item)

    def steps_of(self, item: StaffRow) -> None:
        """Offer what can be done with a person; what cannot stays, with the reason."""
        no = self.console.right_missing(MANAGE)
        own = self.ctx is not None and self.ctx.actor.staff_id == item.id
        switch = (
            Option("d", "disable", _("disable"), why_not=no or (_("not yourself") if own else ""))
            if item.active
            else Option("d", "enable", _("let in again"), why_not=no)
        )
        options = [
            Option("e", "edit", _("change the data"), why_not=no),
            Option("r", "roles", _("change the roles"), why_not=no),
            Option("p", "password", _("set a password"), why_not="" if own else no),
            switch,
            Option("u", "unlock", _("lift the lock"), why_not=no or ("" if item.locked else _("not locked"))),
        ]
        self.open_dialog(Choice(f"{item.staff_no} {item.name}", options), lambda step: self._step(step, item))

    def _step(self, step: str, item: StaffRow) -> None:
        if step == "edit":
            self._open(item)
        elif step == "roles":
            known = listed(f"{role} {label('role', role)}" for role in codes("role"))
            now = listed(label("role", role) for role in item.roles)
            dialog = AskText(
                _("Roles of {name}", name=item.name), about=f"staff {item.id} roles", value=now, body=known
            )
            self.open_dialog(dialog, lambda text: self._change_roles(item, text))
        elif step == "password":
            self.open_dialog(PasswordForm(item), self.saved)
        elif step == "enable":
            self._switch(item, active=True)
        elif step == "unlock":
            self._unlock(item)
        else:
            question = Confirm(
                _("Disable {name}?", name=f"{item.staff_no} {item.name}"),
                effect=_("They can sign in no more. Nothing of theirs is deleted."),
            )
            self.open_dialog(question, lambda yes: self._switch(item, active=False) if yes else None)

    def _change_roles(self, item: StaffRow, text: str) -> None:
        def work(ctx: Context) -> StaffRow:
            from csconsole.services.staff import change_roles

            wanted = [find_code("role", word) or word for word in _words(text)]
            return change_roles(ctx, item.staff_no, wanted, seen=item.roles)

        self.command(work, lambda _row: self._changed(_("The roles are changed.")))

    def _unlock(self, item: StaffRow) -> None:
        def work(ctx: Context) -> StaffRow:
            from csconsole.services.staff import unlock_staff

            return unlock_staff(ctx, item.staff_no)

        self.command(work, lambda _row: self._changed(_("{name} may sign in again.", name=item.name)))

    def _switch(self, item: StaffRow, *, active: bool) -> None:
        def work(ctx: Context) -> StaffRow:
            from csconsole.services.staff import disable_staff, enable_staff

            return (enable_staff if active else disable_staff)(ctx, item.staff_no)

        said = (
            _("{name} may sign in again.", name=item.name)
            if active
            else _("{name} is disabled.", name=item.name)
        )
        self.command(work, lambda _row: self._changed(said))

    def _changed(self, said: str) -> None:
        self.toast(said)
        self.load()


def _state(item: StaffRow) -> Piece:
    if not item.active:
        return Toned(_("disabled"), "quiet")
    if item.locked:
        return Toned(_("! locked"), "danger")
    if not item.has_password and not item.solo:
        return Toned(_("no password"), "caution")
    return Toned(_("active"), "done")


class StaffForm(RecordForm["StaffRow"]):
    """Somebody new, or a person's data."""

    TITLE_TEXT = N_("Staff member")
    FORM = "staff"

    def __init__(self, offered: Offered, item: StaffRow | None = None) -> None:
        super().__init__(item)
        self.offered = offered

    def key_of(self, item: StaffRow) -> str:
        """The staff number."""
        return item.staff_no

    def heading(self, item: StaffRow) -> str:
        """Number and name."""
        return f"{item.staff_no} {item.name}"

    def compose_body(self) -> ComposeResult:
        """The fields; a number and roles only for somebody new."""
        first = (
            Field("staff_no", N_("Number"), required=True),
            Field(
                "roles",
                N_("Roles"),
                required=True,
                help=N_("agent, handler, supervisor, manager, auditor, admin"),
            ),
        )
        yield self.filled(
            *(() if self.item else first),
            Field("name", N_("Name"), required=True),
            Field("department", N_("Department"), "choice", self.offered.departments),
            Field("extension", N_("Extension")),
            Field("phone", N_("Phone")),
            Field("zone", N_("Zone")),
            Field("skills", N_("Skills")),
            Field("language", N_("Language"), "choice", (("zh", "中文"), ("en", "English"))),
        )

    def store(self, ctx: Context, typed: dict[str, str], item: StaffRow | None) -> StaffRow:
        """Store it."""
        from csconsole.services.staff import add_staff, edit_staff

        skills = _words(typed["skills"])
        if item is None:
            return add_staff(
                ctx,
                staff_no=typed["staff_no"],
                name=typed["name"],
                roles=_words(typed["roles"]),
                department=typed["department"] or None,
                extension=typed["extension"] or None,
                phone=typed["phone"] or None,
                zone=typed["zone"] or None,
                skills=skills,
                language=typed["language"] or None,
            )
        return edit_staff(
            ctx,
            item.staff_no,
            name=typed["name"],
            department=typed["department"],
            extension=typed["extension"],
            phone=typed["phone"],
            zone=typed["zone"],
            skills=skills,
            language=typed["language"],
            expected_version=item.version,
        )

    def find(self, ctx: Context, item: StaffRow) -> StaffRow:
        """The person as stored now."""
        from csconsole.services.staff import find_staff

        return find_staff(ctx, item.staff_no)

    def values_of(self, item: StaffRow) -> dict[str, str]:
        """What its fields hold."""
        return {
            "name": item.name,
            "department": item.department or "",
            "extension": item.extension or "",
            "phone": item.phone or "",
            "zone": item.zone or "",
            "skills": ", ".join(item.skills),
            "language": item.language or "",
        }


class PasswordForm(BaseScreen[bool]):
    """A new password, typed twice; it is never kept as a draft."""

    CONTEXT = "administration_form"
    TITLE_TEXT = N_("Password")

    def __init__(self, item: StaffRow) -> None:
        super().__init__()
        self.item = item

    def compose_body(self) -> ComposeResult:
        """The present one for oneself, and the new one twice."""
        own = self.ctx is not None and self.ctx.actor.staff_id == self.item.id and self.item.has_password
        current = (Field("current", N_("Current one"), "secret", required=True),) if own else ()
        yield Form(
            (
                *current,
                Field("password", N_("New one"), "secret", required=True),
                Field("again", N_("Again"), "secret", required=True),
            )
        )

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.set_title(f"{self.item.staff_no} {self.item.name}")
        form = self.query_one(Form)
        form.editor(form.fields[0].id).focus()

    def on_form_submitted(self, _event: Form.Submitted) -> None:
        """Enter in the last field saves."""
        self.do_form_save()

    def do_form_save_next(self) -> None:
        """The same: there is no next one."""
        self.do_form_save()

    def do_form_save(self) -> None:
        """Store the new password."""
        form = self.query_one(Form)
        typed = form.values()
        if typed["password"] != typed["again"]:
            form.show_error("again", _("The two passwords differ."))
            return

        def work(ctx: Context) -> StaffRow:
            from csconsole.services.staff import set_password

            return set_password(ctx, self.item.staff_no, typed["password"], current=typed.get("current"))

        said = _("The password of {name} is changed; earlier sign-ins have ended.", name=self.item.name)

        def done(_row: StaffRow) -> None:
            self.toast(said)
            self.dismiss(True)

        self.command(work, done, failed=self._show_refusal)

    def _show_refusal(self, error: CsconsoleError) -> None:
        if not self.query_one(Form).show_error(error.field, error.message):
            self.toast_error(error)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.replace("，", ",").replace("、", ",").split(",") if word.strip()]
