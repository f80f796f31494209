"""Right-hand side of a formula as a matrix: categories, blanks, and the columns of each term."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from survey.arrays import Floats, Indices, Mask
from survey.design.population_margin import Level
from survey.design.sample import Sample
from survey.errors import EstimationError, nearest
from survey.estimation.models.sample_questionnaire import form_of, variable_of
from survey.interviews import Interviews
from survey.questionnaire.answer_scores import can_be_scored, score_answers
from survey.questionnaire.model import TEXT_KINDS

if TYPE_CHECKING:
    from formulaic import Formula, ModelSpec
    from formulaic.parser.types import Term as FormulaTerm


_OFFSET = "offset("
_WHOLE = re.compile(r"\[([A-Za-z]+\.)?(-?\d+)\.0\]")
"""A whole number as the level of a category, written with its point."""


@dataclass(frozen=True, slots=True)
class Term:
    """Term of a formula: its text, the variables in it, and the positions of its columns."""

    name: str
    variables: frozenset[str]
    columns: tuple[int, ...]

    @property
    def parts(self) -> frozenset[str]:
        """Factors of an interaction, without spaces, so that their order does not matter."""
        return frozenset(part.replace(" ", "") for part in self.name.split(":"))


@dataclass(frozen=True, slots=True, eq=False)
class Predictors:
    """Recipe that makes the matrix of a model from a table.

    Parameters
    ----------
    formula : str
        The right-hand side as written.
    names : tuple of p str
        Columns of the matrix.
    terms : tuple of Term
    levels : mapping name -> levels
        Variables that are categories, with the categories that occur.
    numbers : tuple of str
        Variables that are numbers.
    """

    formula: str
    names: tuple[str, ...]
    terms: tuple[Term, ...]
    levels: Mapping[str, tuple[Level, ...]]
    numbers: tuple[str, ...]
    _spec: ModelSpec
    _columns: Indices
    _offsets: Indices
    _context: Mapping[str, object]

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of all variables that the matrix needs."""
        return (*self.levels, *self.numbers)

    def matrix(self, table: pd.DataFrame) -> tuple[Floats, Floats]:
        """Matrix (n, p) and offset (n,) of a table made by :meth:`table` or :func:`table_of`."""
        if not len(table):
            return np.zeros((0, len(self.names))), np.zeros(0)
        with np.errstate(all="ignore"):
            made = self._spec.get_model_matrix(table, context=dict(self._context))
        full = np.asarray(made, np.float64)
        return _take(full, self._columns), full[:, self._offsets].sum(1)

    def table(self, given: pd.DataFrame) -> tuple[pd.DataFrame, Mask]:
        """Columns needed from a new table, and (n,) mask of the rows in which one of them is blank.

        Raises
        ------
        EstimationError
            ``E158`` when a column is missing; ``E163`` when it holds a category the model has not seen.
        """
        columns: dict[str, object] = {}
        blank = np.zeros(len(given), bool)
        for name in self.variables:
            if name not in given.columns:
                raise EstimationError(
                    "E158",
                    f"new data: column {name!r}",
                    "The model needs it, and it is not there.",
                    nearest(name, [str(one) for one in given.columns]),
                )
            column = given[name]
            empty = column.isna().to_numpy()
            blank |= empty
            if name in self.levels:
                columns[name] = _place(column, empty, self.levels[name], name)
            else:
                columns[name] = column.to_numpy(np.float64, na_value=np.nan)
        return pd.DataFrame(columns, index=given.index), blank


def read_predictors(formula: str, sample: Sample, rows: Mask) -> tuple[Predictors, Floats, Floats, Mask]:
    """Matrix of a formula on the interviews without blanks.

    Parameters
    ----------
    formula : str
        The right-hand side.
    sample : Sample
    rows : (n,) array of bool
        The interviews that may enter.

    Returns
    -------
    predictors : Predictors
    X : (k, p) array
    offset : (k,) array
    used : (n,) array of bool
        The k interviews that enter.

    Raises
    ------
    EstimationError
        ``E156`` the formula cannot be read or calculated; ``E157`` an unknown name; ``E159`` no interview without a
        blank; ``E259`` negative weights; ``E160`` a category that is the same for all; ``E161`` a column that is not finite.
    """
    import formulaic
    from formulaic.errors import FormulaicError

    place = f"formula {formula!r}"
    negative = int(((sample.weights < 0) & (True if sample.domain is None else sample.domain)).sum())
    if negative:
        raise EstimationError(
            "E259",
            place,
            f"{negative} interviews have negative weights, with which no model is fitted.",
            "Give bounds, or method='raking', to the calibration that made them.",
        )
    try:
        parsed = formulaic.Formula(formula)
    except (FormulaicError, SyntaxError) as error:
        raise _unreadable(place, error) from None
    context = _functions(sample)
    wanted = _wanted(parsed, sample, context, place)
    table, levels, used = table_of(sample, wanted, rows, place)
    try:
        with np.errstate(all="ignore"):
            made = parsed.get_model_matrix(table, context=context, output="numpy", na_action="ignore")
    except (FormulaicError, ValueError, TypeError, AttributeError) as error:
        raise _unreadable(place, error) from None
    predictors = _describe(formula, made.model_spec, wanted, levels, context)
    full = np.asarray(made, np.float64)
    finite = np.isfinite(full.sum(1))
    if not finite.all():
        full, used = _drop_blank(full, used, predictors._spec.column_names, place)
    return predictors, _take(full, predictors._columns), full[:, predictors._offsets].sum(1), used


