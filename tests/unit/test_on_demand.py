"""Packages whose names are imported on demand: every name is there, and no module hides one."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import pytest

PACKAGES = ("calls", "customers", "escalations", "promises")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_name_is_found_twice(package: str) -> None:
    module = importlib.import_module(f"csconsole.services.{package}")
    for name in module.__all__:
        assert not isinstance(getattr(module, name), ModuleType)
        assert getattr(module, name) is getattr(module, name)
    with pytest.raises(AttributeError):
        _ = module.nothing_of_this_name


@pytest.mark.parametrize("package", PACKAGES)
def test_no_submodule_has_the_name_of_a_function(package: str) -> None:
    module = importlib.import_module(f"csconsole.services.{package}")
    inner = {one.name for one in pkgutil.iter_modules(module.__path__)}
    assert not inner & set(module.__all__)
