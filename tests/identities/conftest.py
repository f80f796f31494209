"""What the identities share."""

import importlib
from collections.abc import Callable

import pytest

THRESHOLDS = {
    "cell_sums": {"_SMALL_GRID": 0},
    "calibration_residuals": {"_MANY": 0, "_LARGE": 0},
    "presence": {"_BLOCK": 333},
    "compact_variance": {"_BLOCK": 7},
}


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes every sample a large one from then on."""

    def switch() -> None:
        for name, values in THRESHOLDS.items():
            module = importlib.import_module(f"survey.estimation.{name}")
            for constant, value in values.items():
                monkeypatch.setattr(module, constant, value)

    return switch
