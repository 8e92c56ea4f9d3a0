"""Every example in a docstring of the observatory runs and prints what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import terttu.observatory

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(terttu.observatory.__path__, "terttu.observatory.")
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str) -> None:
    module = importlib.import_module(name)
    done = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert done.failed == 0
