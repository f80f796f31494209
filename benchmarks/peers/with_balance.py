"""balance, which weights but does not estimate errors of estimates under a design."""

import contextlib
import importlib.metadata
import logging
import os
from pathlib import Path

with contextlib.redirect_stdout(open(os.devnull, "w")):
    from balance.weighting_methods.rake import rake as rake_weights

import pandas as pd
from timed import Call, main, margins

logging.disable(logging.CRITICAL)


def rake(folder: Path) -> Call:
    data, controls = pd.read_csv(folder / "interviews.csv"), margins(folder)

    def call() -> list[float]:
        own = data[list(controls)].astype(str)
        total = sum(controls["sex"].values())
        shares = {
            name: {str(level): count / total for level, count in counts.items()} for name, counts in controls.items()
        }
        found = rake_weights(
            own,
            data["weight"],
            None,
            None,
            variables=list(controls),
            transformations=None,
            target_margins=shares,
            keep_sum_of_weights=True,
        )
        weights = found["weight"]
        return [weights.sum(), weights @ weights]

    return call


if __name__ == "__main__":
    main(importlib.metadata.version("balance"), {"rake": rake})
