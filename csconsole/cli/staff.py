"""``csconsole staff``: who works here, in which roles, and their passwords."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FormatOption, ReasonOption
from csconsole.cli.output import Column, emit_record, say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _

COLUMNS: tuple[Column[Any], ...] = (
    Column("staff_no", N_("Staff no.")),
    Column("name", N_("Name"), width=24),
    Column("roles", N_("Roles"), codes="role"),
    Column("department", N_("Department"), people=lambda row: row.department_name or row.department),
    Column("extension", N_("Extension")),
    Column("phone", N_("Phone")),
    Column("zone", N_("Zone")),
    Column("skills", N_("Skills"), table=False),
    Column("capacity", N_("Capacity"), table=False),
    Column("language", N_("Language"), table=False),
    Column("active", N_("Active")),
    Column("locked", N_("Locked")),
    Column("locked_until", N_("Locked until"), table=False),
    Column("last_sign_in_at", N_("Last sign-in")),
)

StaffArgument = Annotated[str, typer.Argument(metavar="STAFF", help=N_("The staff number."))]
NameOption = Annotated[str | None, typer.Option("--name", help=N_("The person's name."))]
DepartmentOption = Annotated[
    str | None, typer.Option("--department", metavar="CODE", help=N_("The department they belong to."))
]
ExtensionOption = Annotated[str | None, typer.Option("--extension", help=N_("The telephone extension."))]
PhoneOption = Annotated[str | None, typer.Option("--phone", help=N_("A number to reach them at."))]
SkillOption = Annotated[
    list[str] | None, typer.Option("--skill", help=N_("What they can do; may be given several times."))
]
ZoneOption = Annotated[str | None, typer.Option("--zone", help=N_("The zone or building they look after."))]
CapacityOption = Annotated[
    int | None, typer.Option("--capacity", help=N_("How many tickets they can have at once."))
]
LanguageOption = Annotated[
    str | None, typer.Option("--language", metavar="zh|en", help=N_("The language they see."))
]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help=N_("Read the password from stdin, one a line."))
]

app = NounApp(help=N_("Staff, their roles and passwords."))


@lists(app, about=N_("List staff, by number."), prints=COLUMNS)
def list_() -> PageReader:
    """Reads a page."""
    from csconsole.services.staff import list_staff

    return list_staff


@app.command("show", help=N_("Show one staff member."), prints=COLUMNS)
def show(staff_no: StaffArgument, fmt: FormatOption = None) -> None:
    """Print one staff member."""
    from csconsole.cli.session import context
    from csconsole.services.staff import find_staff

    emit_record(find_staff(context(), staff_no), COLUMNS, fmt=fmt)


@app.command("add", help=N_("Add a staff member."), prints=COLUMNS)
def add(
    staff_no: StaffArgument,
    name: Annotated[str, typer.Option("--name", help=N_("The person's name."))],
    role: Annotated[list[str], typer.Option("--role", help=N_("A role; may be given several times."))],
    department: DepartmentOption = None,
    extension: ExtensionOption = None,
    phone: PhoneOption = None,
    skill: SkillOption = None,
    zone: ZoneOption = None,
    capacity: CapacityOption = None,
    language: LanguageOption = None,
    password_stdin: PasswordStdin = False,
    fmt: FormatOption = None,
) -> None:
    """Store a new staff member and print them."""
    from csconsole.cli.ask import passwords_from_stdin
    from csconsole.cli.session import context
    from csconsole.services.staff import add_staff

    ctx = context()
    password = passwords_from_stdin()[0] if password_stdin else None
    row = add_staff(
        ctx,
        staff_no=staff_no,
        name=name,
        roles=role,
        password=password,
        department=department,
        extension=extension,
        phone=phone,
        skills=skill or (),
        zone=zone,
        capacity=capacity,
        language=language,
    )
    emit_record(row, COLUMNS, fmt=fmt)
    if password is None:
        say(
            _(
                "They cannot sign in yet; set a password: csconsole staff passwd {staff_no}",
                staff_no=row.staff_no,
            )
        )


@app.command(
    "edit", help=N_("Change a staff member's data; an empty text takes a value away."), prints=COLUMNS
)
def edit(
    staff_no: StaffArgument,
    name: NameOption = None,
    department: DepartmentOption = None,
    extension: ExtensionOption = None,
    phone: PhoneOption = None,
    skill: SkillOption = None,
    zone: ZoneOption = None,
    capacity: CapacityOption = None,
    language: LanguageOption = None,
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Change what is given and print the result."""
    from csconsole.cli.session import context
    from csconsole.services.staff import edit_staff

    row = edit_staff(
        context(),
        staff_no,
        name=name,
        department=department,
        extension=extension,
        phone=phone,
        skills=skill,
        zone=zone,
        capacity=capacity,
        language=language,
        reason=reason or None,
    )
    emit_record(row, COLUMNS, fmt=fmt)


