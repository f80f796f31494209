"""Sums that a request needs, as SQL: bases and columns in the order in which they are added up in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from survey.blank_reasons import Reason
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError
from survey.estimation.chosen_answers import choice_of
from survey.estimation.database.sql_conditions import SqlAnswers
from survey.estimation.database.table_columns import BoundValues
from survey.estimation.estimand_columns import EstimandColumns, Variables, rows_of
from survey.estimation.estimation_source import Request

_MOST = 500
"""Columns of a statement; PostgreSQL has 1,664 at most, each of them a few sums."""
_LARGEST_OF_FLOATS = 2**53
"""Whole numbers from it on, such as identifiers, would be compared as floating numbers that several of them share."""


@dataclass(frozen=True, slots=True)
class SqlBase:
    """A base: the condition under which a row counts, never NULL."""

    condition: str


@dataclass(frozen=True, slots=True)
class SqlColumn:
    """A column to add up: a number, or a condition when ``binary``; ``base`` is the position of its base."""

    expression: str
    base: int
    binary: bool


@dataclass(slots=True)
class RequestedSums:
    """Sums of one statement.

    Parameters
    ----------
    bases : list of SqlBase
        The sum of the weights of each is a column, too.
    columns : list of SqlColumn
    category : str
        Name of the variable by which groups are divided further, one column per category; empty without one.
    blanks : mapping of str to str
        Estimate -> variable whose reasons say how many do not know and how many refused.
    """

    bases: list[SqlBase] = field(default_factory=list)
    columns: list[SqlColumn] = field(default_factory=list)
    category: str = ""
    blanks: dict[str, str] = field(default_factory=dict)

    def add_base(self, condition: str) -> int:
        """Position of a base."""
        self.bases.append(SqlBase(condition))
        return len(self.bases) - 1

    def add_number(self, expression: str, base: int) -> None:
        """Add a number; it counts where its base does."""
        self.columns.append(SqlColumn(expression, base, False))

    def add_truth(self, condition: str, base: int) -> None:
        """Add a condition that is 1 where it is true."""
        self.columns.append(SqlColumn(condition, base, True))


def requested_sums(
    request: Request, answers: SqlAnswers, bound: BoundValues, like: Sample, quantities: EstimandColumns
) -> RequestedSums:
    """Sums of a request of one statement: totals, means, ratios, shares of chosen answers."""
    found = RequestedSums()
    if request.kind == "ratio":
        for title in quantities.names:
            found.blanks[title] = _add_ratio(found, title, answers, request, like)
        return found
    if request.kind == "share":
        for name in quantities.names:
            base = found.add_base(base_condition(name, request, answers))
            found.add_truth(chosen(name, quantities.counted[name], answers, bound), base)
    else:
        for name in quantities.names:
            number = answers.number(name)
            found.add_number(number, found.add_base(f"{number} IS NOT NULL"))
    found.blanks = {name: name for name in quantities.names}
    return found


def _add_ratio(found: RequestedSums, title: str, answers: SqlAnswers, request: Request, like: Sample) -> str:
    """Add the columns of a ratio, and name its numerator; names in a title may have the sign / in them."""
    below = names_of(like, request.denominator or ())
    above = names_of(like, request.variables)
    y, x = next((one, other) for one in above for other in below if f"{one}/{other}" == title)
    numerator, denominator = answers.number(y), answers.number(x)
    base = found.add_base(f"({numerator} IS NOT NULL AND {denominator} IS NOT NULL)")
    for number in (numerator, denominator, f"{denominator} * {numerator}"):
        found.add_number(number, base)
    return y


def sums_of_categories(name: str, request: Request, answers: SqlAnswers) -> RequestedSums:
    """Sums of the shares of all categories of a variable, which a statement has for itself."""
    found = RequestedSums(blanks={name: name})
    base = found.add_base(base_condition(name, request, answers))
    if answers.kind_of(name) == "set":
        mentions = answers.mentions(name)
        for _, is_chosen in mentions.options:
            found.add_truth(f"({mentions.known} AND {is_chosen})", base)
    else:
        found.category = name
    return found


def sums_of_levels(request: Request, answers: SqlAnswers, bound: BoundValues, like: Sample) -> RequestedSums:
    """Sums of the shares of all categories of all variables, in one statement.

    Raises
    ------
    EstimationError
        ``E341`` when a statement cannot have so many columns.
    """
    found = RequestedSums()
    for name in names_of(like, request.variables):
        base = found.add_base(base_condition(name, request, answers))
        found.blanks[name] = name
        levels = choice_of(like, name, request.place).levels
        for level in levels:
            found.add_truth(chosen(name, [level], answers, bound), base)
    if len(found.columns) > _MOST:
        raise EstimationError(
            "E341",
            request.place,
            f"The variables have {len(found.columns):,} categories; a statement has at most {_MOST:,} after a calibration.",
            "Ask for the share of the categories that you need, or for fewer variables at once.",
        )
    return found


def chosen(name: str, levels: Sequence[Level], answers: SqlAnswers, bound: BoundValues) -> str:
    """Whether one of the answers was given."""
    if answers.kind_of(name) == "set":
        mentions = answers.mentions(name)
        options = [is_chosen for code, is_chosen in mentions.options if code in levels]
        return f"({mentions.known} AND ({' OR '.join(options) or '1 = 0'}))"
    if answers.kind_of(name) == "number":
        if any(isinstance(level, int) and abs(level) >= _LARGEST_OF_FLOATS for level in levels):
            whole = [f"{level:d}" for level in levels if isinstance(level, int)]
            return f"{answers.key(name)} IN ({', '.join(whole)})"
        own = [bound.number(level) for level in levels if not isinstance(level, str)]
        return f"{answers.number(name)} IN ({', '.join(own)})" if own else "1 = 0"
    texts = [bound.text(level) for level in levels if isinstance(level, str)]
    return f"{answers.text(name)} IN ({', '.join(texts)})" if texts else "1 = 0"


def base_condition(name: str, request: Request, answers: SqlAnswers) -> str:
    """Whether a row counts in the base of a share."""
    kind = answers.kind_of(name)
    if kind == "set":
        answered = answers.mentions(name).known
    elif kind == "number":
        answered = f"{answers.number(name)} IS NOT NULL"
    else:
        # an empty text is a blank
        answered = f"({answers.text(name)} IS NOT NULL AND {answers.text(name)} <> '')"
    if request.base == "answered":
        return answered
    others = [answers.has_reason(name, reason) for reason in (Reason.DONT_KNOW, Reason.REFUSED)]
    return f"({' OR '.join((answered, *others))})"


def names_of(like: Sample, variables: Variables) -> list[str]:
    """Names of variables, a battery as its rows."""
    given = [variables] if isinstance(variables, str) else list(variables)
    return [row for name in given for row in rows_of(like, name)]


def too_large(place: str) -> EstimationError:
    """Error for sums that are not finite although the values are (``E340``)."""
    return EstimationError(
        "E340",
        place,
        "Sums of the values are too large for floating numbers.",
        "Bring the variable to a larger unit: multiply it by one small number in a query.",
    )
