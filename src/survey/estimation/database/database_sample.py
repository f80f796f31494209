"""Sample whose rows stay in a database."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from survey.argument_errors import noun, public
from survey.design.design import Design
from survey.design.sample import Sample
from survey.design.weight_trail import WeightStep
from survey.errors import EstimationError, InterviewsNeededError
from survey.estimation.database.cell_weights import CellWeights
from survey.estimation.database.database_selection import DatabaseSelection, find_selection
from survey.estimation.database.database_table import DatabaseTable, open_table
from survey.estimation.database.database_tabulation import tabulate_groups
from survey.estimation.database.fetched_rows import fetch
from survey.estimation.database.form_answers import FormAnswers
from survey.estimation.database.grouped_table import GroupedTable
from survey.estimation.database.plain_answers import PlainAnswers
from survey.estimation.database.sql_conditions import AnswersOf, SqlAnswers
from survey.estimation.database.table_columns import BoundValues
from survey.estimation.database.table_without_rows import table_without_rows
from survey.estimation.database.weighing import groups_of, weigh
from survey.estimation.estimation_source import Request, Tabulation
from survey.estimation.grouped_interviews import GroupSizes
from survey.estimation.requested_names import require_text
from survey.estimation.stored_sample import StoredSample
from survey.estimation.streaming.streamed_design import check_design
from survey.interviews import Interviews
from survey.questionnaire.model import Questionnaire


@noun
@dataclass(frozen=True, slots=True, eq=False)
class DatabaseSample(StoredSample):
    """Rows of a table in a database as a probability sample; made by :func:`survey.in_database`.

    Estimators, tests and models, and ``survey.rake``, ``poststratify`` and ``calibrate`` accept it in place of a
    :class:`survey.Sample`.

    Parameters
    ----------
    selection : DatabaseSelection
        Units, strata and weights.
    table : DatabaseTable
    like : Sample
        Sample of the same columns without a row: it knows names, kinds and categories.
    answers : callable
        Answers of a statement as expressions of SQL.
    weighting : CellWeights
        Steps of weighting made after the table was opened.
    checked : set of str
        Variables whose values have been compared with the questionnaire.
    """

    selection: DatabaseSelection
    table: DatabaseTable
    like: Sample
    answers: AnswersOf
    weighting: CellWeights = field(default_factory=CellWeights)
    checked: set[str] = field(default_factory=set, repr=False)

    @property
    def form(self) -> Questionnaire | None:
        """Questionnaire of the columns."""
        return self.like.data.form if isinstance(self.like.data, Interviews) else None

    def __len__(self) -> int:
        """Number of rows."""
        return self.selection.n

    @property
    def trail(self) -> tuple[WeightStep, ...]:
        """Steps of weighting: the weights of the table, then the steps made since."""
        return self.like.trail

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns of the table."""
        return self.like.names

    def tabulate(self, request: Request) -> Tabulation:
        """Sums by unit and domain, added up by the database.

        Raises
        ------
        EstimationError
            ``E304`` too many categories; ``E307`` something other than names of columns; ``E331`` to ``E334`` what the
            database cannot do; and the codes of the estimates.
        """
        return tabulate_groups(self._grouped(), request)

    def grouped_by(
        self, sources: Sequence[str], where: str | ArrayLike | None, place: str, numbers: Sequence[str] = ()
    ) -> tuple[Sample, GroupSizes]:
        """Groups of rows by classifications: see :class:`survey.estimation.grouped_interviews.GroupedSource`."""
        self._check_linearised(place)
        return groups_of(self._grouped(), sources, require_text(where, f"{place}: where="), numbers)

    def fetched(self, texts: Sequence[str], where: str | None, place: str) -> Sample:
        """Rows in memory: see :class:`survey.estimation.fetched_interviews.FetchedSource`."""
        self._check_linearised(place)
        return fetch(self._grouped(), texts, where)

    def weighed_by_cells(self, names: Sequence[str], step: Callable[[Sample], Sample], place: str) -> DatabaseSample:
        """Sample with the weights of a step: see :func:`survey.rake`, :func:`survey.poststratify`, :func:`survey.calibrate`.

        Raises
        ------
        EstimationError
            ``E342`` a step whose standard errors need the interviews.
        """
        self._check_linearised(place)
        weighting, described = weigh(self._grouped(), names, step, place)
        like = dataclasses.replace(self.like, trail=(*self.like.trail, described))
        return dataclasses.replace(self, like=like, weighting=weighting)

    def _check_linearised(self, place: str) -> None:
        if self.selection.replicates is not None:
            raise EstimationError(
                "E381",
                place,
                "A table with replicate weights has means, totals, shares and ratios in a database, and no more.",
                "Describe PSUs in place of replicates, or read the columns that are needed and give them to survey.make_sample.",
            )

    def with_columns(
        self, stages: Sequence[Mapping[str, str]], names: Sequence[str], bound: BoundValues
    ) -> DatabaseSample:
        """Sample of the same rows with more columns, which the database computes.

        Parameters
        ----------
        stages : sequence of mappings of str to str
            Names of numeric columns and their expressions, which may have the columns of all stages before.
        names : sequence of str
            The columns that may be asked for; the others only serve them.
        bound : BoundValues
            Values in the expressions.
        """
        table = self.table.with_columns(stages, names, bound)
        data = table_without_rows(table, self.form)
        like = dataclasses.replace(self.like, source=data, data=data)
        return dataclasses.replace(self, table=table, like=like, answers=_answers_of(table, data, self.checked))

    def find_levels(self, name: str) -> None:
        """Let the sample without rows know the categories of a name that occur in the table."""
        self._grouped().find_levels(name)

    def _grouped(self) -> GroupedTable:
        return GroupedTable(self.table, self.selection, self.like, self.answers, self.weighting)

    def _refusal(self, name: str) -> InterviewsNeededError:
        return InterviewsNeededError(
            "E339",
            f"survey.in_database: {name}",
            "This needs all rows of the sample in memory; a table in a database has estimates, cross-tables, tests, models and "
            "rake, poststratify and calibrate.",
            "Read the columns that are needed with the connection, and give them to survey.make_sample.",
        )

    def __repr__(self) -> str:
        first, step = self.stages[0], self.selection.step
        units = f", {len(first.strata)} strata, {len(first.stratum)} PSUs" if self.selection.replicates is None else ""
        return (
            f"<DatabaseSample: {len(self):,} rows of {self.table.title} in {self.table.dialect.name}{units}; "
            f"{step.detail}, total {step.total:,.0f}; lonely PSU: {self.design.lonely}>"
        )


