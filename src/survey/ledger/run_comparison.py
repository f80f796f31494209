"""Comparison of two runs: inputs, settings, versions and numbers that differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import yaml

from survey.ledger.named_settings import SettingChange, named_settings, setting_changes
from survey.ledger.result_numbers import NumberDifference, differences, read_numbers
from survey.ledger.run import InputKind, Run, RunInput

TextOf = Callable[[str], str | None]
"""The text of an input file by its path in the workspace; None when it is not kept."""


@dataclass(frozen=True, slots=True)
class InputChange:
    """File that two runs have read in different versions; None where a run did not read such a file."""

    kind: InputKind
    wave: str
    old: RunInput | None
    new: RunInput | None

    @property
    def file(self) -> str:
        """Path of the newer file in the workspace."""
        found = self.new or self.old
        return found.file if found is not None else ""


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Differences between two runs.

    Parameters
    ----------
    inputs : tuple of InputChange
    settings : tuple of SettingChange
        Lines of ``monitor.yaml`` and of the texts that differ.
    versions : tuple of SettingChange
    numbers : tuple of NumberDifference
    """

    inputs: tuple[InputChange, ...]
    settings: tuple[SettingChange, ...]
    versions: tuple[SettingChange, ...]
    numbers: tuple[NumberDifference, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row per difference: what, file, indicator, domain, level, name, old, new."""
        rows: list[tuple[str, ...]] = [
            ("input", one.file, "", "", "", one.kind, _sha256(one.old), _sha256(one.new)) for one in self.inputs
        ]
        rows += [("setting", one.file, "", "", "", one.name, one.old or "", one.new or "") for one in self.settings]
        rows += [("version", "", "", "", "", one.name, one.old or "", one.new or "") for one in self.versions]
        for one in self.numbers:
            key = one.key
            rows.append(
                ("number", key.file, key.indicator, key.domain, key.level, key.column, one.old or "", one.new or "")
            )
        return pd.DataFrame(rows, columns=["what", "file", "indicator", "domain", "level", "name", "old", "new"])


def input_changes(old: Run, new: Run) -> tuple[InputChange, ...]:
    """Files that differ by their digests, or that one of the runs did not read."""
    before, after = _by_role(old.inputs), _by_role(new.inputs)
    return tuple(
        InputChange(role[0], role[1], before.get(role), after.get(role))
        for role in dict.fromkeys([*after, *before])
        if _sha256(before.get(role)) != _sha256(after.get(role))
    )


def changed_settings(old: Run, new: Run, old_text: TextOf, new_text: TextOf) -> tuple[SettingChange, ...]:
    """Settings that differ: used lines of ``monitor.yaml``, then lines of the YAML texts that were changed."""
    found = list(setting_changes(old.settings, new.settings, file="monitor.yaml"))
    for one in input_changes(old, new):
        if one.kind == "text" and one.file.endswith((".yaml", ".yml")):
            before, after = old_text(one.file), new_text(one.file)
            found += setting_changes(_settings_in(before), _settings_in(after), file=one.file)
    return tuple(found)


def compare_runs(old: Run, new: Run, *, texts: tuple[TextOf, TextOf], results: tuple[Path, Path]) -> RunComparison:
    """The differences between two runs.

    Parameters
    ----------
    old, new : Run
    texts : pair of functions
        The kept texts of each run.
    results : pair of Path
        The folder of results of each run. A table that only one run has is left out when the other one has lost it to a
        purge.
    """
    tables = [
        sorted(name for name in run.results if (folder / name).is_file())
        for run, folder in zip((old, new), results, strict=True)
    ]
    return RunComparison(
        inputs=input_changes(old, new),
        settings=changed_settings(old, new, *texts),
        versions=setting_changes(old.versions, new.versions),
        numbers=differences(read_numbers(results[0], tables[0]), read_numbers(results[1], tables[1])),
    )


def _by_role(inputs: Iterable[RunInput]) -> dict[tuple[InputKind, str, str], RunInput]:
    """Inputs by what they are: a delivery may have another name and still be the delivery of its wave."""
    return {(one.kind, one.wave, one.file if one.kind == "text" else ""): one for one in inputs}


def _settings_in(text: str | None) -> dict[str, str]:
    try:
        return named_settings(text) if text is not None else {}
    except yaml.YAMLError:
        return {}


def _sha256(one: RunInput | None) -> str:
    return one.sha256 if one is not None else ""
