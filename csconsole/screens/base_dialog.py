"""The base of dialogs that call services."""

from __future__ import annotations

from typing import Generic

from textual.screen import ScreenResultType

from csconsole.screens.asking import Asking
from csconsole.widgets.dialog import Dialog


class BaseDialog(Dialog[ScreenResultType], Asking, Generic[ScreenResultType]):
    """A dialog that may ask services: opaque, escape leaves; the content comes from ``compose_dialog``."""
