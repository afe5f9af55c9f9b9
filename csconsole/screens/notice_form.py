"""The form that publishes a notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from csconsole.codes import codes, label
from csconsole.i18n import N_, _
from csconsole.screens.drafting import FormScreen
from csconsole.widgets.form import Field, Form

if TYPE_CHECKING:
    from csconsole.screens.named_choices import Offered
    from csconsole.services.context import Context
    from csconsole.services.notices import NoticeRow


class NoticeForm(FormScreen):
    """Title, text, until when, to whom; answers with the notice."""

    CONTEXT = "notice_form"
    TITLE_TEXT = N_("New notice")
    FORM = "notice"

    def __init__(self, offered: Offered) -> None:
        super().__init__()
        self.offered = offered

    def compose_body(self) -> ComposeResult:
        """The form."""
        kinds = tuple((code, label("notice_type", code)) for code in codes("notice_type"))
        yield Form(
            (
                Field("title", N_("Title"), required=True),
                Field("body", N_("Text"), "text", rows=6),
                Field("kind", N_("Kind"), "choice", kinds, value="staff"),
                Field(
                    "must_read",
                    N_("Must be read"),
                    "choice",
                    (("yes", _("yes")), ("no", _("no"))),
                    value="no",
                ),
                Field(
                    "department",
                    N_("Department"),
                    "choice",
                    self.offered.departments,
                    help=N_("empty: everyone"),
                ),
                Field("until_at", N_("Until"), help=N_("tomorrow 18:00, 7d; empty: until it is ended")),
            )
        )

    def on_mount(self) -> None:
        """Begin with the title."""
        self.form.editor("title").focus()

    def save(self, then_next: bool) -> None:
        """Publish."""
        typed = {name: value.strip() for name, value in self.form.values().items()}

        def work(ctx: Context) -> NoticeRow:
            from csconsole.services.departments import find_department
            from csconsole.services.moments import read_moment
            from csconsole.services.notices import publish_notice

            until, department = typed["until_at"], typed["department"]
            return publish_notice(
                ctx,
                title=typed["title"],
                body=typed["body"],
                kind=typed["kind"] or "staff",
                must_read=typed["must_read"] == "yes",
                department_id=find_department(ctx, department).id if department else None,
                until_at=read_moment(ctx, until, field="until_at") if until else None,
            )

        self.command(
            work, lambda row: self.saved(then_next, _("The notice is published."), row), failed=self.refused
        )
