"""What the tests against R share: the reference file, and ours read as R's numbers are."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from survey.arrays import Floats
from survey.design import Sample
from survey.estimation import Estimates, compare, glm

FOLDER = Path(__file__).parent / "r_survey"
FILE = FOLDER / "r_survey.json"
NORMAL = float("inf")

Numbers = Mapping[str, ArrayLike]
Call = Callable[[Sample], Numbers]


@functools.cache
def reference() -> dict[str, dict[str, Any]]:
    """Entries by id."""
    return {entry["id"]: entry for entry in json.loads(FILE.read_text(encoding="utf-8"))["entries"]}


def flat(values: object) -> Floats:
    """R's numbers as an array; non-finite ones are text in the file."""
    if isinstance(values, dict):
        values = list(values.values())
    return np.atleast_1d(np.asarray(values, np.float64)).ravel()


def point(call: Callable[..., Estimates], *given: Any, **options: Any) -> Call:
    """Estimates and standard errors, with what else R may read off."""

    def read(one: Sample) -> Numbers:
        found = call(one, *given, **options)
        ci = np.column_stack([found.ci_low, found.ci_high])
        return {"est": found.estimate, "se": found.se, "df": found.df, "deff": found.deff, "ci": ci}

    return read


def covaried(call: Callable[..., Estimates], *given: Any, **options: Any) -> Call:
    """As :func:`point`, with covariances."""
    return lambda one: {**point(call, *given, **options)(one), "vcov": call(one, *given, **options).covariance()}


def confint(call: Callable[..., Estimates], *given: Any) -> Call:
    """R's ``confint``: with the normal distribution, and with the degrees of freedom of the design."""

    def read(one: Sample) -> Numbers:
        normal, student = point(call, *given, df=NORMAL)(one), point(call, *given, df="design")(one)
        return {**normal, "ci_df": student["ci"]}

    return read


def model(formula: str, family: str = "gaussian", **options: Any) -> Call:
    def read(one: Sample) -> Numbers:
        found = glm(one, formula, family, **options)
        return {**point(lambda _: found.coefficients)(one), "df": found.df_residual}

    return read


def t_test(variable: str, group: str) -> Call:
    def read(one: Sample) -> Numbers:
        found = compare(one, variable, group)
        return {"statistic": found.statistic, "parameter": found.ddf, "p": found.p}

    return read
