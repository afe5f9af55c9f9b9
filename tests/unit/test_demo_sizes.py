"""The demo has the sizes of the catalogue (REF-36); services build it in test_demo."""

from __future__ import annotations

import pytest

from csconsole.services.demo import DemoSize, Load
from csconsole.services.demo.tickets import REFUSING


@pytest.mark.req("REF-36")
def test_a_day_and_the_households_of_the_demo() -> None:
    load, size = Load(), DemoSize()
    assert (load.calls, load.visits, load.in_home + load.public) == (71, 30, 28)
    assert (load.in_home, load.public) == (19, 9)
    answered = load.in_home * (1 - REFUSING) + load.complaints + load.callbacks + load.lost
    assert round(answered) == 20, "callbacks a day; public facilities have none"
    assert 2000 <= size.households <= 2600
    assert size.days >= 28
    assert size.load == load
