"""Nodes of the YAML files of a workspace replaced by wrong values: the part of :mod:`tests.settings.mutation` for one seed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.settings.mutation import FILES, Outcome, Workspace, sampled
from tests.settings.test_mutation import is_known_weak


def mutated_settings(folder: Path, *, n: int, seed: int) -> Iterator[Outcome]:
    """What became of ``n`` mutants of each file; faults that are allowed, for the reason given there, count as different."""
    workspace = Workspace(folder / "settings")
    for file in FILES:
        for mutant in sampled(file, workspace.sources[file], n, seed=seed):
            outcome = workspace.outcome(mutant)
            is_allowed = outcome.verdict == "ignored" and is_known_weak(mutant)
            yield Outcome(mutant, "different", outcome.told, outcome.codes) if is_allowed else outcome
