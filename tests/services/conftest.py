"""Fixtures of the tests of services."""

from __future__ import annotations

import pytest

from csconsole.services.context import Context
from tests.conftest import AsStaff


@pytest.fixture
def agent(as_: AsStaff) -> Context:
    """The context of an agent."""
    return as_("agent")
