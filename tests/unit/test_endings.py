"""A signal that ends the console calls for an orderly end with the code that shells expect."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from csconsole.screens import endings


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]
)
def test_a_signal_ends_the_console_with_its_code(
    number: signal.Signals, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told() -> int:
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[int] = loop.create_future()
        endings.on_ending_signals(ended.set_result)
        try:
            os.kill(os.getpid(), number)
            return await asyncio.wait_for(ended, 5)
        finally:
            for one in endings.ENDING:
                loop.remove_signal_handler(one)

    monkeypatch.setattr(endings, "LONGEST_SECONDS", 3600.0)
    assert asyncio.run(told()) == code
