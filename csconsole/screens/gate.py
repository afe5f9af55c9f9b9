"""The door between the console and the services: opens the database off the key path and signs people in.

Nothing here imports a service, SQLAlchemy or SQLModel when the module is imported; :meth:`StoreGate.open`
does, in a thread, after the first frame has been drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from csconsole.services.context import Context

Progress = Callable[[int, int], None]
"""Called from the thread with how much is done and how much there is to do."""
OpeningState = Literal["no_database", "sign_in", "ready"]


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening the database led to: a context where somebody is signed in already (``solo``, a valid
    token).
    """

    state: OpeningState
    context: Context | None = None
    remembered: bool = False
    """Whether an earlier ``csconsole login`` said who it is, so that nobody was asked."""


@dataclass(frozen=True, slots=True)
class Change:
    """Records of one kind that somebody changed; ``ids`` are their keys, empty when not known."""

    kind: str
    ids: frozenset[int] = frozenset()


class Gate(Protocol):
    """How the console reaches the services. Every method but :meth:`missing` runs in a thread."""

    def missing(self) -> bool:
        """Whether there is no database yet. Cheap: looks at the file only."""
        ...

    def open(self) -> Opening:
        """Open the database. Raises ``DatabaseUnavailableError`` and its kin."""
        ...

    def sign_in(self, staff_no: str, password: str) -> Context:
        """Sign in. Raises ``SignInError`` with the reason, also when the account is locked."""
        ...

    def standing(self, context: Context) -> Context:
        """The context with the rights that its person has now. Raises ``SignInError`` with the reason where
        they are not signed in any more: disabled, the token revoked, the password changed.
        """
        ...

    def idle_minutes(self, context: Context) -> int | None:
        """After how many idle minutes the console locks (SEC-03); None where it never does."""
        ...

    def ends_login(self) -> bool:
        """Whether signing out ends the shell's ``csconsole login`` too, because it is what signed in here."""
        ...

    def sign_out(self) -> None:
        """Forget who was signed in; what ``csconsole login`` keeps only where that is what signed in here."""
        ...

    def create(self, choice: str, progress: Progress) -> Opening:
        """Make a database: ``demo`` with demo data in a file of its own, ``solo`` for one desk."""
        ...

    def listen(self, heard: Callable[[list[Change]], None], stopped: Callable[[], bool]) -> None:
        """Call ``heard`` from this thread for every change by anyone, until ``stopped()`` is true; first with
        nothing, when changes can be heard.
        """
        ...

    def close(self) -> None:
        """Close the database."""
        ...
