"""A package's names, each fetched from its module when somebody first asks for it.

Half of a small build was importing what it never called. Where a package is the face of many
modules, whoever needs one of them should not pay for all (PEP 562).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from sys import modules
from typing import Any


def lazily(package: str, homes: Mapping[str, tuple[str, ...]]) -> Callable[[str], Any]:
    """The `__getattr__` of `package`: `homes` tells which names each of its modules has.

    No module may be called as one of the names is, for Python puts modules among a package's names.
    """
    owners = {name: f"{package}.{module}" for module, names in homes.items() for name in names}

    def fetched(name: str) -> Any:  # noqa: ANN401 (a package's name is anything)
        if name not in owners:
            message = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(message, name=name, obj=modules[package])
        found = getattr(import_module(owners[name]), name)
        setattr(modules[package], name, found)
        return found

    return fetched
