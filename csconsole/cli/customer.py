"""``csconsole customer``: add, find, show, change and merge the files of customers."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.customer_columns import CUSTOMER, CUSTOMERS, MATCHES, TIMELINE
from csconsole.cli.leaving import PAGE_ROWS, count_leaving, emit_counted
from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import (
    FormatOption,
    LimitOption,
    OutOption,
    ReasonOption,
    Text,
    VersionOption,
    typed,
)
from csconsole.cli.output import emit_record, emit_rows, say
from csconsole.cli.references import staff_id
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _

RefArgument = Annotated[str, typer.Argument(metavar="REF", help=N_("The customer's key or number."))]
PhonesOption = Annotated[
    list[str] | None, typed("--phone", N_("A phone; may be given several times."), "NUMBER")
]
ContactsOption = Annotated[
    list[str] | None,
    typed(
        "--contact",
        N_("A contact person as NAME;PHONE;TITLE; may be given several times."),
        "NAME;PHONE;TITLE",
    ),
]
KindOption = Annotated[Text, typed("--kind", N_("person or organisation"), "CODE")]
CodeOption = Annotated[Text, typed("--code", N_("The customer number."))]
OrganisationOption = Annotated[Text, typed("--organisation", N_("The organisation."))]
RoleOption = Annotated[Text, typed("--role", N_("owner, tenant, temporary or member"), "CODE")]
TierOption = Annotated[Text, typed("--tier", N_("key, normal, potential or vip"), "CODE")]
StageOption = Annotated[Text, typed("--stage", N_("prospect or contract"), "CODE")]
AddressOption = Annotated[Text, typed("--address", N_("The address."))]
UnitOption = Annotated[Text, typed("--unit", N_("The unit, such as 3-502."))]
ZoneOption = Annotated[Text, typed("--zone", N_("The zone."))]
LanguageOption = Annotated[Text, typed("--language", N_("zh or en"), "LANG")]
HandedOption = Annotated[
    Text, typed("--handed-over", N_("When the unit was handed over, such as 2024-05-17."), "DAY")
]
BirthdayOption = Annotated[Text, typed("--birthday", N_("The birthday, such as 1980-05-17."), "DAY")]
TagsOption = Annotated[list[str] | None, typed("--tag", N_("A tag; may be given several times."))]
RemarkOption = Annotated[Text, typed("--remark", N_("A remark."))]
TaboosOption = Annotated[Text, typed("--taboos", N_("What must not be said; only some may see it."))]
WarningOption = Annotated[Text, typed("--warning", N_("A warning that is shown on every call."))]
UntilOption = Annotated[Text, typed("--warning-until", N_("The last day of the warning."), "DAY")]
PreferredOption = Annotated[Text, typed("--preferred-time", N_("When to call."))]
NoCallOption = Annotated[
    bool | None, typer.Option("--do-not-call/--may-call", help=N_("Whether we may call."))
]
OwnerOption = Annotated[Text, typed("--owner", N_("The staff member in charge."), "STAFF")]

app = NounApp(help=N_("Add, find, change and merge customers."))


@app.command("add", help=N_("Add a customer's file."), prints=CUSTOMER)
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("The customer's name."))],
    phone: PhonesOption = None,
    contact: ContactsOption = None,
    kind: KindOption = None,
    code: CodeOption = None,
    organisation: OrganisationOption = None,
    role: RoleOption = None,
    tier: TierOption = None,
    stage: StageOption = None,
    address: AddressOption = None,
    unit: UnitOption = None,
    zone: ZoneOption = None,
    language: LanguageOption = None,
    handed_over: HandedOption = None,
    birthday: BirthdayOption = None,
    tag: TagsOption = None,
    remark: RemarkOption = None,
    taboos: TaboosOption = None,
    warning: WarningOption = None,
    warning_until: UntilOption = None,
    preferred_time: PreferredOption = None,
    do_not_call: NoCallOption = None,
    owner: OwnerOption = None,
    fmt: FormatOption = None,
) -> None:
    """Store a new file and print it."""
    from csconsole.cli.session import context
    from csconsole.services.customers import create_customer

    ctx = context()
    fields = _given(
        kind=kind,
        code=code,
        organisation=organisation,
        role=role,
        tier=tier,
        stage=stage,
        address=address,
        unit=unit,
        zone=zone,
        language=language,
        handed_over_on=handed_over,
        birthday=birthday,
        tags=tag,
        remark=remark,
        taboos=taboos,
        warning=warning,
        warning_until=warning_until,
        preferred_time=preferred_time,
        do_not_call=do_not_call,
        owner_id=staff_id(ctx, owner),
    )
    contacts = [_contact(text) for text in contact or ()]
    row = create_customer(ctx, name=name, phones=phone or (), contacts=contacts, **fields)
    emit_record(row, CUSTOMER, fmt=fmt)


@app.command("edit", help=N_("Change a customer's file."), prints=CUSTOMER)
def edit(
    ref: RefArgument,
    name: Annotated[Text, typed("--name", N_("The new name."))] = None,
    phone: PhonesOption = None,
    end_phone: Annotated[
        list[str] | None, typed("--end-phone", N_("A phone that is no longer right."), "NUMBER")
    ] = None,
    contact: ContactsOption = None,
    end_contact: Annotated[
        list[str] | None,
        typed("--end-contact", N_("A contact person who no longer speaks for them."), "NAME"),
    ] = None,
    kind: KindOption = None,
    code: CodeOption = None,
    organisation: OrganisationOption = None,
    role: RoleOption = None,
    tier: TierOption = None,
    stage: StageOption = None,
    address: AddressOption = None,
    unit: UnitOption = None,
    zone: ZoneOption = None,
    language: LanguageOption = None,
    handed_over: HandedOption = None,
    birthday: BirthdayOption = None,
    tag: TagsOption = None,
    remove_tag: Annotated[list[str] | None, typed("--remove-tag", N_("A tag to take away."))] = None,
    remark: RemarkOption = None,
    taboos: TaboosOption = None,
    warning: WarningOption = None,
    warning_until: UntilOption = None,
    preferred_time: PreferredOption = None,
    do_not_call: NoCallOption = None,
    owner: OwnerOption = None,
    verified: Annotated[
        bool, typer.Option("--verified", help=N_("The file was checked with the customer just now."))
    ] = False,
    version: VersionOption = None,
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Change a file and print it."""
    from csconsole.cli.session import context
    from csconsole.services.customers import edit_customer

    ctx = context()
    fields = _given(
        name=name,
        kind=kind,
        code=code,
        organisation=organisation,
        role=role,
        tier=tier,
        stage=stage,
        address=address,
        unit=unit,
        zone=zone,
        language=language,
        handed_over_on=handed_over,
        birthday=birthday,
        remark=remark,
        taboos=taboos,
        warning=warning,
        warning_until=warning_until,
        preferred_time=preferred_time,
        do_not_call=do_not_call,
        owner_id=staff_id(ctx, owner),
    )
    if verified:
        fields["verified_at"] = ctx.now()
    row = edit_customer(
        ctx,
        ref,
        expected_version=version,
        reason=reason,
        add_phones=phone or (),
        end_phones=end_phone or (),
        add_tags=tag or (),
        remove_tags=remove_tag or (),
        add_contacts=[_contact(text) for text in contact or ()],
        end_contacts=end_contact or (),
        **fields,
    )
    emit_record(row, CUSTOMER, fmt=fmt)


