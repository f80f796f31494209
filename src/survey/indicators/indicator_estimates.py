"""The indicators of a wave, for the region and for groups."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.argument_errors import public
from survey.arrays import Floats
from survey.design import Sample
from survey.errors import IndicatorError
from survey.estimation import mean
from survey.indicators.area_level import AreaEstimate, gap, geometric_mean, list_experiment, split_depends_on
from survey.indicators.areas import Area, area
from survey.indicators.definitions import (
    AREA_ONLY,
    Gap,
    GeometricMean,
    Indicator,
    Indicators,
    ListExperiment,
    ScoreFormula,
)
from survey.indicators.indicator_table import COLUMNS, REGION, IndicatorTable
from survey.indicators.nonresponse_shares import BESIDE, NonresponseShares
from survey.indicators.rank_uncertainty import COLUMNS as RANK_COLUMNS
from survey.indicators.rank_uncertainty import rank_frame, rank_ranges
from survey.indicators.respondents import Respondents
from survey.indicators.source_questions import withheld
from survey.indicators.status_table import judge
from survey.interviews import Interviews
from survey.questionnaire.dependencies import variables_behind, variables_named
from survey.validation.unasked_questions import unasked

_ESTIMATED = ("estimate", "se", "df", "n", "n_eff", "deff")
_NUMBERS = (*_ESTIMATED, "lonely", *BESIDE, "split")
_TOP = 100.0
_NOTHING = 1e-9


@public
def compute(
    indicators: Indicators,
    sample: Sample,
    *,
    wave: str | None = None,
    domains: Sequence[str] | None = None,
    not_asked: Collection[str] = (),
) -> IndicatorTable:
    """Every indicator with its uncertainty and status.

    An indicator is computed when everything it is defined by was asked, else it is withheld with the questions that
    lack: those of which the interviews have no column, not every column, or not one answer although they were to be
    asked, and those named in ``not_asked``. The same holds for a grouping of which a question lacks.

    Parameters
    ----------
    indicators : Indicators
    sample : Sample
        Made from interviews of the questionnaire the indicators were read with. Its domain, when it has one, is the
        region.
    wave : str, optional
        Name of the wave; without it the one the interviews name, when they all name the same.
    domains : sequence of str, optional
        Groupings or single-choice questions; without it those of the definitions. The region is always there.
    not_asked : collection of str
        Questions, rows of a battery or batteries that were left out of this wave on purpose.

    Returns
    -------
    IndicatorTable
        A row for every indicator, domain and category, whether or not anybody is in it.

    Raises
    ------
    IndicatorError
        ``I005`` an unknown domain, ``I006`` a sample of another questionnaire.

    Notes
    -----
    Shares and prevalences keep "don't know" and refusals in the base. Errors are Taylor linearisations with strata,
    PSUs and every calibration of the weights (:func:`survey.mean`); list experiments, geometric means and gaps enter
    as one influence column each. Intervals are 95 %: on the logit scale for shares, after Korn and Graubard (1998)
    for shares below 5 % or above 95 % or resting on fewer than 10 respondents, symmetric otherwise.
    """
    if isinstance(sample.data, Interviews) and sample.data.form.id != indicators.form.id:
        raise IndicatorError(
            "I006", "survey.compute", f"The sample answers {sample.data.form.id!r}, the indicators {indicators.form.id!r}.",
            "Read both with the same questionnaire.",
        )  # fmt: skip
    lacking, empty = _lacking(indicators, sample, not_asked)
    areas = [
        area(sample, name) for name in dict.fromkeys((REGION, *(indicators.domains if domains is None else domains)))
    ]
    blind = {place.domain: _join(lacking, variables_behind(indicators.form, [place.domain])) for place in areas}
    seen = [place for place in areas if not blind[place.domain]]
    out = withheld(indicators, lacking, empty)
    known = dataclasses.replace(indicators, items=tuple(one for one in indicators if one.id not in out))
    blocks = _Wave(known, sample, seen).blocks() if known.items else []
    reasons = {name: ";".join(names) for name, names in out.items()}
    drafts = [*(block.frame() for block in blocks), _withheld_rows(indicators, areas, reasons, blind)]
    draft = _in_order(pd.concat([one for one in drafts if len(one)], ignore_index=True), indicators, areas)
    frame = _without_withheld(judge(draft, indicators))
    name = wave if wave is not None else _wave_of(sample, indicators)
    frame.insert(0, "wave", name)
    frame = frame.fillna({"n_cases": 0}).astype({"n": np.int64, "n_cases": np.int64})[list(COLUMNS)]
    return IndicatorTable(indicators, name, frame, _ranks(known, blocks, frame))


def _lacking(
    indicators: Indicators, sample: Sample, not_asked: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Variables that were not asked, and those that are there without a single answer, in the order of asking."""
    given = variables_named(indicators.form, not_asked)
    found = unasked(sample.data) if isinstance(sample.data, Interviews) else {}
    empty = tuple(name for name, one in found.items() if one.lack == "empty" and name not in given)
    lacking = (name for name in indicators.form.variables if name in given or (name in found and name not in empty))
    return tuple(lacking), empty


