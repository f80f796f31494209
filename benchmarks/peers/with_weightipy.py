"""weightipy, which only rakes, and from equal weights."""

import importlib.metadata
from pathlib import Path

import pandas as pd
import weightipy
from timed import Call, main, margins


def rake(folder: Path) -> Call:
    data, controls = pd.read_csv(folder / "interviews.csv"), margins(folder)

    def call() -> list[float]:
        percent = {
            name: {level: 100 * count / sum(counts.values()) for level, count in counts.items()}
            for name, counts in controls.items()
        }
        weights = weightipy.weight_dataframe(data, weightipy.scheme_from_dict(percent))["weights"]
        return [weights.sum(), weights @ weights]

    return call


if __name__ == "__main__":
    main(importlib.metadata.version("weightipy"), {"rake": rake})
