"""The demo has the sizes of the catalogue (REF-36); services build it in test_demo."""

from __future__ import annotations

import pytest

from csconsole.services.demo import DemoSize, Load


@pytest.mark.req("REF-36")
def test_a_day_and_the_households_of_the_demo() -> None:
    load, size = Load(), DemoSize()
    assert (load.calls, load.visits, load.in_home + load.public) == (71, 30, 28)
    assert (load.in_home, load.public) == (19, 9)
    assert 2000 <= size.households <= 2600
    assert size.days >= 28
    assert size.load == load
