"""samplics, whose cross-tabulation does not run with the polars that pip resolves today."""

import importlib.metadata
import warnings
from pathlib import Path

import pandas as pd

warnings.simplefilter("ignore")

from samplics.estimation import ReplicateEstimator, TaylorEstimator  # noqa: E402
from samplics.utils.types import PopParam, RepMethod  # noqa: E402
from samplics.weighting import ReplicateWeight, SampleWeight  # noqa: E402
from timed import Call, main, margins  # noqa: E402

ITEMS = [f"q{at}" for at in range(10)]


def read(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "interviews.parquet")


def means(folder: Path) -> Call:
    data = read(folder)

    def call() -> list[float]:
        estimates, errors = 0.0, 0.0
        for item in ITEMS:
            found = TaylorEstimator(PopParam.mean)
            found.estimate(
                data[item],
                samp_weight=data["weight"],
                stratum=data["stratum"],
                psu=data["psu"],
                domain=data["district"],
            )
            estimates += sum(found.point_est.values())
            errors += sum(found.stderror.values())
        return [estimates, errors]

    return call


def rake(folder: Path) -> Call:
    data, controls = read(folder), margins(folder)

    def call() -> list[float]:
        own = {name: data[name] for name in controls}
        weights = SampleWeight().rake(data["weight"], margins=own, control=controls, tol=1e-8, ctrl_tol=1e-8)
        return [weights.sum(), weights @ weights]

    return call


def bootstrap(folder: Path) -> Call:
    data = read(folder)

    def call() -> list[float]:
        made = ReplicateWeight(RepMethod.bootstrap, strat=True, nb_reps=500, rand_seed=1)
        weights = made.replicate(data["weight"], data["psu"], data["stratum"])
        own = weights[[name for name in weights.columns if name.startswith("_boot_wgt_")]]
        estimates, errors = 0.0, 0.0
        for item in ITEMS:
            found = ReplicateEstimator(RepMethod.bootstrap, PopParam.mean)
            found.estimate(data[item], samp_weight=data["weight"], rep_weights=own)
            estimates += found.point_est
            errors += found.stderror
        return [estimates, errors]

    return call


if __name__ == "__main__":
    main(importlib.metadata.version("samplics"), {"means": means, "rake": rake, "bootstrap": bootstrap})