def _join(lacking: Collection[str], names: Collection[str]) -> str:
    return ";".join(name for name in lacking if name in names)


def _withheld_rows(
    indicators: Indicators, areas: Sequence[Area], reasons: Mapping[str, str], blind: Mapping[str, str]
) -> pd.DataFrame:
    """A row without numbers for every number that is not computed."""
    rows = [
        (one.id, place.domain, level, reasons.get(one.id) or blind[place.domain])
        for one in indicators
        for place in areas
        if _wants(one, place) and (one.id in reasons or blind[place.domain])
        for level in place.levels
    ]
    frame = pd.DataFrame(rows, columns=["indicator", "domain", "level", "withheld"])
    zero = {"n", "lonely", "split"}
    numbers = {name: np.full(len(rows), 0.0 if name in zero else np.nan) for name in _NUMBERS}
    return frame.assign(**numbers)


def _without_withheld(frame: pd.DataFrame) -> pd.DataFrame:
    """The table in which a number that was not computed says so."""
    if "withheld" not in frame:
        return frame.assign(withheld="")
    frame["withheld"] = frame["withheld"].fillna("")
    frame.loc[frame["withheld"] != "", "status"] = "withheld"
    return frame


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Numbers of one area: ``numbers`` maps a column of the table to an array (indicators, levels)."""

    area: Area
    ids: tuple[str, ...]
    numbers: Mapping[str, Floats]

    def of(self, indicator: str, number: str) -> Floats:
        """(levels,) one number of one indicator."""
        return np.asarray(self.numbers[number][self.ids.index(indicator)])

    def frame(self) -> pd.DataFrame:
        """One row per indicator and level."""
        levels = self.area.levels
        columns: dict[str, object] = {
            "indicator": np.repeat(np.array(self.ids, object), len(levels)),
            "domain": self.area.domain,
            "level": list(levels) * len(self.ids),
        }
        return pd.DataFrame(columns | {name: array.ravel() for name, array in self.numbers.items()})


class _Wave:
    """One computation: columns of respondents, then one estimation per area."""

    def __init__(self, indicators: Indicators, sample: Sample, areas: list[Area]) -> None:
        self.indicators = indicators
        self.sample = sample
        self.areas = areas
        self.people = Respondents(indicators, sample)
        self.beside = NonresponseShares(indicators, self.people)

    def blocks(self) -> list[_Block]:
        """A block for every area; gaps are estimated with the region, of which they are a function."""
        gaps = {
            (one.id, place.domain): [
                gap(one.formula.item, self.people, place, at, self.areas[0]) for at in range(len(place.levels))
            ]
            for one in self.indicators
            if isinstance(one.formula, Gap)
            for place in self.areas[1:]
            if _wants(one, place)
        }
        flat = {f"{name}:{domain}:{at}": one for (name, domain), many in gaps.items() for at, one in enumerate(many)}
        blocks = [self.block(place, flat if place.domain == REGION else {}) for place in self.areas]
        return [self.with_gaps(block, blocks[0], gaps) for block in blocks]

    def block(self, place: Area, more: Mapping[str, AreaEstimate]) -> _Block:
        """Numbers of one area; ``more`` are further derived numbers, estimated with it."""
        wanted = [one for one in self.indicators if _wants(one, place) and not isinstance(one.formula, Gap)]
        columns = {one.id: self.people.column(one.id) for one in wanted if not isinstance(one.formula, AREA_ONLY)}
        derived = {
            one.id: self.derived(one.formula, place)
            for one in wanted
            if isinstance(one.formula, ListExperiment | GeometricMean)
        }
        derived |= more
        variables = {name: column.value for name, column in columns.items()}
        variables |= {name: one.column for name, one in derived.items()}
        numbers = self.estimated(variables, place)
        for at, one in enumerate(derived.values(), len(columns)):
            numbers["estimate"][at] = one.estimate
        numbers |= self.beside.of(tuple(variables), place, numbers["estimate"])
        numbers["split"] = np.outer([self.is_split(name) for name in variables], np.ones(len(place.levels)))
        return _Block(place, tuple(variables), numbers)

    def derived(self, formula: ListExperiment | GeometricMean, place: Area) -> AreaEstimate:
        """A number that exists for areas only."""
        if isinstance(formula, ListExperiment):
            return list_experiment(formula, self.people, place)
        return geometric_mean(formula, self.people, place)

    def estimated(self, variables: Mapping[str, Floats], place: Area) -> dict[str, Floats]:
        """Means of columns with their errors, each (columns, levels); no error where no degree of freedom is left."""
        found = mean(self.sample, variables, by=place.by)
        shape = (len(variables), len(place.levels))
        numbers = {name: getattr(found, name).reshape(shape).copy() for name in _ESTIMATED}
        numbers["lonely"] = found.flag("lonely").reshape(shape).astype(np.float64)
        estimate, se = numbers["estimate"], numbers["se"]
        for end in (-_TOP, 0.0, _TOP):
            estimate[np.abs(estimate - end) < _NOTHING] = end
        se[se < _NOTHING] = 0.0
        exact = (se == 0) & (numbers["deff"] < _NOTHING)
        numbers["n_eff"][exact], numbers["deff"][exact] = numbers["n"][exact], np.nan
        se[~(numbers["df"] >= 1)] = np.nan
        return numbers

    def is_split(self, name: str) -> bool:
        """Whether the versions of a list experiment are spread unevenly over the languages of the interview."""
        formula = self.indicators[name].formula if name in self.indicators else None
        if not isinstance(formula, ListExperiment) or "language" not in self.indicators.form.groupings:
            return False
        return split_depends_on(self.sample.values(formula.version), self.sample.categories("language").codes)

    def with_gaps(self, block: _Block, region: _Block, gaps: Mapping[tuple[str, str], list[AreaEstimate]]) -> _Block:
        """The block with its gaps added; without the names under which the region's estimation knew them."""
        own = {name: len(many) for (name, domain), many in gaps.items() if domain == block.area.domain}
        kept = [at for at, name in enumerate(block.ids) if name in self.indicators]
        numbers = {name: array[kept] for name, array in block.numbers.items()}
        for name, many in own.items():
            formula = self.indicators[name].formula
            assert isinstance(formula, Gap)
            base = block.ids.index(formula.item)
            for number, array in block.numbers.items():
                row = array[base].copy()
                if number in ("estimate", "se"):
                    row = np.array([region.of(f"{name}:{block.area.domain}:{at}", number)[0] for at in range(many)])
                elif number in BESIDE:
                    row = np.full(many, np.nan)
                numbers[number] = np.vstack([numbers[number], row])
        return _Block(block.area, (*(block.ids[at] for at in kept), *own), numbers)


