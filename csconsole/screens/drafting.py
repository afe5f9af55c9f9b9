"""The base of screens with a form: typing is never lost.

Shortly after the last key, and when a field or the screen is left, what was typed is saved as a draft;
opening the form again, also after a crash, finds it::

    class NoticeForm(FormScreen):
        CONTEXT = "notice_form"                     # a context that includes "form"
        FORM = "notice"

        def compose_body(self) -> ComposeResult:
            yield Form([Field("title", N_("Title"), required=True), Field("body", N_("Text"), "text")])

        def save(self, then_next: bool) -> None:
            values = self.form.values()
            self.command(
                lambda ctx: publish_notice(ctx, title=values["title"], body=values["body"]),
                lambda _row: self.saved(then_next, _("Published.")),
                failed=self.refused,
            )
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events

from csconsole.clock import local
from csconsole.errors import ConflictError, CsconsoleError, SavedError
from csconsole.i18n import _
from csconsole.screens.hints import console_hint
from csconsole.screens.typing_ahead import Taken, TypingAhead
from csconsole.widgets.form import Form
from csconsole.widgets.lines import StatusLine
from csconsole.widgets.merge import Difference, MergeDialog

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.drafts import DraftRow


class FormScreen(TypingAhead):
    """A form with drafts. Answers whoever opened it with what ``saved`` was given."""

    FORM: ClassVar[str] = ""
    """Name of the form in the drafts."""

    def __init__(self, draft_key: str = "") -> None:
        super().__init__()
        self.draft_key = draft_key
        self.kept: dict[str, Any] | None = None
        self.base: dict[str, str] = {}
        """What others have stored since the form was opened, by field."""

    @property
    def form(self) -> Form:
        """The screen's form."""
        return self.query_one(Form)

    def save(self, then_next: bool) -> None:
        """Save the form; ``then_next`` asks for an empty one afterwards. Call ``saved`` when it was
        stored.
        """
        raise NotImplementedError

    def puts_aside(self, event: Taken) -> bool:
        """A key for the form that comes is held; else a field has the focus."""
        if super().puts_aside(event):
            return True
        self.hold_focus()
        return False

    def hold_focus(self) -> None:
        """Where nothing has the focus, the field that had it last gets it, else the first."""
        if self.focused is not None or not self.is_mounted or not self.query(Form):
            return
        before = self._focus_before
        if before is not None and before.is_attached and before.focusable:
            self.set_focus(before)
        else:
            self.screen.focus_next("Form *")

    def on_screen_resume(self) -> None:
        """Back from a dialog: a field has the focus."""
        self.hold_focus()

    # ---- what a draft holds

    def draft_body(self) -> dict[str, Any]:
        """What is kept; more than the form's fields where the screen holds more."""
        return {"fields": self.form.hold()}

    def restore_draft(self, body: dict[str, Any]) -> None:
        """Put a kept draft back."""
        self.form.set_values({str(k): str(v) for k, v in body.get("fields", {}).items()})

    @property
    def changed(self) -> bool:
        """Whether there is something to keep."""
        return self.form.dirty

    # ---- finding and keeping

    def on_mount(self) -> None:
        """Look for a draft."""
        self.find_draft()

    def find_draft(self) -> None:
        """Ask for a draft of this form and put it back."""
        if self.take_held():
            return
        form, key = self.FORM, self.draft_key

        def work(ctx: Context) -> DraftRow | None:
            from csconsole.services.drafts import find_draft

            return find_draft(ctx, form, key)

        self.ask(work, self._found, group="draft-find")

    def _slot(self) -> tuple[int | None, str]:
        """Whose text it is, and of which form."""
        return (self.ctx.actor.staff_id if self.ctx else None, f"{self.FORM} {self.draft_key}")

    def take_held(self) -> bool:
        """Put back what was typed here and the database has not taken yet; whether there was any."""
        body = self.console.held.get(self._slot())
        if body is None or self.changed:
            return False
        self.restore_draft(body)
        self.toast(_("What you typed is back; it is not stored as a draft yet."), "warning")
        return True

    def _found(self, draft: DraftRow | None) -> None:
        if draft is None or self.changed:
            return
        self.restore_draft(draft.body)
        at = local(draft.saved_at, self.console.config.zone_info)
        self.toast(_("Your draft of {time} is back.", time=f"{at:%m-%d %H:%M}"))

    def draw_status(self) -> None:
        """As everywhere; where it would be empty, what helps with the field that is being filled in: in an
        empty field that stands in the field itself.
        """
        super().draw_status()
        if self._status or self.console.saying or self.focused is None or not self.query(Form):
            return
        editor = self.focused.id
        if (words := self.form.help_of(editor)) and self.form.is_filled(editor):
            self.query_one("#status-line", StatusLine).left = (words,)

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Another field, another help."""
        self.draw_status()

    def on_form_changed(self, _event: Form.Changed) -> None:
        """The unsaved sign."""
        self.draw_frame()

    def on_form_pause(self, _event: Form.Pause) -> None:
        """Typing paused: keep the draft."""
        self.keep_draft()

    def keep_draft(self) -> None:
        """Save what was typed as a draft, if anything was."""
        if not self.changed:
            return
        form, key, body = self.FORM, self.draft_key, self.draft_body()
        if body == self.kept:
            return
        self.kept = body

        def work(ctx: Context) -> None:
            from csconsole.services.drafts import save_draft

            save_draft(ctx, form, key, body)

        slot, held = self._slot(), self.console.held
        held[slot] = body

        def stored() -> None:
            if held.get(slot) is body:
                del held[slot]

        name = _(self.TITLE_TEXT) if self.TITLE_TEXT else self.console.mode_label()
        self.console.keep(f"{form} {key}", work, name=name, stored=stored)

    def keep_typed(self) -> None:
        """Keep the draft now."""
        self.keep_draft()

    def drop_draft(self) -> None:
        """Forget the draft."""
        form, key = self.FORM, self.draft_key

        def work(ctx: Context) -> None:
            from csconsole.services.drafts import drop_draft

            drop_draft(ctx, form, key)

        self.kept = None
        self.console.held.pop(self._slot(), None)
        self.console.keep(f"{form} {key}", work)

    # ---- saving and leaving

    def do_form_save(self) -> None:
        """Save and leave."""
        if not self.form.refuse_unknown():
            self.goes_on = False
            self.save(False)

    def do_form_save_next(self) -> None:
        """Save and go on with an empty form."""
        if not self.form.refuse_unknown():
            self.goes_on = True
            self.save(True)

    def refused(self, error: CsconsoleError) -> None:
        """Put the message under the field it is about, else show it as a toast; nothing typed is touched.
        After a conflict both versions are put together.
        """
        if isinstance(error, ConflictError) and self.stored_values(None) is not None:
            self.ask(self.read_stored, self._show_stored, group="again")
            return
        hint = console_hint(self.console.registry, error.hint)
        message = "  ".join(part for part in (error.message, hint) if part)
        if not self.form.show_error(self.field_of(error), message):
            self.toast_error(error)

    def field_of(self, error: CsconsoleError) -> str | None:
        """The form's name for the field that an error is about."""
        return error.field

    def read_stored(self, ctx: Context) -> Any:
        """The record as it is stored now; runs in a thread."""
        raise NotImplementedError

    def stored_values(self, row: Any) -> Mapping[str, str] | None:
        """What each field holds in ``row`` (None: in the record that is edited); None for a new record."""
        del row
        return None

    def take_stored(self, row: Any) -> None:
        """The next save starts from this version."""
        raise NotImplementedError

    def _show_stored(self, row: Any) -> None:
        theirs = self.stored_values(row)
        if theirs is not None:
            self.settle_conflict(theirs, lambda: self.take_stored(row))

    def settle_conflict(self, theirs: Mapping[str, str], go_on: Callable[[], None]) -> None:
        """Somebody stored another version first; ``theirs`` is what each field holds now.

        Fields that only they changed are taken over; those that both changed are shown side by side.
        ``go_on`` then makes the stored version the one that the next save starts from.
        """
        mine, start = self.form.hold(), {**{field.id: field.value for field in self.form.fields}, **self.base}
        changed = {name for name, value in theirs.items() if name in start and value != start[name]}
        both = [name for name in changed if mine[name] not in (start[name], theirs[name])]
        self.form.set_values({name: theirs[name] for name in changed if name not in both})

        def settled(chosen: dict[str, str]) -> None:
            self.form.set_values(chosen)
            self.base = dict(theirs)
            go_on()
            self.toast(_("Both versions are put together; save again."), "warning")

        if not both:
            settled({})
            return
        labels = {field.id: _(field.label) for field in self.form.fields}
        differences = [Difference(name, labels[name], mine[name], theirs[name]) for name in both]
        self.open_dialog(MergeDialog(_("Someone changed this while you did"), differences), settled)

    def saved(self, then_next: bool, message: str, answer: Any = True) -> None:
        """It is stored: forget the draft, then leave with ``answer`` or start over."""
        self.form.mark_saved()
        self.drop_draft()
        self.toast(message)
        if then_next:
            self.start_over()
            self.type_on()
        else:
            self.dismiss(answer)

    def saved_unread(self, error: SavedError) -> None:
        """It is stored, though nothing could be read after it: the form is left, not saved twice."""
        super().saved_unread(error)
        self.form.mark_saved()
        self.drop_draft()
        self.dismiss(None)

    def start_over(self) -> None:
        """An empty form."""
        self.form.clear_errors()
        self.form.set_values({field.id: field.value for field in self.form.fields})
        self.form.mark_saved()
        self.set_focus(self.form.editor(self.form.fields[0].id))

    def on_form_submitted(self, _event: Form.Submitted) -> None:
        """Enter in the last field saves."""
        self.do_form_save()

    def do_app_back(self) -> None:
        """Leave; what was typed stays as a draft."""
        if self.back_step():
            return
        if self.changed:
            self.keep_draft()
            self.say_kept()
        self.dismiss(None)

    def say_kept(self) -> None:
        """Say that it is kept as a draft once it is; what is refused meanwhile says so itself."""
        console, slot = self.console, self._slot()
        if slot not in console.held:
            self.toast(_("Kept as a draft."))
        elif console.refuses:
            words = _("Not stored as a draft yet: it is held here until the database is back.")
            self.toast(words, "warning")
        else:
            console.when_kept(lambda: console.toast(_("Kept as a draft.")))
