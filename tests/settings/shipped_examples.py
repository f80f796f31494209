"""Examples of the text files of a workspace: the shipped files, shortened."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from tests.settings.mutation import INSTRUMENT, TABLES, TEMPLATE

_LONGEST = 90
"""Characters of a text that are shown."""


def shipped_file(name: str) -> Path:
    """The shipped file of this name, such as ``groups``."""
    return {"monitor": TEMPLATE, "tables": TABLES, "population": INSTRUMENT / "population" / "population.yaml"}.get(
        name, INSTRUMENT / f"{name}.yaml"
    )


def shortened(value: object) -> object:
    """A value with the first element of every list of mappings, the first of many names, and the beginnings of long texts."""
    match value:
        case str() if len(value) > _LONGEST:
            return value[:_LONGEST].rsplit(" ", 1)[0] + " …"
        case [Mapping() as first, *_]:
            return [shortened(first)]
        case list():
            return [shortened(one) for one in value[:6]]
        case Mapping():
            names = list(value)
            alike = len(names) > 1 and all(isinstance(one, Mapping) and "kk" not in one for one in value.values())
            return {name: shortened(value[name]) for name in (names[:1] if alike else names)}
    return value


def example(name: str) -> str:
    """The example of a file as a fenced block of YAML, with a sentence above it."""
    whole = yaml.safe_load(shipped_file(name).read_text("utf-8"))
    text = yaml.safe_dump(shortened(whole), allow_unicode=True, sort_keys=False, default_flow_style=None, width=120)
    return f"The shipped file, with one element of every list and long texts cut:\n\n```yaml\n{text}```"
