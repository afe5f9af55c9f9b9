"""Who does it, when and where: what every service function is given first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from csconsole.clock import Clock, local_date
from csconsole.codes import label
from csconsole.config import Config
from csconsole.errors import NotAllowedError
from csconsole.i18n import _, listed
from csconsole.models.rights import Right, Role, rights_of, roles_with

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from csconsole.models.organisation import Staff
    from csconsole.services.seen import Seen
    from csconsole.storage import Store, UnitOfWork
    from csconsole.storage.glance import Glance


@dataclass(frozen=True, slots=True)
class Actor:
    """The staff member who acts, or the system itself where ``staff_id`` is ``None``; ``solo`` is the one
    person of a desk that has nobody else.
    """

    staff_id: int | None
    staff_no: str
    name: str
    rights: frozenset[Right]
    roles: frozenset[Role] = frozenset()
    department_id: int | None = None
    language: str | None = None
    solo: bool = False


SYSTEM = Actor(None, "system", "csconsole", frozenset(Right))
"""The program itself: set-up, imports by schedule, clocks."""


def actor_of(staff: Staff) -> Actor:
    """The actor that a staff row stands for; in solo mode it has every right."""
    return actor_with(
        staff.pk, staff.staff_no, staff.name, staff.roles, staff.solo, staff.department_id, staff.language
    )


def actor_with(
    staff_id: int,
    staff_no: str,
    name: str,
    roles: Iterable[str],
    solo: bool,
    department_id: int | None,
    language: str | None,
) -> Actor:
    """The actor that a staff row with these columns stands for; in solo mode it has every right."""
    known = frozenset(Role(role) for role in roles)
    rights = frozenset(Right) if solo else rights_of(known)
    return Actor(staff_id, staff_no, name, rights, known, department_id, language, solo)


def staff_may(staff: Staff, right: Right) -> bool:
    """Whether a person of the staff has a right, signed in or not; in solo mode the one person has every."""
    return right in actor_of(staff).rights


@dataclass(frozen=True, slots=True)
class Context:
    """The store, the clock, the acting staff member and the site's settings file. ``batch`` names the change
    that this is a part of, where one change takes several transactions; ``seen`` is the version that the
    person saw of the record (``having_seen``).
    """

    store: Store
    clock: Clock
    actor: Actor
    config: Config
    batch: str | None = None
    seen: Seen | None = None

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        return self.clock.now()

    def today(self) -> date:
        """The site's calendar day."""
        return local_date(self.now(), self.zone)

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return self.config.zone_info

    @property
    def staff_id(self) -> int:
        """The acting staff member's key. Raises ``NotAllowedError`` for the system, which is no person."""
        if self.actor.staff_id is None:
            raise NotAllowedError(
                _("This must be done by a staff member."), hint=_("Sign in with: csconsole login")
            )
        return self.actor.staff_id

    def can(self, right: Right) -> bool:
        """Whether the actor has the right."""
        return right in self.actor.rights

    def require(self, right: Right) -> None:
        """Raise ``NotAllowedError`` with the reason unless the actor has the right."""
        if self.can(right):
            return
        roles = listed(label("role", role) for role in roles_with(right))
        raise NotAllowedError(
            _(
                "{name} may not {right}; the roles that may: {roles}.",
                name=self.actor.name,
                right=label("right", right),
                roles=roles,
            ),
            rule="SEC-02",
        )

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """A consistent snapshot to read from; joins the transaction that is open on this thread."""
        return self.store.read()

    def glance(self) -> AbstractContextManager[Glance]:
        """A consistent snapshot for plain statements: for what is read before SQLAlchemy is loaded; joins
        the transaction that is open on this thread.
        """
        return self.store.glance()

    def write(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction in this actor's name; joins the one that is open on this thread."""
        asks = self.seen is not None and not self.seen.asked
        if self.batch is None and not asks:
            return self.store.write(self.actor.staff_id)
        return self._tied_write(self.batch, self.seen if asks else None)

    def trace(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction for the trace that reading leaves: who looked at what, what went out (SEC-05). Where
        it fails, as on a full disk, nothing is said of saving: nothing was to be saved.
        """
        return self.store.write(self.actor.staff_id, saving=False)

    @contextmanager
    def _tied_write(self, batch: str | None, seen: Seen | None) -> Iterator[UnitOfWork]:
        with self.store.write(self.actor.staff_id) as uow:
            if seen is not None:
                from csconsole.services.seen import require_seen

                require_seen(self, uow, seen)
            if batch is None:
                yield uow
                return
            with uow.tied(batch):
                yield uow