@app.command("find", help=N_("Find by number, last digits, name, pinyin or initials."), prints=MATCHES)
def find(
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What you know of the customer."))],
    limit: Annotated[
        int, typer.Option("--limit", "-n", min=1, max=PAGE_ROWS, help=N_("The most rows to print."))
    ] = 20,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print who may be meant."""
    from csconsole.cli.session import context
    from csconsole.services.customers import find_customers

    ctx = context()
    found = find_customers(ctx, text, limit)
    keys = [row.id for row in found]
    count_leaving(ctx, "customers", len(keys), fmt=fmt, out=out, filter=text, keys=keys)
    emit_rows(found, MATCHES, fmt=fmt, out=out)
    if not found:
        say(_("Nobody was found."))


@app.command("show", help=N_("Show a customer's file."), prints=CUSTOMER)
def show(
    ref: RefArgument,
    timeline: Annotated[
        bool, typer.Option("--timeline", help=N_("Print what happened instead, newest first."))
    ] = False,
    reveal: Annotated[
        bool, typer.Option("--reveal", help=N_("Show phones in full; each look is recorded."))
    ] = False,
    limit: LimitOption = 50,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print one file, or its timeline."""
    from csconsole.cli.session import context
    from csconsole.services.customers import customer_timeline, reveal_phones, show_customer

    ctx = context()
    if timeline:
        events = customer_timeline(ctx, ref, limit=limit)
        emit_counted(ctx, "records", events, TIMELINE, fmt=fmt, out=out)
        return
    row = show_customer(ctx, ref)
    count_leaving(ctx, "customers", 1, fmt=fmt, out=out, keys=[row.id])
    if reveal:
        reveal_phones(ctx, ref)
        row = show_customer(ctx, ref)
    emit_record(row, CUSTOMER, fmt=fmt, out=out)


@lists(
    app,
    about=N_("List customers, newest first."),
    prints=CUSTOMERS,
    leaving="customers",
    released=True,
)
def list_() -> PageReader:
    """Reads a page of files."""
    from csconsole.services.customers import list_customers

    return list_customers


@app.command("merge", help=N_("Put one customer's file into another; can be undone."), prints=CUSTOMER)
def merge(
    keep: Annotated[str, typer.Argument(metavar="KEEP", help=N_("The file that stays."))],
    gone: Annotated[str, typer.Argument(metavar="GONE", help=N_("The file that goes into it."))] = "",
    undo: Annotated[
        bool, typer.Option("--undo", help=N_("Take this merged file out again instead."))
    ] = False,
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Merge two files, or take a merged one out again, and print the file."""
    from csconsole.cli.session import context
    from csconsole.services.customers import merge_customers, unmerge_customer

    ctx = context()
    if undo:
        row = unmerge_customer(ctx, gone or keep, reason=reason)
    elif gone:
        row = merge_customers(ctx, keep, gone, reason=reason)
    else:
        from csconsole.errors import UsageError

        raise UsageError(
            _("A merge needs two customers."),
            field="GONE",
            hint=_("Try {command} --help.", command="csconsole customer merge"),
        )
    emit_record(row, CUSTOMER, fmt=fmt)


def _given(**fields: Any) -> dict[str, Any]:
    """Only what was given on the command line."""
    return {name: value for name, value in fields.items() if value is not None}


def _contact(text: str) -> dict[str, str]:
    name, phone, title = [*(part.strip() for part in text.split(";", 2)), "", ""][:3]
    return {"name": name, "phone": phone, "title": title}