def _wanted(parsed: Formula, sample: Sample, context: Mapping[str, object], place: str) -> list[str]:
    """Variables that a formula needs; formulaic's list leaves out those within ``poly``, ``scale`` and the like."""
    from formulaic.transforms import TRANSFORMS

    found = set().union(*(_variables_of(term) for term in parsed))
    known = {name for name in found if sample.has(name)}
    for name in sorted(found - known - set(context) - set(TRANSFORMS) - set(dir(builtins))):
        raise EstimationError("E157", place, f"Nothing in the sample has the name {name!r}.", _near(name, sample))
    return sorted(known)


def _variables_of(term: FormulaTerm) -> set[str]:
    """Names that occur in a term, functions included."""
    found: set[str] = set()
    for factor in term.factors:
        if factor.eval_method.value == "lookup":
            found.add(str(factor.expr))
        elif factor.eval_method.value == "python":
            found |= _names_in(str(factor.expr))
    return found


def _names_in(expression: str) -> set[str]:
    """Names a call mentions, in backticks or not."""
    quoted = set(re.findall(r"`([^`]+)`", expression))
    tree = ast.parse(re.sub(r"`[^`]+`", "0", expression), mode="eval")
    return quoted | {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def table_of(
    sample: Sample, names: list[str], rows: Mask, place: str
) -> tuple[pd.DataFrame, dict[str, tuple[Level, ...]], Mask]:
    """Table of the variables on the interviews where none is blank, the levels that occur, and the mask of these interviews."""
    coded: dict[str, tuple[Indices, tuple[Level, ...]]] = {}
    numbers: dict[str, Floats] = {}
    used = rows.copy()
    for name in names:
        if is_category(sample, name):
            found = sample.categories(name)
            coded[name] = found.codes, found.levels
            used &= found.codes >= 0
        else:
            numbers[name] = sample.values(name)
            used &= ~np.isnan(numbers[name])
    if not used.any():
        raise EstimationError(
            "E159",
            place,
            "Every interview has a blank in one of the variables.",
            "Leave out the variable that was asked of few, or widen where=.",
        )
    columns: dict[str, object] = {}
    levels: dict[str, tuple[Level, ...]] = {}
    for name, (codes, every) in coded.items():
        inside = codes[used]
        seen = np.flatnonzero(np.bincount(inside, minlength=len(every)))
        levels[name] = tuple(every[at] for at in seen.tolist())
        if len(seen) < 2:
            raise EstimationError(
                "E160",
                f"{place}: {name!r}",
                f"All {int(used.sum())} interviews have the same category, {levels[name][0]!r}.",
                "Leave it out of the formula.",
            )
        position = np.zeros(len(every), np.intp)
        position[seen] = np.arange(len(seen))
        columns[name] = pd.Categorical.from_codes(position[inside], dtype=pd.CategoricalDtype(list(levels[name])))
    columns.update({name: values[used] for name, values in numbers.items()})
    order = names or []
    frame = pd.DataFrame({name: columns[name] for name in order}, index=pd.RangeIndex(int(used.sum())))
    return frame, levels, used


def is_category(sample: Sample, name: str) -> bool:
    """Whether a variable is a set of categories: single choices and groupings of a questionnaire, and texts."""
    if name in sample.classes and sample.classes[name].labels:
        return True
    if name in sample.assigned or not isinstance(sample.data, Interviews):
        return sample.kind_of(name) == "text"
    form = sample.data.form
    variable = form.variables.get(name)
    if variable is None:
        return name in form.groupings or sample.kind_of(name) == "text"
    return variable.kind in ("single", "multiple") or variable.kind in TEXT_KINDS


def _functions(sample: Sample) -> dict[str, object]:
    """Functions that a formula may call in addition to those of formulaic."""
    from formulaic.transforms import TRANSFORMS

    known: dict[str, object] = {
        "offset": _identity,
        "factor": TRANSFORMS["C"],
        "number": _number,
        "score": _Scorer(sample),
        "sqrt": np.sqrt,
        "log1p": np.log1p,
        "abs": np.abs,
    }
    return known


def _identity(values: object) -> object:
    return values


def _number(column: pd.Series) -> pd.Series:
    """The codes of a category as numbers."""
    return column.astype(np.float64)


@dataclass(frozen=True, slots=True)
class _Scorer:
    """The questionnaire's scores of the answers in a column."""

    sample: Sample

    def __call__(self, column: pd.Series) -> pd.Series:
        name = str(column.name)
        variable = variable_of(self.sample, name)
        if form_of(self.sample) is None or variable is None or not can_be_scored(variable):
            raise EstimationError(
                "E162",
                f"score({name})",
                "The questionnaire gives its answers no scores.",
                f"Write number({name}) for its codes as numbers.",
            )
        return pd.Series(score_answers(variable, column.to_numpy(np.float64)), index=column.index)


def _describe(
    formula: str,
    spec: ModelSpec,
    wanted: list[str],
    levels: dict[str, tuple[Level, ...]],
    context: dict[str, object],
) -> Predictors:
    """Predictors of a formula; terms and columns do not include the offset."""
    indices = {str(term): list(places) for term, places in spec.term_indices.items()}
    variables = {str(term): _variables_of(term) for term in spec.terms}
    offsets = [at for name, places in indices.items() if name.startswith(_OFFSET) for at in places]
    columns = [at for at in range(len(spec.column_names)) if at not in offsets]
    position = {at: new for new, at in enumerate(columns)}
    terms = tuple(
        Term(name, frozenset(variables[name] & set(wanted)), tuple(position[at] for at in places))
        for name, places in indices.items()
        if not name.startswith(_OFFSET)
    )
    names = tuple(_WHOLE.sub(r"[\1\2]", str(spec.column_names[at])) for at in columns)
    numbers = tuple(name for name in wanted if name not in levels)
    return Predictors(
        formula, names, terms, levels, numbers, spec, np.array(columns, np.intp), np.array(offsets, np.intp), context
    )


def _take(full: Floats, columns: Indices) -> Floats:
    return full if len(columns) == full.shape[1] else np.ascontiguousarray(full[:, columns])


def _drop_blank(full: Floats, used: Mask, names: tuple[str, ...], place: str) -> tuple[Floats, Mask]:
    """Matrix and mask without the interviews for which a function gave a blank.

    Raises
    ------
    EstimationError
        ``E161`` when one gave an infinite number.
    """
    infinite = np.isinf(full).any(0)
    if infinite.any():
        raise EstimationError(
            "E161",
            f"{place}: {names[int(np.flatnonzero(infinite)[0])]}",
            "It is infinite for some interviews, such as the logarithm of zero.",
            "Restrict the sample with where=, or take another function (log1p for counts).",
        )
    whole = ~np.isnan(full).any(1)
    kept = used.copy()
    kept[np.flatnonzero(used)[~whole]] = False
    return full[whole], kept


def _place(column: pd.Series, empty: Mask, levels: tuple[Level, ...], name: str) -> pd.Categorical[int]:
    """A new column as categories of the model; -1 where blank."""
    position = {level: at for at, level in enumerate(levels)}
    codes = np.array([-1 if gone else position.get(value, -2) for value, gone in zip(column, empty, strict=True)])
    if (codes == -2).any():
        raise EstimationError(
            "E163",
            f"new data: column {name!r}",
            f"The model has not seen the category {column[codes == -2].iloc[0]!r}.",
            f"Its categories are {', '.join(repr(level) for level in levels[:12])}.",
        )
    return pd.Categorical.from_codes(codes.astype(np.int64), dtype=pd.CategoricalDtype(list(levels)))


def _unreadable(place: str, error: Exception) -> EstimationError:
    if isinstance(error.__cause__, EstimationError):
        return error.__cause__
    said = str(error).split("\n")[0].strip()
    return EstimationError(
        "E156",
        place,
        f"It cannot be read or calculated: {said}",
        "Write it as in R: terms joined by +, a:b for interactions, C(x) for categories, log(x), I(x**2), offset(x).",
    )


def _near(name: str, sample: Sample) -> str:
    return nearest(name, sample.names)
