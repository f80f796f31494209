"""A wave in a database: its questions, areas, estimates and protected cells, as :func:`survey.compute` needs them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from survey.blank_reasons import Reason
from survey.errors import IndicatorError
from survey.estimation.database import DatabaseSample
from survey.estimation.database.form_answers import FormAnswers
from survey.estimation.database.table_columns import BoundValues
from survey.indicators.area_blocks import AreaBlock
from survey.indicators.areas import Area, area_without_codes
from survey.indicators.cell_protection import protect_persons
from survey.indicators.crossings import parts
from survey.indicators.database.database_estimation import TableEstimation
from survey.indicators.database.database_persons import PersonsOfTable
from survey.indicators.database.sql_columns import too_early
from survey.indicators.definitions import Indicators
from survey.indicators.rule_constants import REGION
from survey.indicators.source_questions import sources
from survey.questionnaire.dependencies import variables_behind, variables_named
from survey.questionnaire.model import Questionnaire, Variable
from survey.validation.unasked_questions import is_left_out

_PLACE = "survey.compute: sample"


class TableWave:
    """A wave in a database.

    Parameters
    ----------
    indicators : Indicators
    source : DatabaseSample

    Raises
    ------
    IndicatorError
        ``I089`` a table without a questionnaire, or with another one; ``I087`` several waves in one table, replicate
        weights, or weights that became zero after it was opened.
    """

    def __init__(self, indicators: Indicators, source: DatabaseSample) -> None:
        if source.form is None or source.form.id != indicators.form.id:
            what = "has no questionnaire" if source.form is None else f"answers {source.form.id!r}"
            raise IndicatorError(
                "I089",
                _PLACE,
                f"The table {what}, the indicators {indicators.form.id!r}.",
                "Give survey.in_database the questionnaire of the indicators (form=).",
            )
        self.form: Questionnaire = source.form
        self.source = source
        names = self._waves(indicators)
        if len(names) > 1:
            raise _unfit(f"The table holds {len(names)} waves.", "Choose one wave in the query of survey.in_database.")
        if source.selection.replicates is not None:
            raise _unfit("The table has replicate weights.", "Describe PSUs in place of replicates.")
        if not (source.weighting.factor > 0).all():
            raise _unfit("A step of weighting gave some rows the weight zero.", "Leave these rows out in the query.")
        self.name = names[0] if names else ""

    def lacking(
        self, indicators: Indicators, not_asked: Collection[str], domains: Collection[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Variables behind indicators and domains that were not asked, and those with columns but without an answer."""
        given = variables_named(self.form, not_asked)
        behind = {name for one in indicators for name in sources(one, indicators)}
        for domain in domains:
            behind |= {*variables_behind(self.form, parts(domain))}
        found = self._unasked([self.form.variables[name] for name in self.form.variables if name in behind])
        empty = tuple(name for name, lack in found.items() if lack == "empty" and name not in given)
        names = (name for name in self.form.variables if name in given or (name in found and name not in empty))
        return tuple(names), empty

    def _unasked(self, variables: Sequence[Variable]) -> dict[str, str]:
        """Variable -> what lacks: its column, a part of its columns, or every answer."""
        table, bound = self.source.table, BoundValues(self.source.table.dialect)
        answers = self.source.answers(bound)
        assert isinstance(answers, FormAnswers)
        absent = {one.id: [column for column in one.columns if column not in table.columns.kinds] for one in variables}
        found = {one.id: "part" for one in variables if 0 < len(absent[one.id]) < len(one.columns)}
        counted = [one for one in variables if one.id not in found]
        sums = []
        for at, one in enumerate(counted):
            lost, skipped = "(1 = 1)", "(1 = 0)"
            if not absent[one.id]:
                lost, skipped = (answers.has_reason(one.id, why) for why in (Reason.NOT_RECORDED, Reason.NOT_ASKED))
            due = f"({lost} AND NOT {too_early(one, answers, bound) or '(1 = 0)'})"
            for letter, condition in zip("abc", (lost, skipped, due), strict=True):
                sums.append(f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS {letter}{at}")
        numbers = table.read(f"SELECT COUNT(*) AS n{', ' if sums else ''}{', '.join(sums)} FROM {table.source}", bound)
        for at, one in enumerate(counted):
            n, n_skipped, n_due = (int(numbers[f"{letter}{at}"].iloc[0]) for letter in "abc")
            no_column = bool(absent[one.id])
            if n + n_skipped >= len(self.source) and is_left_out(one, n, n_due, len(self.source), no_column=no_column):
                found[one.id] = "column" if no_column else "empty"
        return found

    def area(self, domain: str) -> Area:
        """Area with this name, without codes.

        Raises
        ------
        IndicatorError
            ``I005`` when the table has nothing of this name.
        """
        for name in parts(domain):
            if domain != REGION and self.source.like.has(name):
                self.source.find_levels(name)
        return area_without_codes(self.source.like, domain)

    def blocks(self, indicators: Indicators, areas: Sequence[Area]) -> list[AreaBlock]:
        """Blocks of the indicators, one for each area."""
        if not indicators.items:
            return []
        return TableEstimation(indicators, self.source, list(areas), self.name).blocks()

    def protected(self, frame: pd.DataFrame, indicators: Indicators, areas: Sequence[Area]) -> pd.DataFrame:
        """Table in which no hidden cell can be calculated from the others."""
        return protect_persons(frame, indicators, PersonsOfTable(indicators, self.source, areas))

    def _waves(self, indicators: Indicators) -> list[str]:
        role = indicators.form.roles.get("wave")
        if role is None or role not in self.source.table.columns.kinds:
            return []
        bound = BoundValues(self.source.table.dialect)
        found = self.source.table.read(
            f"SELECT DISTINCT {self.source.answers(bound).text(role)} AS k FROM {self.source.table.source} LIMIT 100",
            bound,
        )
        return sorted(str(name) for name in found["k"].dropna())


def open_wave(indicators: Indicators, source: object, window: object) -> TableWave:
    """A wave in a database.

    Raises
    ------
    IndicatorError
        ``I089``, ``I087`` as :class:`TableWave`; ``I087`` also for what is neither a sample nor a table, and ``I088`` for a
        window, which needs interviews in memory.
    """
    if not isinstance(source, DatabaseSample):
        raise _unfit(
            f"Indicators are computed from interviews or from a table in a database, not from {type(source).__name__}.",
            "survey.make_sample makes a sample of interviews, survey.in_database of a table.",
        )
    if window is not None:
        raise IndicatorError(
            "I088",
            "survey.compute: window",
            "A window of quarters needs the interviews in memory.",
            "Leave the window out, or compute from survey.make_sample.",
        )
    return TableWave(indicators, source)


def _unfit(fact: str, remedy: str) -> IndicatorError:
    return IndicatorError("I087", _PLACE, fact, remedy)
