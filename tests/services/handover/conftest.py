"""Fixtures of the tests of handovers."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from tests.conftest import AsStaff
from tests.services.handover_site import Site


@pytest.fixture
def site(as_: AsStaff, clock: FrozenClock) -> Site:
    """A site whose agent is on the early shift."""
    here = Site(as_, clock)
    here.shift("agent", 6)
    return here
