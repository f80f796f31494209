"""Register of the claims of the report: every sentence of its catalogue is a claim, or a label that claims nothing."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Literal, Never

from survey.reports.claims import (
    brief_claims,
    card_claims,
    change_claims,
    concern_claims,
    disclosure_claims,
    district_claims,
    group_claims,
    headline_claims,
    heat_claims,
    institution_claims,
    key_claims,
    method_claims,
    quality_claims,
    revision_claims,
    status_claims,
    term_claims,
    topic_claims,
    wave_claims,
)
from survey.reports.claims.claim import ReportClaim

LabelKind = Literal["frame", "word", "heading", "column"]
_MODULES = (
    status_claims,
    card_claims,
    change_claims,
    disclosure_claims,
    concern_claims,
    headline_claims,
    key_claims,
    brief_claims,
    district_claims,
    group_claims,
    heat_claims,
    institution_claims,
    method_claims,
    quality_claims,
    revision_claims,
    term_claims,
    topic_claims,
    wave_claims,
)


def registered() -> tuple[ReportClaim[Never], ...]:
    """Every claim of the modules of this room, each once."""
    found: dict[int, ReportClaim[Never]] = {}
    for module in _MODULES:
        for value in vars(module).values():
            several = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
            found |= {id(one): one for one in several if isinstance(one, ReportClaim)}
    return tuple(found.values())


@functools.cache
def labels() -> dict[LabelKind, tuple[str, ...]]:
    """Keys of the catalogue that claim nothing, by kind: frames of numbers, words, headings, names of columns."""
    source = files("survey.reports").joinpath("labels.toml").read_text(encoding="utf-8")
    return {kind: tuple(keys) for kind, keys in tomllib.loads(source).items()}  # type: ignore[misc]
