"""Interviews with their design, their weights and the way the weights were made."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from survey.argument_errors import noun
from survey.arrays import Floats, Indices, Mask, Objects, ReasonCodes
from survey.design.design import Design
from survey.design.interview_order import in_order, truth
from survey.design.population_margin import Level, code, code_numbers
from survey.design.sampling_stages import Stage
from survey.design.weight_trail import WeightStep, trail_to_frame
from survey.errors import DesignError, SurveyError, nearest
from survey.expressions import AnswerKind, Mentions, evaluate, parse
from survey.interviews import Interviews
from survey.questionnaire.model import TEXT_KINDS, Reason, Variable
from survey.text import Text

P = ParamSpec("P")
Result = TypeVar("Result")

_LONGEST_SCALE = 200


class Categories(NamedTuple):
    """A column as categories.

    ``codes`` (n,) are positions in ``levels``, -1 where blank; ``labels`` are the wordings, empty for columns the
    questionnaire does not know; ``ids`` are the names a population file may use for the levels.
    """

    codes: Indices
    levels: tuple[Level, ...]
    labels: tuple[Text, ...]
    ids: tuple[str, ...]


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Interviews as a probability sample: made by :func:`survey.make_sample`, restricted by :meth:`where`.

    Parameters
    ----------
    source : Interviews or pandas.DataFrame
        What was given, with the interviews that were set aside.
    data : Interviews or pandas.DataFrame
        The n interviews that count.
    design : Design
    stages : tuple of Stage
        Units and strata of each stage that adds to a variance.
    units : (n,) array of int
        Unit of the last of these stages.
    weights : (n,) array, persons represented
    trail : tuple of WeightStep
        How the weights were made; the first step is the design.
    domain : (n,) array of bool, or None
        The part of the population spoken of; None means all of it. The interviews outside stay in the sample.
    assigned : mapping name -> (n,) array
        Columns added by :meth:`assign`.
    conditions : tuple of str
        The conditions of the domain as they were written.
    design_weights : (n,) array or None
        The weights before any adjustment; None means that there was none.
    index : pandas.Index or None
        That of the table given: a series beside the sample is brought into its order.
    """

    source: Interviews | pd.DataFrame
    data: Interviews | pd.DataFrame
    design: Design
    stages: tuple[Stage, ...]
    units: Indices
    weights: Floats
    trail: tuple[WeightStep, ...]
    domain: Mask | None = None
    assigned: Mapping[str, Floats | Objects] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    design_weights: Floats | None = None
    index: pd.Index | None = field(default=None, repr=False)
    _coded: dict[str, Categories] = field(default_factory=dict, repr=False)

    # What is in it

    def __len__(self) -> int:
        """Number of interviews in the sample, whatever the domain."""
        return len(self.weights)

    @property
    def n(self) -> int:
        """Number of interviews in the domain."""
        return len(self) if self.domain is None else int(self.domain.sum())

    @property
    def psus(self) -> tuple[Stage, Indices]:
        """The first stage, and the PSU (n,) of each interview."""
        units = self.units
        for stage in reversed(self.stages[1:]):
            units = stage.parent[units]
        return self.stages[0], units

    @property
    def variance_rule(self) -> str:
        """The rule for lonely PSUs, the strata it joined, and what variances are made from other than deviations."""
        replicates = [step.detail for step in self.trail if step.kind == "replicate"]
        given = self.design.replicates
        if given is not None:
            replicates = [f"{given.kind} replicate weights"]
        pps = f"; selection: pps {self.design.pps_title}" if self.design.pps is not None else ""
        joined = "".join(f"; {note}" for note in self.trail[0].notes if note.startswith("strata joined"))
        return f"{self.design.lonely}{joined}{pps}{''.join(f'; variance: {one}' for one in replicates)}"

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that can be asked for."""
        if isinstance(self.data, Interviews):
            own = [*self.data.form.variables, *self.data.form.groupings, *(str(name) for name in self.data.extras)]
        else:
            own = [str(name) for name in self.data.columns]
        return tuple(dict.fromkeys([*self.assigned, *own]))

    def has(self, name: str) -> bool:
        """Whether a name can be asked for; the columns of single options (``B03_11``) can, too."""
        return name in self.names or self._option_of(name)

    def kind_of(self, name: str) -> AnswerKind:
        """Whether a name means a number, a text, a set of codes or a battery."""
        if isinstance(self.data, Interviews) and name not in self.assigned:
            return "number" if self._option_of(name) else self.data.kind_of(name)
        column = self._column(name)
        return "number" if pd.api.types.is_numeric_dtype(column.dtype) else "text"

    def values(self, name: str) -> Floats:
        """(n,) codes or numbers, NaN where blank.

        Raises
        ------
        DesignError
            ``S003`` when nothing has this name; ``S015`` when it holds text.
        """
        if isinstance(self.data, Interviews) and name not in self.assigned:
            return self.data.values(name)
        column = self._column(name)
        if not pd.api.types.is_numeric_dtype(column.dtype):
            raise DesignError(
                "S015",
                f"column {name!r}",
                "It holds text, not numbers.",
                "Use it in by= or with survey.shares, or convert it to numbers.",
            )
        return column.to_numpy(np.float64, na_value=np.nan)

    def integers(self, name: str) -> NDArray[np.integer] | None:
        """(n,) whole numbers of a column of a plain table, not copied; None when it holds anything else, or blanks."""
        if isinstance(self.data, Interviews) or name in self.assigned or name not in self.data.columns:
            return None
        column = self.data[name]
        return column.to_numpy() if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iu" else None

    def texts(self, name: str) -> Objects:
        """(n,) text, None where blank."""
        if isinstance(self.data, Interviews) and name not in self.assigned:
            return self.data.texts(name)
        column = self._column(name)
        return column.astype(object).where(column.notna(), None).to_numpy(object)

    def mentions(self, name: str) -> Mentions:
        """What was chosen in a multiple choice.

        Raises
        ------
        DesignError
            ``S016`` when it is no multiple choice of the questionnaire.
        """
        if isinstance(self.data, Interviews):
            return self.data.mentions(name)
        raise DesignError(
            "S016",
            f"column {name!r}",
            "A plain table has no multiple-choice questions.",
            "Give interviews, or use the 0/1 column of one option.",
        )

    def rows_of(self, name: str) -> tuple[str, ...]:
        """Ids of the rows of a battery; empty in a plain table."""
        return self.data.rows_of(name) if isinstance(self.data, Interviews) else ()

    def reason(self, name: str) -> ReasonCodes:
        """(n,) :class:`survey.Reason` of each blank; in a plain table every blank is "not recorded"."""
        if isinstance(self.data, Interviews) and name not in self.assigned:
            return self.data.reason(name)
        blank = self._column(name).isna().to_numpy()
        return np.where(blank, Reason.NOT_RECORDED, Reason.ANSWERED).astype(np.uint8)

    def categories(self, name: str) -> Categories:
        """A column as categories: every level of the questionnaire, seen or not; else the sorted levels seen.

        Raises
        ------
        DesignError
            ``S003`` when nothing has this name; ``S017`` for a multiple choice or a battery.
        """
        found = self._coded.get(name)
        if found is None:
            found = self._coded[name] = self._categories(name)
        return found

    # Restricting and adding

    def where(self, condition: str | ArrayLike) -> Sample:
        """The part of the population for which a condition holds.

        The interviews outside stay in the sample and count as zeros, as a variance needs them.

        Parameters
        ----------
        condition : str or (n,) array of bool
            In the language of the questionnaire (``"Z02 == 3 and S03 >= 60"``), or a mask. Blank is outside.

        Raises
        ------
        ExpressionError
            When the condition cannot be read.
        DesignError
            ``S018`` when a mask is not n truth values; ``S025`` when a series belongs to other rows.
        """
        if isinstance(condition, str):
            mask, written = evaluate(parse(condition), self).true, condition
        else:
            mask = truth(self.arranged(condition, "Sample.where"), len(self))
            written = "mask"
        domain = mask if self.domain is None else mask & self.domain
        return dataclasses.replace(self, domain=domain, conditions=(*self.conditions, written))

    def assign(self, **columns: ArrayLike) -> Sample:
        """The same sample with further columns; numbers with NaN where blank, or text.

        Raises
        ------
        DesignError
            ``S019`` when a column has not one value per interview.
        """
        added: dict[str, Floats | Objects] = {}
        for name, given in columns.items():
            array = self.arranged(given, f"Sample.assign: column {name!r}")
            if array.shape != (len(self),):
                raise DesignError(
                    "S019",
                    f"Sample.assign: column {name!r}",
                    f"It has shape {array.shape}; the sample has {len(self)} interviews.",
                    "Give one value per interview of the sample, in its order (sample.to_frame() shows it).",
                )
            added[name] = array.astype(np.float64) if array.dtype.kind in "biuf" else array.astype(object)
        return dataclasses.replace(self, assigned={**self.assigned, **added}, _coded={})

    def arranged(self, given: ArrayLike, place: str) -> NDArray[np.generic]:
        """Values in the order of the interviews; of all interviews delivered, those of the sample."""
        source = self.source
        accepted = source.accepted if isinstance(source, Interviews) else None
        whole = accepted is not None and int(accepted.sum()) == len(self)
        return in_order(given, self.index, accepted if whole else None, place)

    def pipe(self, function: Callable[Concatenate[Sample, P], Result], *args: P.args, **keywords: P.kwargs) -> Result:
        """``function(sample, …)``, for chains of steps."""
        return function(self, *args, **keywords)

    # Showing

    def trail_frame(self) -> pd.DataFrame:
        """One row per step of weighting."""
        return trail_to_frame(self.trail)

    def to_frame(self) -> pd.DataFrame:
        """A copy of the data with the columns added, the weight (``weight``) and the domain (``in_domain``)."""
        frame = self.data.to_frame() if isinstance(self.data, Interviews) else self.data.copy()
        added = pd.DataFrame(dict(self.assigned), index=frame.index)
        added["weight"] = self.weights
        added["in_domain"] = True if self.domain is None else self.domain
        return pd.concat([frame.drop(columns=[name for name in added if name in frame]), added], axis=1)

    def __repr__(self) -> str:
        first = self.stages[0]
        units = f"{len(first.stratum)} PSUs" if self.design.psu_names else "no PSUs"
        domain = f"; domain: {' and '.join(self.conditions)}, n = {self.n}" if self.domain is not None else ""
        steps = " -> ".join(step.kind for step in self.trail)
        return (
            f"<Sample: {len(self)} interviews, {len(first.strata)} strata, {units}; weights: {steps}, "
            f"total {self.weights.sum():,.0f}{domain}; lonely PSU: {self.variance_rule}>"
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.trail_frame().to_html(index=False)}"

    # Inside

    def _column(self, name: str) -> pd.Series:
        if name in self.assigned:
            return pd.Series(self.assigned[name])
        if isinstance(self.data, Interviews):
            return data_column(self.data, name, f"column {name!r}")
        if name in self.data.columns:
            return self.data[name]
        raise unknown_column(name, f"column {name!r}", self.names)

    def _option_of(self, name: str) -> bool:
        """Whether the name is the 0/1 column of one option of a multiple choice."""
        if not isinstance(self.data, Interviews):
            return False
        return name in self.data.answers.columns and name not in self.data.form.variables

    def _categories(self, name: str) -> Categories:
        if isinstance(self.data, Interviews) and name not in self.assigned:
            form = self.data.form
            if name in form.groupings:
                classes = form.groupings[name].categories
                levels = tuple(one.code for one in classes)
                labels, ids = tuple(one.text for one in classes), tuple(one.id for one in classes)
                return Categories(place_codes(self.data.values(name), levels), levels, labels, ids)
            if name in form.variables:
                return self._of_variable(form.variables[name])
        codes, levels_seen = code(self._column(name))
        return Categories(codes, levels_seen, (), tuple(str(level) for level in levels_seen))

    def _of_variable(self, variable: Variable) -> Categories:
        question = variable.question
        if variable.kind == "multiple":
            raise DesignError(
                "S017",
                f"variable {variable.id!r}",
                "A multiple choice has several answers per interview.",
                f"Use the column of one option, such as {variable.columns[0]!r}, or survey.shares.",
            )
        if variable.kind in TEXT_KINDS:
            codes, seen = code(self._column(variable.id))
            return Categories(codes, seen, (), tuple(str(level) for level in seen))
        values = self.values(variable.id)
        if variable.options:
            levels: tuple[Level, ...] = tuple(variable.written_codes) or variable.codes
            labels = tuple(option.text for option in variable.options)
            return Categories(place_codes(values, variable.codes), levels, labels, tuple(map(str, levels)))
        if (
            variable.kind != "decimal"
            and question.minimum is not None
            and question.maximum is not None
            and (question.maximum - question.minimum <= _LONGEST_SCALE)
        ):
            levels = tuple(range(int(question.minimum), int(question.maximum) + 1))
            return Categories(place_codes(values, levels), levels, (), tuple(map(str, levels)))
        codes, levels = code_numbers(values)
        return Categories(codes, levels, (), tuple(str(level) for level in levels))


def place_codes(values: Floats, levels: tuple[Level, ...]) -> Indices:
    """(n,) position of each value among the levels; -1 where it is blank or none of them."""
    table = np.array(levels, np.float64)
    order = np.argsort(table)
    at = np.minimum(np.searchsorted(table[order], values), len(table) - 1)
    return np.where(table[order][at] == values, order[at], -1).astype(np.intp)


def data_column(data: Interviews | pd.DataFrame, name: str, place: str) -> pd.Series:
    """A column of interviews or of a plain table.

    Raises
    ------
    DesignError
        ``S003`` when nothing has this name.
    """
    if not isinstance(data, Interviews):
        if name in data.columns:
            return data[name]
        raise unknown_column(name, place, [str(one) for one in data.columns])
    if name in data.form.groupings:
        return pd.Series(data.values(name))
    for table in (data.answers, data.extras):
        if name in table.columns:
            return table[name]
    known = [*data.answers.columns, *data.form.groupings, *(str(one) for one in data.extras.columns)]
    raise unknown_column(name, place, known)


def unknown_column(name: str, place: str, known: list[str] | tuple[str, ...]) -> SurveyError:
    """The error for a name that is in no table."""
    return DesignError("S003", place, f"Nothing in the data has the name {name!r}.", nearest(name, known))


def name_rows(data: Interviews | pd.DataFrame, mask: Mask) -> str:
    """How many interviews a mask speaks of, and the first of them."""
    first = int(np.flatnonzero(mask)[0])
    if isinstance(data, Interviews):
        shown = f"{data.ids[first]}, row {data.rows[first]} of the file"
    else:
        shown = f"row {first}, counted from 0"
    return f"{int(mask.sum())} of {len(data)} interviews (first: {shown})"
