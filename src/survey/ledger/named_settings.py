"""Settings of YAML texts by dotted names, so that two versions of a text can be compared line by line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from survey.periods import known_period

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True, order=True)
class SettingChange:
    """Setting that two runs have otherwise.

    Parameters
    ----------
    file : str
        The file it is written in; empty for a version of a library.
    name : str
        Its dotted name; empty when the file as a whole is not the same.
    old, new : str or None
        What was written; None when it was absent. For a whole file its digests.
    """

    file: str
    name: str
    old: str | None
    new: str | None


def named_settings(text: str) -> dict[str, str]:
    r"""Every value of a YAML text as written, by its dotted name.

    Elements of a list are named by their ``id``, else by their place from 1. A list of plain values is one setting.

    Examples
    --------
    >>> named_settings("indicators: [{id: ISI, thresholds: {stable: 60}}]\ndomains: [sex, age4]")
    {'indicators.ISI.id': 'ISI', 'indicators.ISI.thresholds.stable': '60', 'domains': '[sex, age4]'}
    """
    return dict(_named(yaml.load(text, _LOADER), ""))


def used_settings(text: str, waves: Collection[str]) -> dict[str, str]:
    """The settings of ``monitor.yaml`` on which the numbers of some waves depend: without the other waves."""
    names = {name.casefold() for name in waves}
    loaded = yaml.load(text, _LOADER)
    if isinstance(loaded, dict) and isinstance(loaded.get("waves"), dict):
        kept = {str(key): one for key, one in loaded["waves"].items() if _wave(str(key)) in names}
        loaded = {**loaded, "waves": kept}
    return dict(_named(loaded, ""))


def setting_changes(old: Mapping[str, str], new: Mapping[str, str], *, file: str = "") -> tuple[SettingChange, ...]:
    """Settings that differ, in the order of the new ones, then those that are gone."""
    names = dict.fromkeys([*new, *old])
    return tuple(
        SettingChange(file, name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)
    )


def _wave(written: str) -> str:
    """The name of a wave, from the way it is written as a key."""
    return str(known_period(written) or written.strip()).casefold()


def _named(value: object, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _named(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value):
        for position, inner in enumerate(value, start=1):
            known = inner.get("id") if isinstance(inner, dict) else None
            yield from _named(inner, f"{name}.{known or position}")
    elif isinstance(value, list):
        yield name, f"[{', '.join(map(str, value))}]"
    else:
        yield name, "" if value is None else str(value)
