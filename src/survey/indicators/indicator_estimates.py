"""Computation of the indicators of a wave, for the region and for groups."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from survey.argument_errors import public
from survey.design import Sample
from survey.errors import IndicatorError
from survey.estimation.estimation_source import Source
from survey.indicators.area_blocks import NUMBERS, AreaBlock, estimate_areas, is_wanted
from survey.indicators.areas import Area, area
from survey.indicators.cell_protection import hide_with_window, protect
from survey.indicators.crossings import DomainName, crossing, parts, with_crossings
from survey.indicators.definitions import Indicators, ScoreFormula
from survey.indicators.indicator_table import COLUMNS, IndicatorTable
from survey.indicators.rank_uncertainty import COLUMNS as RANK_COLUMNS
from survey.indicators.rank_uncertainty import rank_frame, rank_ranges
from survey.indicators.respondents import Respondents
from survey.indicators.rule_constants import REGION
from survey.indicators.source_questions import withheld
from survey.indicators.status_table import judge
from survey.indicators.unit_differences import differences, model_based_values
from survey.indicators.window_waves import waves_in
from survey.interviews import Interviews
from survey.questionnaire.dependencies import variables_behind, variables_named
from survey.validation.unasked_questions import unasked


@public
def compute(
    indicators: Indicators,
    sample: Sample | Source,
    *,
    wave: str | None = None,
    domains: Sequence[DomainName] | None = None,
    not_asked: Collection[str] = (),
    window: Sample | None = None,
) -> IndicatorTable:
    """Indicators with their uncertainty and status.

    An indicator is computed when every question behind it was asked; otherwise it is withheld with the questions that are
    missing: those for which the interviews have no column, not every column, or not one answer although they were to be
    asked, and those named in ``not_asked``. The same holds for a grouping with a missing question.

    Parameters
    ----------
    indicators : Indicators
    sample : Sample or DatabaseSample
        Made from interviews of the questionnaire with which the indicators were read. Its domain, when it has one, is
        the region. Or a table of one wave in a database, read with the questionnaire (:func:`survey.in_database` with
        ``form=``): the database then adds up, and what was answered by whom does not leave it.
    wave : str, optional
        Name of the wave; by default the one that the interviews name, when they all name the same.
    domains : sequence of str or of sequences of str, optional
        Groupings or single-choice questions, several of them together to be crossed: ``["sex", ("sex", "age4")]``; by
        default those of the definitions. The region is always included. A crossing is taken from the window when one of
        its groupings is.
    not_asked : collection of str
        Questions, rows of a battery or batteries that were left out of this wave on purpose.
    window : Sample, optional
        Interviews of this wave and the quarters before it as one sample (:func:`survey.combine`; with ``name=WINDOW``
        where the questionnaire has no question of the role ``wave``). The groupings that the status rule names under
        ``window`` are estimated from it; everything else from ``sample`` alone. Without it every grouping is estimated
        from ``sample``, as in the first quarter of a monitor.

    Returns
    -------
    IndicatorTable
        One row for every indicator, domain and category, even when it has no interview.

    Raises
    ------
    IndicatorError
        ``I005`` an unknown domain, ``I006`` a sample of another questionnaire, ``I041`` a grouping crossed with itself;
        of a table in a database ``I087`` several waves at once, ``I088`` a window, ``I089`` no questionnaire or another
        one, ``I090`` too many combinations of categories.

    Notes
    -----
    Shares and prevalences keep "don't know" and refusals in the base. Errors are Taylor linearisations with strata,
    PSUs and every calibration of the weights (:func:`survey.mean`); list experiments, geometric means and gaps enter
    as one influence column each. ``se``, ``df``, ``deff`` and ``n_eff`` are those of the cell alone. Intervals, probabilities
    and statuses rest on the design effect pooled over the categories of a grouping, ``deff_pooled`` with ``df_pooled``
    degrees of freedom (:func:`survey.indicators.precision.pooled_design_effects`): Wilson's interval for shares,
    symmetric ones for everything else, 95 %.
    """
    if not isinstance(sample, Sample):
        return _compute_in_database(indicators, sample, wave, domains, not_asked, window)
    if isinstance(sample.data, Interviews) and sample.data.form.id != indicators.form.id:
        raise IndicatorError(
            "I006", "survey.compute", f"The sample answers {sample.data.form.id!r}, the indicators {indicators.form.id!r}.",
            "Read both with the same questionnaire.",
        )  # fmt: skip
    names = _domain_names(indicators, domains)
    areas = [area(sample, name) for name in names]
    plan = _Plan.of(indicators, areas, *_lacking(indicators, sample, not_asked))
    people = Respondents(plan.known, sample)
    over = Respondents(plan.known, window) if window is not None else None
    blocks, alone = estimate_areas(people, plan.seen, over)
    name = wave if wave is not None else _wave_of(sample, indicators)
    protected = functools.partial(_protected, people=people, seen=plan.seen, window=over)
    judged = plan.judged(blocks, areas, protected)
    newest = None
    if alone:
        pooled = [place for place in areas if place.domain in {REGION, *plan.indicators.status_rule.pooled}]
        seen_alone = [place for place in pooled if not plan.blind[place.domain]]

        def protected_alone(frame: pd.DataFrame) -> pd.DataFrame:
            beside = hide_with_window(frame, judged, plan.indicators.publication_rule)
            return _protected(beside, people, seen_alone, None)

        newest = _table(plan.indicators, name, plan.judged(alone, pooled, protected_alone), alone)
    return plan.table(name, judged, blocks, newest)


def _compute_in_database(
    indicators: Indicators,
    source: Source,
    wave: str | None,
    domains: Sequence[DomainName] | None,
    not_asked: Collection[str],
    window: Sample | None,
) -> IndicatorTable:
    """Indicators of a table in a database: its sums take the place of respondents."""
    # tables in databases are needed by few
    from survey.indicators.database.database_wave import open_wave

    found = open_wave(indicators, source, window)
    names = _domain_names(indicators, domains)
    areas = [found.area(name) for name in names]
    plan = _Plan.of(indicators, areas, *found.lacking(indicators, not_asked, names))
    blocks = found.blocks(plan.known, plan.seen)
    judged = plan.judged(blocks, areas, lambda frame: found.protected(frame, plan.known, plan.seen))
    return plan.table(found.name if wave is None else wave, judged, blocks, None)


def _domain_names(indicators: Indicators, domains: Sequence[DomainName] | None) -> tuple[str, ...]:
    """Names of the areas, the region first."""
    return tuple(dict.fromkeys((REGION, *map(crossing, indicators.domains if domains is None else domains))))


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Plan of a wave: the indicators and areas that are computed, and those that are withheld.

    Parameters
    ----------
    indicators : Indicators
        With rules for the crossings.
    known : Indicators
        Those that are computed.
    reasons : mapping of indicator to str
        Missing questions of those that are withheld.
    blind : mapping of domain to str
        Missing questions of the domains; empty for a domain that is known.
    seen : list of Area
        Areas that are known.
    """

    indicators: Indicators
    known: Indicators
    reasons: Mapping[str, str]
    blind: Mapping[str, str]
    seen: list[Area]

    @classmethod
    def of(
        cls, indicators: Indicators, areas: Sequence[Area], lacking: tuple[str, ...], empty: tuple[str, ...]
    ) -> _Plan:
        """The plan, given the variables that were not asked, and those with columns but without a single answer."""
        rule = with_crossings(indicators.status_rule, [place.domain for place in areas])
        indicators = dataclasses.replace(indicators, status_rule=rule)
        behind = {one.domain: variables_behind(indicators.form, parts(one.domain)) for one in areas}
        blind = {domain: _joined(lacking, names) for domain, names in behind.items()}
        seen = [place for place in areas if not blind[place.domain]]
        out = withheld(indicators, lacking, empty)
        known = dataclasses.replace(indicators, items=tuple(one for one in indicators if one.id not in out))
        return cls(indicators, known, {name: ";".join(names) for name, names in out.items()}, blind, seen)

    def judged(
        self,
        blocks: Sequence[AreaBlock],
        areas: Sequence[Area],
        protected: Callable[[pd.DataFrame], pd.DataFrame],
    ) -> pd.DataFrame:
        """Estimates judged by the rules and protected, with the rows that are withheld."""
        rows = _withheld_rows(self.indicators, areas, self.reasons, self.blind)
        return _judged(self.indicators, blocks, areas, rows, protected)

    def table(
        self, wave: str, judged: pd.DataFrame, blocks: Sequence[AreaBlock], newest: IndicatorTable | None
    ) -> IndicatorTable:
        """Table with ranks, comparisons between categories and model-based values."""
        table = _table(self.indicators, wave, judged, blocks)
        tests = differences(judged, self.indicators)
        return dataclasses.replace(
            table,
            ranks=_ranks(self.known, blocks, table.frame),
            differences=tests,
            small_areas=model_based_values(judged, tests, self.indicators),
            newest=newest,
        )