def _wants(indicator: Indicator, place: Area) -> bool:
    if isinstance(indicator.formula, Gap) and place.domain == REGION:
        return False
    return indicator.domains is None or place.domain in indicator.domains


def _in_order(frame: pd.DataFrame, indicators: Indicators, areas: Sequence[Area]) -> pd.DataFrame:
    """Rows by indicator, then by area; levels keep their order."""
    indicator = frame["indicator"].map({name: at for at, name in enumerate(indicators.ids)}).to_numpy()
    place = frame["domain"].map({one.domain: at for at, one in enumerate(areas)}).to_numpy()
    return frame.iloc[np.lexsort((place, indicator))].reset_index(drop=True)


def _wave_of(sample: Sample, indicators: Indicators) -> str:
    """The wave the interviews name, when they all name the same; else empty."""
    role = indicators.form.roles.get("wave")
    if role is None or role not in sample.names:
        return ""
    named = {str(name) for name in sample.texts(role) if name is not None}
    return named.pop() if len(named) == 1 else ""


def _ranks(indicators: Indicators, blocks: Sequence[_Block], frame: pd.DataFrame) -> pd.DataFrame:
    """Rank ranges of the indicators that ask for them; areas that are not published have none."""
    found = []
    for one in indicators:
        for block in blocks:
            if (
                one.ranking is None
                or block.area.domain != one.ranking.domain
                or not isinstance(one.formula, ScoreFormula)
            ):
                continue
            dimensions = np.column_stack([block.of(item.name, "estimate") for item in one.formula.items])
            here = frame[(frame["indicator"] == one.id) & (frame["domain"] == block.area.domain)]
            dimensions[(here["publish"] == "hidden").to_numpy()] = np.nan
            ranks = rank_ranges(dimensions, one.ranking.draws, one.ranking.seed)
            found.append(rank_frame(one.id, block.area.domain, block.area.levels, ranks))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(RANK_COLUMNS))
