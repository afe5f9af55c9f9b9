"""What can be said of a ticket: the options of ``ticket new``, and those of them that ``ticket edit`` and the
steps take::

from csconsole.cli import ticket_options as given

def edit(title: given.Title = None, …
"""

from __future__ import annotations

from typing import Annotated

import typer

from csconsole.cli.options import Text
from csconsole.i18n import N_

NumberArgument = Annotated[
    str,
    typer.Argument(metavar="NUMBER", help=N_("The ticket's number, or its last digits for one of today.")),
]
Title = Annotated[Text, typer.Option("--title", help=N_("What is wrong, in one line."))]
Kind = Annotated[Text, typer.Option("--kind", help=N_("repair, complaint, other …; else by the category."))]
Description = Annotated[
    Text, typer.Option("--description", "--text", metavar="TEXT", help=N_("The details."))
]
Customer = Annotated[Text, typer.Option("--customer", metavar="CODE|KEY", help=N_("Whose ticket it is."))]
Phone = Annotated[Text, typer.Option("--phone", help=N_("Where to reach them."))]
Contact = Annotated[Text, typer.Option("--contact", "--name", help=N_("Whom to ask for."))]
Category = Annotated[Text, typer.Option("--category", metavar="CODE", help=N_("The category's code."))]
Priority = Annotated[Text, typer.Option("--priority", help=N_("emergency, urgent, normal"))]
Address = Annotated[Text, typer.Option("--address", help=N_("Where the work is."))]
Scope = Annotated[Text, typer.Option("--scope", help=N_("in_home, public"))]
Size = Annotated[Text, typer.Option("--size", help=N_("small, large"))]
Mode = Annotated[Text, typer.Option("--mode", help=N_("remote, on_site"))]
Level = Annotated[Text, typer.Option("--level", help=N_("Of a complaint: minor, important, major"))]
Asset = Annotated[
    Text,
    typer.Option("--asset", help=N_("The asset's number or serial number, or the device in words.")),
]
Part = Annotated[
    Text, typer.Option("--part", metavar="CODE", help=N_("What is broken; see: csconsole repair show"))
]
Product = Annotated[Text, typer.Option("--product", help=N_("The product, for the quality list."))]
Defect = Annotated[
    Text, typer.Option("--defect", metavar="CODE", help=N_("The defect: not_working, leak, broken …"))
]
Appointment = Annotated[Text, typer.Option("--appointment", metavar="TIME", help=N_("When to visit."))]
Wanted = Annotated[
    Text, typer.Option("--wanted", metavar="TIME", help=N_("The earlier time that the customer asks for."))
]
Reported = Annotated[
    Text, typer.Option("--reported", metavar="TIME", help=N_("When it was reported; else now."))
]
Promised = Annotated[
    Text, typer.Option("--promise", metavar="TIME", help=N_("The time promised to the customer."))
]
PromiseText = Annotated[Text, typer.Option("--promise-text", metavar="TEXT", help=N_("What was promised."))]
FirstOwner = Annotated[
    Text, typer.Option("--owner", metavar="STAFF", help=N_("The first owner; else who registers it."))
]
Department = Annotated[
    Text, typer.Option("--department", "--to", metavar="CODE", help=N_("The department it goes to."))
]
Handler = Annotated[Text, typer.Option("--handler", metavar="STAFF", help=N_("The person it goes to."))]
Second = Annotated[
    Text, typer.Option("--second", metavar="STAFF", help=N_("The second person, where two go together."))
]
Another = Annotated[Text, typer.Option("--reason", metavar="TEXT", help=N_("Why; needed to reassign."))]
Due = Annotated[
    Text,
    typer.Option("--due", metavar="TIME", help=N_("When it must be done, such as: tomorrow 10:00, 3wd.")),
]
Told = Annotated[
    bool | None, typer.Option("--told/--not-told", help=N_("Whether the customer has been told."))
]
