"""Sample: interviews with their design, their weights and the steps by which the weights were made."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Concatenate, ParamSpec, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from survey.argument_errors import noun
from survey.arrays import Floats, Indices, Mask, Objects, ReasonCodes
from survey.design.assigned_classes import AssignedClasses, place_levels
from survey.design.data_columns import Categories, data_column, place_codes, unknown_column
from survey.design.design import Design
from survey.design.interview_order import in_order, truth
from survey.design.population_margin import Level, code, code_numbers
from survey.design.sampling_stages import Stage
from survey.design.weight_trail import WeightStep, trail_to_frame
from survey.errors import DesignError, WeightingError
from survey.expressions import AnswerKind, MeantAnswer, Mentions, evaluate, parse
from survey.interviews import Interviews
from survey.questionnaire.category_names import CategoryNames
from survey.questionnaire.model import TEXT_KINDS, Reason, Variable

P = ParamSpec("P")
Result = TypeVar("Result")

_LONGEST_SCALE = 200
"""Widest range of whole numbers of which every one is a level; of wider ones only those that occur."""


@noun
@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Probability sample of interviews: made by :func:`survey.make_sample`, restricted by :meth:`where`.

    Parameters
    ----------
    source : Interviews or pandas.DataFrame
        The data given, including interviews that were set aside.
    data : Interviews or pandas.DataFrame
        The n interviews of the sample.
    design : Design
    stages : tuple of Stage
        Units and strata of each stage that contributes to variances.
    units : (n,) array of int
        Unit of each interview at the last of these stages.
    weights : (n,) array, persons represented
    trail : tuple of WeightStep
        Steps by which the weights were made; the first one is the design.
    domain : (n,) array of bool, or None
        Interviews of the part of the population to which estimates refer; None means all of it. The others stay in the
        sample.
    assigned : mapping name -> (n,) array
        Columns added by :meth:`assign`.
    conditions : tuple of str
        Conditions of the domain, as written.
    design_weights : (n,) array or None
        Weights before any adjustment; None means that there was no adjustment.
    index : pandas.Index or None
        Index of the table given. A series passed together with the sample is aligned to it.
    classes : mapping name -> AssignedClasses
        Classes of the assigned columns that have some: recoded ones, and categorical columns.
    counts : (n,) array or None
        Interviews for which a row is there, where rows are groups of interviews in a database; None: one each.
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
    classes: Mapping[str, AssignedClasses] = field(default_factory=dict, repr=False)
    counts: Floats | None = field(default=None, repr=False)
    _coded: dict[str, Categories] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """Number of interviews in the sample, whatever the domain."""
        return len(self.weights)

    @property
    def n(self) -> int:
        """Number of interviews in the domain."""
        return len(self) if self.domain is None else int(self.domain.sum())

    @property
    def psus(self) -> tuple[Stage, Indices]:
        """First stage, and the PSU (n,) of each interview."""
        units = self.units
        for stage in reversed(self.stages[1:]):
            units = stage.parent[units]
        return self.stages[0], units

    @property
    def variance_rule(self) -> str:
        """Description of the variance: rule for lonely PSUs, strata joined, unequal probabilities, replicates."""
        replicates = [step.detail for step in self.trail if step.kind == "replicate"]
        given = self.design.replicates
        if given is not None:
            replicates = [f"{given.kind} replicate weights"]
        pps = f"; selection: pps {self.design.pps_title}" if self.design.pps is not None else ""
        joined = "".join(f"; {note}" for note in self.trail[0].notes if note.startswith("strata joined"))
        return f"{self.design.lonely}{joined}{pps}{''.join(f'; variance: {one}' for one in replicates)}"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all columns, groupings and assigned columns."""
        if isinstance(self.data, Interviews):
            own = [*self.data.form.variables, *self.data.form.groupings, *self.data.extra_names]
        else:
            own = [str(name) for name in self.data.columns]
        return tuple(dict.fromkeys([*self.assigned, *own]))

    def has(self, name: str) -> bool:
        """Whether a name exists; the columns of single options (``B03_11``) count, too."""
        if isinstance(self.data, Interviews) and (name in self.data.form.variables or name in self.data.form.groupings):
            return True  # most names; the tuple of all names is long
        return name in self.names or self._option_of(name)

    def kind_of(self, name: str) -> AnswerKind:
        """Kind of a name in expressions: number, text, set of codes or battery."""
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
        """(n,) whole numbers of a column of a plain table, not copied; None when it has other values or blanks."""
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
        """Choices in a multiple choice.

        Raises
        ------
        DesignError
            ``S016`` when it is not a multiple choice of the questionnaire.
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
        known = self.classes[name].reasons if name in self.classes else None
        if known is not None:
            return known
        blank = self._column(name).isna().to_numpy()
        return np.where(blank, Reason.NOT_RECORDED, Reason.ANSWERED).astype(np.uint8)

    def categories(self, name: str) -> Categories:
        """Categories of a column: all levels of the questionnaire, observed or not; else the sorted levels observed.

        Raises
        ------
        DesignError
            ``S003`` when nothing has this name; ``S017`` for a multiple choice or a battery.
        """
        found = self._coded.get(name)
        if found is None:
            found = self._coded[name] = self._categories(name)
        return found

    def require_whole(self, place: str) -> None:
        """Refuse a sample that is restricted to a domain: totals of the population hold for the whole sample only.

        Parameters
        ----------
        place : str
            Who asks, for the message.

        Raises
        ------
        WeightingError
            ``W100`` when the sample is restricted.
        """
        if self.domain is not None:
            raise WeightingError(
                "W100",
                f"{place}: sample",
                f"The sample is restricted to a domain: {' and '.join(self.conditions)}.",
                "Weight the whole sample first, then restrict it with where().",
            )

    def where(self, condition: str | ArrayLike) -> Sample:
        """Sample restricted to the domain for which a condition holds.

        The interviews outside stay in the sample and count as zeros. A variance needs them: the size of the domain in
        the sample is random, and a PSU without interviews of the domain is still a PSU.

        Parameters
        ----------
        condition : str or (n,) array of bool
            In the language of the questionnaire (``"Z02 == 3 and S03 >= 60"``), or a mask. An interview for which the
            condition is unknown because of a blank is outside.

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
        """Sample with additional columns: numbers with NaN where blank, or text; categorical columns keep their order.

        Raises
        ------
        DesignError
            ``S019`` when a column does not have one value per interview; ``S025`` when a series belongs to other rows.
        """
        added: dict[str, Floats | Objects] = {}
        classes = {name: one for name, one in self.classes.items() if name not in columns}
        for name, given in columns.items():
            if isinstance(getattr(given, "dtype", None), pd.CategoricalDtype):
                classes[name] = AssignedClasses.of_categorical(pd.Series(given, name=name))
            array = self.arranged(given, f"Sample.assign: column {name!r}")
            if array.shape != (len(self),):
                raise DesignError(
                    "S019",
                    f"Sample.assign: column {name!r}",
                    f"It has shape {array.shape}; the sample has {len(self)} interviews.",
                    "Give one value per interview of the sample, in its order (sample.to_frame() shows it).",
                )
            added[name] = array.astype(np.float64) if array.dtype.kind in "biuf" else array.astype(object)
        return dataclasses.replace(self, assigned={**self.assigned, **added}, classes=classes, _coded={})

    def assign_classes(self, name: str, codes: Floats, classes: AssignedClasses) -> Sample:
        """Sample with a column of codes (n,) of classes, NaN where blank, that have wordings: see :func:`survey.recode`."""
        assigned = {**self.assigned, name: codes}
        return dataclasses.replace(self, assigned=assigned, classes={**self.classes, name: classes}, _coded={})

    def meant_by(self, name: str, text: str) -> MeantAnswer | None:
        """Answer that a text in a condition means: see :meth:`Interviews.meant_by`; for categorical columns, the category.

        None where any text may be compared: numbers, and columns of text without declared categories.
        """
        if name in self.classes:
            names = self.classes[name].names()
            return names.find(text) if any(names.answers.values()) else None
        if isinstance(self.data, Interviews):
            return None if name in self.assigned else self.data.meant_by(name, text)
        column = self._column(name)
        if isinstance(column.dtype, pd.CategoricalDtype) and not pd.api.types.is_numeric_dtype(column.cat.categories):
            return CategoryNames({one: (str(one),) for one in column.cat.categories}, {}).find(text)
        return None

    def arranged(self, given: ArrayLike, place: str) -> NDArray[np.generic]:
        """Values in the order of the interviews; values for all delivered interviews are restricted to the sample."""
        source = self.source
        accepted = source.accepted if isinstance(source, Interviews) else None
        whole = accepted is not None and int(accepted.sum()) == len(self)
        return in_order(given, self.index, accepted if whole else None, place)

    def pipe(self, function: Callable[Concatenate[Sample, P], Result], *args: P.args, **keywords: P.kwargs) -> Result:
        """Result of ``function(sample, …)``, so that steps can be written as a chain."""
        return function(self, *args, **keywords)

    def trail_frame(self) -> pd.DataFrame:
        """One row per step of weighting."""
        return trail_to_frame(self.trail)

    def to_frame(self) -> pd.DataFrame:
        """Copy of the data with the assigned columns, the weight (``weight``) and the domain (``in_domain``)."""
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
        if name in self.data.form.variables:
            return False
        return name in self.data.column_names and name not in self.data.extra_names

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
        if name in self.classes:
            known = self.classes[name]
            codes = place_levels(self.assigned[name], known.levels)
            return Categories(codes, known.levels, known.labels, tuple(map(str, known.levels)))
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
