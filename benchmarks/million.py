"""A delivery of a million interviews from its file to the indicators: ``python benchmarks/million.py [rows]``.

Waves of the shipped questionnaire are simulated in pieces, mistakes included, and written as Parquet and CSV with a column
for each option, 202 columns in all. Each file is read, decoded, validated, weighted and computed in a process for it
alone, which prints the seconds of each stage and its peak memory.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from measure import held_mb, machine, peak_mb, processed, recorded, written

if TYPE_CHECKING:
    import pandas as pd

    import survey

HERE = Path(__file__).parent
FORM = HERE.parent / "questionnaires" / "interethnic"
FORMATS = ("parquet", "csv")
PIECE = 20_000
WAVE = "2018Q1"

Result = TypeVar("Result")


def pieces(n: int) -> Iterator[pd.DataFrame]:
    """Interviews as an agency delivers them, some thousands at a time; their numbers go on from piece to piece."""
    import survey

    form = survey.read_questionnaire(FORM)
    population = survey.read_population(FORM / "population", form)
    for at in range(0, n, PIECE):
        size = min(PIECE, n - at)
        wave = survey.simulate_wave(form, population, WAVE, n=size, seed=at)
        table = with_options(wave.to_frame(), form)
        table[form.key] = [f"{WAVE}-{at + int(key.rpartition('-')[2]):07d}" for key in table[form.key]]
        table["base_weight"] = (table["base_weight"] * size / n).round(4)
        yield table


def with_options(table: pd.DataFrame, form: survey.Questionnaire) -> pd.DataFrame:
    """The table with a column of ones and zeros for each option of a multiple choice instead of its mentions."""
    import pandas as pd

    for variable in form.variables.values():
        if variable.kind == "multiple":
            mentions = [name for name in table.columns if name.startswith(f"{variable.id}_m")]
            options = {
                name: table[mentions].eq(code).fillna(False).any(axis=1).astype("int8")
                for name, code in zip(variable.columns, variable.codes, strict=True)
            }
            table = pd.concat([table.drop(columns=mentions), pd.DataFrame(options)], axis=1)
    return table


def make(folder: Path, n: int) -> None:
    """Write the two files."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer: pq.ParquetWriter | None = None
    with (folder / "wave.csv").open("w", encoding="utf-8", newline="") as text:
        for table in pieces(n):
            table = table.astype({name: "str" for name in table.columns if name.endswith("_other")} | {"K01": "str"})
            found = pa.Table.from_pandas(table, preserve_index=False)
            writer = writer or pq.ParquetWriter(folder / "wave.parquet", found.schema)
            writer.write_table(found.cast(writer.schema))
            table.to_csv(text, sep=";", index=False, header=text.tell() == 0)
    if writer is not None:
        writer.close()


def carry(path: Path) -> None:
    """Print the seconds of each stage, the memory after it, and the peak, as JSON."""
    import survey
    from survey.indicators import read_indicators

    seconds: dict[str, float] = {}
    held: dict[str, float] = {}

    def timed(stage: str, call: Callable[[], Result]) -> Result:
        start = time.perf_counter()
        result = call()
        seconds[stage] = seconds.get(stage, 0) + time.perf_counter() - start
        held[stage] = held_mb()
        return result

    form = survey.read_questionnaire(FORM)
    population = survey.read_population(FORM / "population", form)
    indicators = read_indicators(FORM / "indicators.yaml", form)
    delivered = [timed("read", lambda: survey.read_file(path))]
    size = f"{len(delivered[0])} x {len(delivered[0].cells.columns)}"
    interviews, unread = timed("decode", lambda: survey.decode(delivered.pop(), form))
    findings = timed("validate", lambda: unread + survey.validate(interviews))
    accepted = timed("validate", lambda: interviews.set_aside(findings.of("error")))
    design = survey.Design(strata="H04", psu="H07", weight="base_weight")
    margins = [["unit"], ["urban"], ["sex", "age4"], ["ethnic_group"]]
    sample = timed("weight", lambda: survey.make_sample(accepted, design))
    weighted = timed("weight", lambda: survey.rake(sample, population, margins=margins, bounds=(0.3, 3), unknown="few"))
    table = timed("compute", lambda: survey.compute(indicators, weighted, wave=WAVE))
    facts = {"size": size, "findings": len(findings), "accepted": accepted.n_accepted, "rows": len(table.to_frame())}
    print(json.dumps({"seconds": seconds, "held_mb": held, "peak_mb": peak_mb(), **facts}))


def main(n: int) -> None:
    about = machine()
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), n)
        for kind in FORMATS:
            found[kind] = processed(sys.executable, __file__, "--carry", Path(folder) / f"wave.{kind}")
            if "skipped" in found[kind]:
                raise SystemExit(f"{kind}: {found[kind]['skipped']}")
            print(kind, found[kind], flush=True)
    report(n, about, found)


def report(n: int, about: str, found: dict[str, dict[str, object]]) -> None:
    """Put the figures into ``results/`` and RESULTS.md."""
    taken: dict[str, dict[str, float]] = {kind: dict(one["seconds"]) for kind, one in found.items()}  # type: ignore[call-overload]
    peaks = {kind: float(str(one["peak_mb"])) for kind, one in found.items()}
    seconds = {f"{n:,} rows, {kind}: {stage}": one for kind in FORMATS for stage, one in taken[kind].items()}
    recorded(f"delivery-{n}", seconds, max(peaks.values()))
    lines = [
        f"{n:,} simulated interviews, {found[FORMATS[0]]['size']} cells, from the file to the indicators. {about}.",
        "",
        "| stage | " + " | ".join(f"{kind}, seconds" for kind in FORMATS) + " |",
        "| --- |" + " ---: |" * len(FORMATS),
    ]
    stages = {stage: [taken[kind][stage] for kind in FORMATS] for stage in taken[FORMATS[0]]}
    stages["together"] = [sum(taken[kind].values()) for kind in FORMATS]
    lines += [f"| {stage} | " + " | ".join(f"{one:.1f}" for one in row) + " |" for stage, row in stages.items()]
    lines.append("| peak memory, MB | " + " | ".join(f"{peaks[kind]:,.0f}" for kind in FORMATS) + " |")
    written(HERE / "RESULTS.md", f"A delivery of {n:,} interviews", "\n".join(lines))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--carry"]:
        carry(Path(sys.argv[2]))
    elif sys.argv[1:2] == ["--make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