@public
def in_database(
    connection: object, table_or_query: str, design: Design, form: Questionnaire | None = None
) -> DatabaseSample:
    """Sample whose rows stay in a database: the database adds up, and only sums by unit and domain leave it.

    Parameters
    ----------
    connection : DuckDB connection, Spark session, or connection of psycopg or ADBC to PostgreSQL
        Nothing is written with it.
    table_or_query : str
        Name of a table, with the name of its schema and a point before it if need be, or a query (``SELECT …``).
        Parts of a name may be in double quotes. A query is sent as it is written, so that it must not come from a stranger.
    design : Design
        Must name PSUs, because a table of PSUs by domains is what the database returns, or columns with replicate weights
        (``replicates=``) and then neither PSUs nor strata.
    form : Questionnaire, optional
        Questionnaire of the columns: codes, as :func:`survey.write_file` writes them, with missing codes, which become blanks
        with their reasons, -1 for "not asked" and NULL for "not recorded"; multiple choices have a column of 1 and 0 per
        option. Batteries, groupings and answers by wording are then known as in memory. The routing is not applied.

    Returns
    -------
    DatabaseSample
        For ``survey.total``, ``mean``, ``share``, ``shares``, ``ratio``, ``change``, ``quantile``, ``crosstab``, ``test_independence`` and
        ``goodness_of_fit``, for ``rake``, ``poststratify`` and ``calibrate``. For ``glm``, ``ordinal``, ``compare``, ``rank_test``, ``variance``,
        ``covariance``, ``correlation``, ``reliability`` and ``cdf`` the columns that they name are fetched, at most 5 million rows (``E385``).
        Results are the same as in memory; other verbs refuse it (``E339``), and with replicate weights in columns all but means,
        totals, shares and ratios do (``E381``). Weights are used as the table has them, as if they were design weights.

    Raises
    ------
    EstimationError
        ``E330`` an unknown kind of connection; ``E333`` what the database refuses; ``E383``,
        ``E386`` a second statement, or neither a query nor a name; ``E305`` a design without PSUs; ``E380``,
        ``E382`` replicate weights that are an array or come with PSUs;
        ``E335`` to ``E338`` columns and weights of the design. When something is estimated: ``E343`` a blank that may
        mean two things; ``E344`` to ``E346`` columns that do not fit the questionnaire.
    DesignError
        ``S010`` to ``S014`` strata, PSUs and population figures.

    Notes
    -----
    A blank is NULL or NaN. Conditions and categories are written as SQL, names in quotes and values bound; variances,
    intervals and flags are computed here. See the page on scale for what is moved.

    Examples
    --------
    >>> import duckdb
    >>> from survey.estimation import mean
    >>> connection = duckdb.connect()
    >>> query = "SELECT * FROM (VALUES (1, 1, 1), (1, 1, 2), (2, 1, 3), (2, 1, 4)) AS wave(unit, w, y)"
    >>> sample = in_database(connection, query, Design(psu="unit", weight="w"))
    >>> float(mean(sample, "y").estimate[0])
    2.5
    """
    _check_design(design)
    table = open_table(connection, table_or_query)
    data = table_without_rows(table, form)
    checked: set[str] = set()
    answers = _answers_of(table, data, checked)
    selection = find_selection(table, design, answers)
    none = np.zeros(0)
    like = Sample(data, data, design, selection.stages, np.zeros(0, np.intp), none, (selection.step,))
    return DatabaseSample(selection, table, like, answers, checked=checked)


def _answers_of(table: DatabaseTable, data: Interviews | pd.DataFrame, checked: set[str]) -> AnswersOf:
    """Answers of statements to a table, of which ``data`` has the names and no row."""

    def answers(bound: BoundValues) -> SqlAnswers:
        if not isinstance(data, Interviews):
            return PlainAnswers(table.columns)
        return FormAnswers(table, data.form, bound, data, checked)

    return answers


def _check_design(design: Design) -> None:
    """Refuse designs whose variances cannot be computed from sums."""
    if getattr(design, "replicates", None) is None:
        check_design(design)
        return
    check_design(dataclasses.replace(design, replicates=None, psu="psu"))
    if design.psu_names or design.strata_names or design.fpc_names:
        raise EstimationError(
            "E382",
            "survey.in_database: design",
            "It has replicate weights, from which all variances follow, and PSUs, strata or population figures as well.",
            "Leave psu=, strata= and fpc= out: estimates and standard errors are the same.",
        )
