"""Names of a package that are imported from their modules when they are first asked for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping


def lazy_names(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Function ``__getattr__`` of a package, and the names it has for ``dir``, so that whoever needs one name does not
    load the modules of all others.

    Parameters
    ----------
    package : str
        Its full name.
    homes : mapping module -> names
        Names that each module of the package defines, with blanks between them.

    Notes
    -----
    The package imports the same names under ``TYPE_CHECKING``, for type checkers and for the check of the floors.
    """
    home_of = {name: home for home, names in homes.items() for name in names.split()}

    def attribute(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f"{package}.{home_of[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    module = vars(sys.modules[package])
    # for completion and help, which otherwise know only the names that somebody has asked for
    module["__dir__"] = lambda: sorted({*module, *home_of})
    return attribute
