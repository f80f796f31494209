"""Meanings of primary indicators, added to an older ``indicators.yaml`` from the one that comes with the package."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def with_meanings(text: str, template: str) -> tuple[str, tuple[str, ...]]:
    """The text with the meaning of every primary indicator that has none, as the template says it.

    Parameters
    ----------
    text : str
        As the workspace has it; indicators begin with a line ``- id: NAME``.
    template : str
        The file that comes with the package.

    Returns
    -------
    text, names of the indicators
        The text as given and no names when nothing is lacking, or the file is not YAML.
    """
    try:
        lacking = list(_lacking(yaml.load(text, _LOADER)))
    except (yaml.YAMLError, AttributeError, TypeError, KeyError):
        return text, ()
    added = []
    for name in lacking:
        lines = _meaning(template, name)
        begun = re.search(rf"^( *)- id: {re.escape(name)} *(#.*)?\r?\n", text, re.MULTILINE)
        if lines is None or begun is None:
            continue
        end = "\r\n" if begun[0].endswith("\r\n") else "\n"
        written = "".join(f"{begun[1]}  {line}{end}" for line in lines)
        text = text[: begun.end()] + written + text[begun.end() :]
        added.append(name)
    return text, tuple(added)


def _lacking(said: Any) -> Iterator[str]:
    for one in said["indicators"]:
        if one.get("primary") == "true" and "meaning" not in one:
            yield one["id"]


def _meaning(template: str, name: str) -> list[str] | None:
    """The lines of the meaning of an indicator in the template, from the left margin of its keys."""
    begun = re.search(rf"^  - id: {re.escape(name)}\n", template, re.MULTILINE)
    if begun is None:
        return None
    block = template[begun.end() :].partition("\n  - id: ")[0]
    found = re.search(r"^    meaning:.*\n(?:^      .*\n)*", block + "\n", re.MULTILINE)
    return [line[4:] for line in found[0].splitlines()] if found is not None else None
