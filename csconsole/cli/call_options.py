"""What can be said of a contact: the options of ``call log``, and of ``call edit`` where they mean the same::

from csconsole.cli import call_options as given

def log(summary: given.Summary = None, …
"""

from __future__ import annotations

from typing import Annotated

import typer

from csconsole.cli.options import Text, typed
from csconsole.i18n import N_

Summary = Annotated[Text, typed("--summary", N_("What the customer wants."))]
Phone = Annotated[
    Text, typed("--phone", N_("The contact phone; “unknown” for a hidden one, with --no-phone."), "NUMBER")
]
NoPhone = Annotated[Text, typed("--no-phone", N_("Why there is no phone number."))]
Customer = Annotated[
    Text, typed("--customer", N_("The customer's key or number; else found by the phone."), "REF")
]
NewCustomer = Annotated[bool, typer.Option("--new-customer", help=N_("Make a file for the caller --name."))]
Name = Annotated[Text, typed("--name", N_("Who is calling."))]
Organisation = Annotated[Text, typed("--organisation", N_("For which organisation."))]
Address = Annotated[Text, typed("--address", N_("Address or unit."))]
Category = Annotated[Text, typed("--category", N_("Category by code or name, such as repair.water."), "CODE")]
Kind = Annotated[Text, typed("--kind", N_("Contact type; else the category's."), "CODE")]
Outcome = Annotated[str, typed("--outcome", N_("done, ticket, callback, wait, transfer or escalate"), "CODE")]
Answer = Annotated[Text, typed("--answer", N_("The answer given."))]
Result = Annotated[Text, typed("--result", N_("The result."))]
Item = Annotated[
    list[str] | None,
    typer.Option(
        "--item", metavar="CATEGORY:OUTCOME:TEXT", help=N_("One item of several; may be given several times.")
    ),
]
Direction = Annotated[str, typed("--direction", N_("inbound or outbound"), "CODE")]
Channel = Annotated[str, typed("--channel", N_("How, such as phone, visit, email."), "CODE")]
Line = Annotated[Text, typed("--line", N_("The line that was called."))]
Queue = Annotated[Text, typed("--queue", N_("The telephone system's queue."))]
State = Annotated[Text, typed("--state", N_("lost or abandoned, for a call nobody answered."), "CODE")]
Purpose = Annotated[Text, typed("--purpose", N_("What an outbound call was for."))]
NextStep = Annotated[Text, typed("--next-step", N_("What happens next."))]
Scope = Annotated[Text, typed("--scope", N_("Of a ticket: in_home or public."), "CODE")]
Priority = Annotated[Text, typed("--priority", N_("Of a ticket: normal, urgent or emergency."), "CODE")]
Department = Annotated[
    Text, typed("--department", N_("The department that it is for; dispatches a ticket."), "CODE")
]
Title = Annotated[Text, typed("--title", N_("Of a ticket, if not the summary."))]
Part = Annotated[Text, typed("--part", N_("Of a ticket: what is broken, of the repair-type table."))]
Asset = Annotated[Text, typed("--asset", N_("Of a ticket: the device, its number or in words."))]
Chase = Annotated[Text, typed("--chase", N_("The open ticket that is asked after."), "NUMBER")]
Promise = Annotated[Text, typed("--promise", N_("What the customer was promised."))]
PromiseDue = Annotated[
    Text, typed("--promise-due", N_("Until when, such as: today 12:00, tomorrow 10, +2h"), "TIME")
]
NextAnswer = Annotated[
    Text, typed("--next-answer", N_("When the customer gets the next answer (wait)."), "TIME")
]
CallbackAt = Annotated[Text, typed("--callback-at", N_("When to call back (callback)."), "TIME")]
TransferTo = Annotated[Text, typed("--transfer-to", N_("Whom it was transferred to."))]
EscalateTo = Annotated[Text, typed("--escalate-to", N_("The role or department it is escalated to."), "CODE")]
Reason = Annotated[Text, typed("--reason", N_("Why it is escalated."))]
ReplyBy = Annotated[Text, typed("--reply-by", N_("When the answer from above is promised."), "TIME")]
Started = Annotated[Text, typed("--started", N_("When it began; else now."), "TIME")]
Answered = Annotated[Text, typed("--answered", N_("When it was answered."), "TIME")]
Ended = Annotated[Text, typed("--ended", N_("When it ended."), "TIME")]
Rings = Annotated[int | None, typer.Option("--rings", help=N_("How often it rang."))]
Wait = Annotated[int | None, typer.Option("--wait", help=N_("Seconds until it was answered."))]
Talk = Annotated[int | None, typer.Option("--talk", help=N_("Seconds of talk."))]
Wrap = Annotated[int | None, typer.Option("--wrap", help=N_("Seconds of work after the call."))]
Solved = Annotated[bool | None, typer.Option("--solved/--not-solved", help=N_("Solved at first contact."))]
Complex = Annotated[bool, typer.Option("--complex", help=N_("A complex consultation."))]
Voice = Annotated[
    Text, typed("--voice", N_("Customer voice: need, opinion, suggestion or improvement."), "CODE")
]
VoiceDepartment = Annotated[
    Text, typed("--voice-department", N_("The department that the voice is for."), "CODE")
]
LateReason = Annotated[Text, typed("--late-reason", N_("Why it is entered late."))]
ExternalId = Annotated[Text, typed("--external-id", N_("The telephone system's number of it."))]
