"""Weighted samples in the archive: what later waves need of a wave, without what respondents said in their own words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from survey.arrays import Floats
from survey.design import Design
from survey.indicators import Indicators
from survey.indicators.source_questions import parts, sources
from survey.interviews import Interviews
from survey.ledger.archive import INTERNAL
from survey.monitor.weighted_wave import WeightedWave
from survey.questionnaire import Questionnaire
from survey.questionnaire.dependencies import variables_named
from survey.validation import HIDDEN

TABLE = f"{INTERNAL}/sample.parquet"
RECORD = f"{INTERNAL}/sample.json"


@dataclass(frozen=True, slots=True, eq=False)
class KeptSample:
    """Interviews of an archived wave, the questions it left out on purpose, and the final weights of those accepted."""

    interviews: Interviews
    not_asked: tuple[str, ...]
    weights: Floats


def keep_sample(wave: WeightedWave, fingerprint: str, folder: Path) -> None:
    """Write the weighted sample of a wave into the folder of its archived run.

    The table has one row per delivered interview: answers, reasons of blanks, codes of groupings, columns of the design,
    row in the file, whether it was accepted, and its weight (blank when it was set aside). Texts that are not part of the
    design are replaced by a mark. Nothing is written when a number depends on such a text.

    Parameters
    ----------
    wave : WeightedWave
    fingerprint : str
        Digest of everything the sample was made from.
    folder : Path
    """
    interviews, form = wave.interviews, wave.instrument.form
    free = _free_texts(form, wave.sample.design)
    if free & set(_needed(wave.instrument.indicators)):
        return
    weights = np.full(len(interviews), np.nan)
    weights[interviews.accepted] = wave.sample.weights
    columns: dict[str, pd.Series] = {
        **{f"answer {name}": _masked(interviews.answers[name], name in free) for name in interviews.answers},
        **{f"reason {name}": interviews.reasons[name] for name in interviews.reasons},
        **{f"column {name}": interviews.extras[name] for name in _columns(wave)},
        **{f"grouping {name}": pd.Series(interviews.values(name)) for name in form.groupings},
        "row": pd.Series(interviews.rows),
        "accepted": pd.Series(interviews.accepted),
        "weight": pd.Series(weights),
    }
    record = {
        "fingerprint": fingerprint,
        "wave": str(wave.period),
        "sha256": interviews.sha256,
        "absent": {name: list(lacking) for name, lacking in interviews.absent.items()},
        "not_asked": list(wave.not_asked),
        "design": {name: list(value) for name, value in _names(wave.sample.design).items()},
        "trail": wave.sample.trail_frame().to_dict("records"),
        "types": {name: str(values.dtype) for name, values in columns.items()},
    }
    (folder / INTERNAL).mkdir(exist_ok=True)
    # column by column: a frame of some hundred columns that is made for its file takes twice as long
    pq.write_table(
        pa.table({name: pa.array(values, from_pandas=True) for name, values in columns.items()}), folder / TABLE
    )
    text = json.dumps(record, ensure_ascii=False, indent=2, default=str)
    (folder / RECORD).write_text(text + "\n", encoding="utf-8", newline="\n")


def kept_sample(folder: Path, fingerprint: str, form: Questionnaire, *, source: str) -> KeptSample | None:
    """The sample in the folder of an archived run; None when there is none, or it was made from something else.

    Parameters
    ----------
    folder : Path
    fingerprint : str
        Digest of everything the sample must have been made from.
    form : Questionnaire
    source : str
        Path of the delivery, for messages.
    """
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if record.get("fingerprint") != fingerprint or not (folder / TABLE).is_file():
        return None
    table = pd.read_parquet(folder / TABLE)
    typed = {name: table[name].astype(kind) for name, kind in record["types"].items()}
    interviews = Interviews(
        form=form,
        answers=_part(typed, "answer "),
        reasons=_part(typed, "reason "),
        extras=_part(typed, "column "),
        rows=typed["row"].to_numpy(np.int64),
        accepted=typed["accepted"].to_numpy(bool),
        source=source,
        sha256=record["sha256"],
        absent={name: tuple(lacking) for name, lacking in record["absent"].items()},
    )
    return KeptSample(interviews, tuple(record["not_asked"]), typed["weight"].to_numpy(np.float64)[interviews.accepted])


def _part(columns: dict[str, pd.Series], beginning: str) -> pd.DataFrame:
    found = {name.removeprefix(beginning): column for name, column in columns.items() if name.startswith(beginning)}
    length = len(next(iter(columns.values())))
    return pd.DataFrame(found, index=pd.RangeIndex(length))


def _masked(column: pd.Series, is_free: bool) -> pd.Series:
    return column.mask(column.notna(), HIDDEN) if is_free else column


def _free_texts(form: Questionnaire, design: Design) -> set[str]:
    """Open questions: what respondents say in their own words. Keys and names of the design are not."""
    kept = {*form.roles.values(), form.key, *(one for names in _names(design).values() for one in names)}
    return {variable.id for variable in form.variables.values() if variable.kind == "text"} - kept


def _needed(indicators: Indicators) -> Iterable[str]:
    """Variables on which indicators and groupings depend."""
    for one in indicators:
        yield from sources(one, indicators)
    yield from variables_named(indicators.form, indicators.form.groupings)


def _columns(wave: WeightedWave) -> list[str]:
    """Columns of no question that the design or an indicator names."""
    used = {one for names in _names(wave.sample.design).values() for one in names}
    used |= {name for one in wave.instrument.indicators for name in parts(one.formula)}
    return [str(name) for name in wave.interviews.extras if name in used]


def _names(design: Design) -> dict[str, tuple[str, ...]]:
    """Columns that a design names, by their part in it."""
    return {
        "strata": design.strata_names,
        "psu": design.psu_names,
        "selection": design.selection_names,
        "weight": (design.weight,) if design.weight is not None else (),
    }
