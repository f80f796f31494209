"""Fay-Herriot models against samplics: ``own/small_areas.json`` has its numbers, the call, version and licence."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from survey.estimation.small_areas.fay_herriot import between_variance, predict_areas

CASES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parent / "own" / "small_areas.json").read_text(encoding="utf-8")
)["cases"]


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_model_of_samplics(name: str) -> None:
    """Variance between areas, coefficients, predictions and mean squared errors, to nine digits."""
    case = CASES[name]
    direct, variances = np.array(case["direct"]), np.array(case["variance"])
    ones = np.ones((len(direct), 1))
    X = ones if case["x"] is None else np.column_stack([ones, case["x"]])
    between = between_variance(direct, X, variances, 0.95)
    found = predict_areas(between, direct, X, variances, X, np.arange(len(direct)))
    assert between.value == pytest.approx(case["between"], rel=1e-9)
    assert found.coefficients == pytest.approx(np.array(case["coefficients"]), rel=1e-9)
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(np.array(case["coefficient_se"]), rel=1e-9)
    assert found.value == pytest.approx(np.array(case["estimate"]), rel=1e-9)
    assert found.mse == pytest.approx(np.array(case["mse"]), rel=1e-9)