def _judged(
    indicators: Indicators,
    blocks: Sequence[AreaBlock],
    areas: Sequence[Area],
    withheld_rows: pd.DataFrame,
    protected: Callable[[pd.DataFrame], pd.DataFrame],
) -> pd.DataFrame:
    """Estimates judged by the rules and protected, with the rows that are withheld; every number of a block is a column."""
    drafts = [*(block.frame() for block in blocks), withheld_rows]
    draft = _in_order(pd.concat([one for one in drafts if len(one)], ignore_index=True), indicators, areas)
    return _without_withheld(protected(judge(draft, indicators)))


def _table(indicators: Indicators, wave: str, judged: pd.DataFrame, blocks: Sequence[AreaBlock]) -> IndicatorTable:
    """Table of judged estimates, without ranks and comparisons between categories."""
    counts = ("n", "n_cases", "n_psus")
    frame = judged.assign(wave=wave).fillna(dict.fromkeys(counts, 0))
    frame = frame.astype(dict.fromkeys(counts, np.int64))[list(COLUMNS)]
    variations = {block.area.domain: block.variation for block in blocks}
    return IndicatorTable(indicators, wave, frame, pd.DataFrame(columns=list(RANK_COLUMNS)), variations)


def _lacking(
    indicators: Indicators, sample: Sample, not_asked: Collection[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Variables that were not asked, and those with columns but without a single answer, in the order of asking."""
    given = variables_named(indicators.form, not_asked)
    found = unasked(sample.data) if isinstance(sample.data, Interviews) else {}
    empty = tuple(name for name, one in found.items() if one.lack == "empty" and name not in given)
    lacking = (name for name in indicators.form.variables if name in given or (name in found and name not in empty))
    return tuple(lacking), empty


def _joined(lacking: Collection[str], names: Collection[str]) -> str:
    return ";".join(name for name in lacking if name in names)


def _withheld_rows(
    indicators: Indicators, areas: Sequence[Area], reasons: Mapping[str, str], blind: Mapping[str, str]
) -> pd.DataFrame:
    """Rows without numbers, one for every number that is not computed."""
    rows = [
        (one.id, place.domain, level, reasons.get(one.id) or blind[place.domain])
        for one in indicators
        for place in areas
        if is_wanted(one, place) and (one.id in reasons or blind[place.domain])
        for level in place.levels
    ]
    frame = pd.DataFrame(rows, columns=["indicator", "domain", "level", "withheld"])
    zero = {"n", "lonely", "n_psus", "n_psus_hit", "split"}
    numbers = {name: np.full(len(rows), 0.0 if name in zero else np.nan) for name in NUMBERS}
    return frame.assign(**numbers, quarters="", psus_whole=False)


def _protected(
    frame: pd.DataFrame, people: Respondents, seen: Sequence[Area], window: Respondents | None
) -> pd.DataFrame:
    """Table in which no hidden cell can be calculated from the others."""
    domains = [place.domain for place in seen]
    pooled = window is not None and any(name in people.indicators.status_rule.pooled for name in domains)
    counted = window if pooled and window is not None else people
    found = waves_in(counted.sample, people.indicators) if pooled else None
    quarter = np.zeros(len(counted.sample), np.intp) if found is None else np.maximum(found[0], 0)
    return protect(frame, counted, domains, quarter)


def _without_withheld(frame: pd.DataFrame) -> pd.DataFrame:
    """Table in which numbers that were not computed have the status "withheld"."""
    if "withheld" not in frame:
        return frame.assign(withheld="")
    frame["withheld"] = frame["withheld"].fillna("")
    frame.loc[frame["withheld"] != "", "status"] = "withheld"
    return frame


def _in_order(frame: pd.DataFrame, indicators: Indicators, areas: Sequence[Area]) -> pd.DataFrame:
    """Rows by indicator, then by area; levels keep their order."""
    indicator = frame["indicator"].map({name: at for at, name in enumerate(indicators.ids)}).to_numpy()
    place = frame["domain"].map({one.domain: at for at, one in enumerate(areas)}).to_numpy()
    return frame.iloc[np.lexsort((place, indicator))].reset_index(drop=True)


def _wave_of(sample: Sample, indicators: Indicators) -> str:
    """Wave that the interviews name, when they all name the same; otherwise empty."""
    role = indicators.form.roles.get("wave")
    if role is None or role not in sample.names:
        return ""
    named = {str(name) for name in sample.texts(role) if name is not None}
    return named.pop() if len(named) == 1 else ""


def _ranks(indicators: Indicators, blocks: Sequence[AreaBlock], frame: pd.DataFrame) -> pd.DataFrame:
    """Rank ranges of the indicators with a ranking; areas that are not published have none."""
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
