"""The one place that looks a staff member up by number, and says so where there is none."""

from __future__ import annotations

from csconsole.errors import NotFoundError
from csconsole.i18n import _
from csconsole.models.organisation import Staff
from csconsole.storage import UnitOfWork


def staff_of(uow: UnitOfWork, staff_no: str, *, field: str = "staff_no", active: bool = False) -> Staff:
    """The stored staff member of this number; with ``active`` a disabled one counts as none. ``field`` is
    what the number was typed for. Raises ``NotFoundError``.
    """
    found = uow.one(Staff, staff_no=staff_no.strip())
    if found is None or (active and not found.active):
        raise NotFoundError(
            _("There is no staff member {staff_no}.", staff_no=staff_no),
            field=field,
            value=staff_no,
            hint=_("See: csconsole staff list"),
        )
    return found