@app.command("passwd", help=N_("Set a password: your own, or with the right somebody else's."))
def passwd(
    staff_no: Annotated[
        str, typer.Argument(metavar="STAFF", help=N_("The staff number; without it your own."))
    ] = "",
    password_stdin: Annotated[
        bool,
        typer.Option(
            "--password-stdin",
            help=N_("Read from stdin: for yourself the current and the new one, else the new one."),
        ),
    ] = False,
) -> None:
    """Ask for the passwords, or read them from stdin, and store the new one."""
    from csconsole.cli.ask import ask_new_password, ask_password, passwords_from_stdin
    from csconsole.cli.session import context
    from csconsole.services.staff import find_staff, set_password

    ctx = context()
    row = find_staff(ctx, staff_no or ctx.actor.staff_no)
    needs_current = row.id == ctx.actor.staff_id and row.has_password
    if password_stdin:
        given = passwords_from_stdin(2 if needs_current else 1)
        current, new = (given[0] if needs_current else None), given[-1]
    else:
        current = ask_password(_("Current password:")) if needs_current else None
        new = ask_new_password(_("New password:"))
    set_password(ctx, row.staff_no, new, current=current)
    say(_("The password of {name} is changed; earlier sign-ins have ended.", name=row.name))


@app.command("role", help=N_("Give a staff member exactly these roles."), prints=COLUMNS)
def role(
    staff_no: StaffArgument,
    roles: Annotated[
        list[str],
        typer.Argument(metavar="ROLE...", help=N_("agent, handler, supervisor, manager, auditor, admin")),
    ],
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Change the roles and print the staff member."""
    from csconsole.cli.session import context
    from csconsole.services.staff import change_roles

    emit_record(change_roles(context(), staff_no, roles, reason=reason or None), COLUMNS, fmt=fmt)


@app.command(
    "disable", help=N_("Let a staff member sign in no more; nothing of theirs is deleted."), prints=COLUMNS
)
def disable(staff_no: StaffArgument, reason: ReasonOption = "", fmt: FormatOption = None) -> None:
    """Disable and print the staff member."""
    from csconsole.cli.session import context
    from csconsole.services.staff import disable_staff

    emit_record(disable_staff(context(), staff_no, reason=reason or None), COLUMNS, fmt=fmt)


@app.command("enable", help=N_("Let a disabled staff member sign in again."), prints=COLUMNS)
def enable(staff_no: StaffArgument, reason: ReasonOption = "", fmt: FormatOption = None) -> None:
    """Enable and print the staff member."""
    from csconsole.cli.session import context
    from csconsole.services.staff import enable_staff

    emit_record(enable_staff(context(), staff_no, reason=reason or None), COLUMNS, fmt=fmt)


@app.command(
    "unlock",
    help=N_("Let a staff member who was locked out after wrong passwords try again at once."),
    prints=COLUMNS,
)
def unlock(staff_no: StaffArgument, reason: ReasonOption = "", fmt: FormatOption = None) -> None:
    """Lift the lock and print the staff member."""
    from csconsole.cli.session import context
    from csconsole.services.staff import unlock_staff

    emit_record(unlock_staff(context(), staff_no, reason=reason or None), COLUMNS, fmt=fmt)


@app.command(
    "language", help=N_("See the program in this language from now on; your own choice."), prints=COLUMNS
)
def language(
    tag: Annotated[str, typer.Argument(metavar="LANG", help=N_("zh or en"))], fmt: FormatOption = None
) -> None:
    """Keep one's own language and print one's data."""
    from csconsole.cli.session import context
    from csconsole.services.staff import change_language

    emit_record(change_language(context(), tag), COLUMNS, fmt=fmt)


@app.command(
    "away", help=N_("Mark a staff member absent until a time, or back; who is absent gets no tickets.")
)
def away(
    staff_no: StaffArgument,
    until: Annotated[
        str, typer.Option("--until", metavar="TIME", help=N_("Until when; without it: back again."))
    ] = "",
    reason: ReasonOption = "",
) -> None:
    """Store the absence."""
    from csconsole.cli.session import context
    from csconsole.services.dispatch import set_absence
    from csconsole.services.moments import read_moment

    ctx = context()
    at = read_moment(ctx, until, field="until") if until else None
    set_absence(ctx, staff_no, until=at, reason=reason or None)
    say(_("{number} is absent.", number=staff_no) if at else _("{number} is back.", number=staff_no))
