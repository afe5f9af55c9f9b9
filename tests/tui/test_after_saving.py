"""What fails after a change was stored: nobody is told to do it again."""

from __future__ import annotations

from collections.abc import Callable

from csconsole.errors import DatabaseUnavailableError
from csconsole.models import Department
from csconsole.services.context import Context
from tests.tui.driving import Desk

Person = Callable[[str], Context]


def _away(hint: str) -> DatabaseUnavailableError:
    return DatabaseUnavailableError("The database is busy.", hint=hint)


async def test_what_fails_after_a_save_never_says_to_try_again(desk: Desk, person: Person) -> None:
    ctx = person("agent")
    async with desk.console() as shell:

        def store(context: Context, *, then_fails: bool) -> None:
            with context.write() as uow:
                uow.create(Department(code=f"X{then_fails}", name_en="X", name_zh="X"))
            if then_fails:
                raise _away("Try again in a moment.")

        def fail(_ctx: Context) -> None:
            raise _away("Try again in a moment.")

        got: list[object] = []
        probe = shell.screen
        probe.command(lambda context: store(context, then_fails=True))
        await shell.idle()
        assert shell.toasts()[-1].startswith("Saved. What follows could not be read: The database is busy.")
        probe.command(
            lambda context: store(context, then_fails=False), lambda _none: probe.ask(fail, got.append)
        )
        await shell.idle()
        assert shell.toasts()[-1] == "The database is busy.\nYour change is stored; R reads again."
        probe.ask(lambda _ctx: "read", got.append)
        await shell.idle()
        probe.ask(fail, got.append)
        await shell.idle()
        assert "Try again" in shell.toasts()[-1]
        with ctx.read() as uow:
            assert {uow.one(Department, code=code) is not None for code in ("XTrue", "XFalse")} == {True}
