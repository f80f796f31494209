"""How the time of estimates grows with rows, variables and domains: ``python benchmarks/scaling.py``.

Means with errors, intervals and design effects; the design is built once. Beside the seconds stand nanoseconds per row
and variable: where they do not grow, the cost is that of the sums.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from measure import machine, median, recorded, written

import survey

HERE = Path(__file__).parent
ROWS = (1_000, 10_000, 100_000, 1_000_000)
VARIABLES = (1, 10, 40)
DOMAINS = (1, 19, 361)
STRATA, PSUS = 50, 5_000
DESIGN = survey.Design(strata="stratum", psu="psu", weight="weight")


def table(n: int) -> pd.DataFrame:
    random = np.random.default_rng(4)
    psus = min(PSUS, n // 10)
    psu = np.arange(n) % psus
    columns = {"psu": psu, "stratum": psu % min(STRATA, psus // 2), "weight": random.uniform(50, 3000, n)}
    columns |= {f"by{number}": random.integers(0, number, n) for number in DOMAINS}
    columns |= {f"q{at}": random.integers(1, 6, n, np.int8) for at in range(max(VARIABLES))}
    return pd.DataFrame(columns)


def draw(path: Path, found: dict[tuple[int, int, int], float]) -> None:
    """Seconds against rows, a line for every number of variables and domains; grey lines grow as the rows do."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    matplotlib.rcParams.update({"svg.hashsalt": "scaling", "font.size": 9, "axes.spines.top": False})
    figure, panels = plt.subplots(1, len(VARIABLES), figsize=(9, 3), sharey=True, layout="constrained")
    for panel, k in zip(panels, VARIABLES, strict=True):
        for slope in (1e-8, 1e-7, 1e-6):
            panel.plot(ROWS, [slope * n for n in ROWS], color="0.85", linewidth=0.8)
        for domains, marker in zip(DOMAINS, "os^", strict=True):
            label = f"{domains} domain" + ("s" if domains > 1 else "")
            panel.plot(ROWS, [found[n, k, domains] for n in ROWS], marker=marker, markersize=4, label=label)
        panel.set(xscale="log", yscale="log", xlabel="rows", title=f"{k} variable" + ("s" if k > 1 else ""))
        panel.spines["right"].set_visible(False)
    panels[0].set_ylabel("seconds")
    panels[0].legend(frameon=False)
    figure.savefig(path, metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))


def main() -> None:
    about = machine()
    found = {}
    lines = ["| rows | variables | domains | seconds | ns per row and variable | variables x domains |"]
    lines.append("| ---: " * 6 + "|")
    for n in ROWS:
        sample = survey.make_sample(table(n), DESIGN)
        for k in VARIABLES:
            for domains in DOMAINS:
                names, by = [f"q{at}" for at in range(k)], f"by{domains}"
                _, least = median(3 if n * k > 10_000_000 else 7, lambda: survey.mean(sample, names, by=by))  # noqa: B023
                found[n, k, domains] = least
                lines.append(f"| {n:,} | {k} | {domains} | {least:.4f} | {1e9 * least / n / k:.1f} | {k * domains:,} |")
                print(lines[-1], flush=True)
    text = (
        f"Means with errors, intervals and design effects; least seconds of several calls. {about}. {PSUS:,} PSUs (a tenth "
        "of the rows when there are fewer), domains that cut across them: 361 domains make 1.8 million sums per variable, "
        "more than there are rows."
    )
    recorded("scaling", {f"{n:,} rows, {k} variables, {by} domains": taken for (n, k, by), taken in found.items()})
    draw(HERE.parent / "docs" / "images" / "scaling.svg", found)
    shown = "![Seconds against rows](../docs/images/scaling.svg)"
    written(HERE / "RESULTS.md", "Rows, variables and domains", "\n".join([text, "", shown, "", *lines]))


if __name__ == "__main__":
    main()
