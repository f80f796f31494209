"""Public-use file: interviews that may leave the office, with k-anonymity measured and reported."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import numpy as np
import pandas as pd

from survey.argument_errors import noun, public
from survey.arrays import Floats, Indices
from survey.design import Sample
from survey.errors import ExportError, listed, nearest
from survey.exports.export_columns import ExportColumn, ExportTable
from survey.exports.interview_columns import WEIGHT, make_table
from survey.exports.k_anonymity import Suppression, averaged, class_sizes, fewest_left_out, is_below, merged, suppress
from survey.exports.missing_values import program_word
from survey.exports.public_columns import PublicColumns, Treated, usual_quasi_identifiers
from survey.findings import Finding
from survey.interviews import Interviews
from survey.questionnaire.model import Questionnaire
from survey.text import Catalogue, Language

RECORD = "record"


@noun
@dataclass(frozen=True, slots=True, eq=False)
class PublicUse:
    """Interviews as they may be published; :func:`survey.write_file` writes them.

    Parameters
    ----------
    table : ExportTable
    k : int
        No class of the quasi-identifiers is smaller.
    quasi_identifiers : tuple of str
    smallest_class : int
        Number of interviews in the smallest class of the file.
    n_below : int
        Number of interviews that were in a class of fewer than k before anything was withheld.
    n_touched : int
        Number of interviews of which a value of a quasi-identifier was withheld.
    n_blank : int
        Number of interviews of which every quasi-identifier is blank.
    treatments : pandas.DataFrame
        One row per column of the full file: ``column``, ``treatment`` (kept, withheld, coarsened, quasi), ``why``, ``n``,
        the number of cells changed.
    """

    table: ExportTable = field(repr=False)
    k: int
    quasi_identifiers: tuple[str, ...]
    smallest_class: int
    n_below: int
    n_touched: int
    n_blank: int
    treatments: pd.DataFrame = field(repr=False)

    @property
    def n(self) -> int:
        """Number of interviews."""
        return self.table.n

    def __repr__(self) -> str:
        by = ", ".join(self.quasi_identifiers)
        return (
            f"<PublicUse: {self.n} interviews x {len(self.table.columns)} columns, k = {self.k} by {by}; smallest class "
            f"{self.smallest_class}; {self.n_below} below k before, values withheld in {self.n_touched}>"
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>{self.treatments.to_html(index=False)}"


@public
def public_use(
    interviews: Interviews | Sample,
    *,
    k: int = 5,
    quasi_identifiers: Sequence[str] | None = None,
    withhold: Sequence[str] = (),
    at_most: float = 0.05,
    language: Language | None = None,
) -> PublicUse:
    """Interviews for everybody: no free text, no identifiers, no places, coarse values, k-anonymity.

    Parameters
    ----------
    interviews : Interviews or Sample
    k : int
        Least number of interviews with the same values of all quasi-identifiers.
    quasi_identifiers : sequence of str, optional
        Groupings, and questions with one answer, by which a neighbour may know a respondent. By default the groupings made
        of the stratum, the sex, the age and the ethnic group, as the roles of the questionnaire name them.
    withhold : sequence of str
        Questions, batteries and groupings to leave out in addition.
    at_most : float
        Greatest share of the interviews, 0 to 1, of which single values may be withheld without a decision.
    language : str, optional
        Language of the labels; the first of the questionnaire by default.

    Returns
    -------
    PublicUse

    Raises
    ------
    ExportError
        ``G010`` a name that does not exist, ``G011`` a quasi-identifier that is neither a grouping nor a question with one
        answer, ``G012`` k or share out of range, ``G013`` when k cannot be reached without a decision, ``G014`` without a
        quasi-identifier, ``G015`` a quasi-identifier that the delivery has no column for.

    Notes
    -----
    Withheld: free text and "other" texts, identifiers of interviews, interviewers and sampling points, the header,
    times, base weights and columns of no question; questions that a quasi-identifier is made of; questions whose
    routing or masking would give a withheld value away. Days become the first day of their month, numbers are joined at
    both ends until k interviews share the outer value, weights are averaged over at least k neighbours within a class,
    whose total stays. Interviews are numbered anew and shuffled. A category of fewer than k interviews is merged with
    the other small ones; then single values are withheld until every class has k interviews. Without sampling points
    nobody can compute design-based standard errors from the file.

    k-anonymity protects from being found by the declared quasi-identifiers. It says nothing of other questions by which
    somebody may be known, nor of what all members of a class have in common.
    """
    table = make_table(interviews, language, set_aside=False)
    quasi = _quasi(table.form, quasi_identifiers)
    _check_names(table.form, quasi, withhold)
    _check_kinds(table.form, quasi)
    _check_numbers(k, at_most)
    rules = PublicColumns(table, quasi, _spelled_out(table.form, withhold), k)
    treated = [rules.treated(column) for column in table.columns]
    kept = {column.name: column for column, _ in treated if column is not None}
    absent = [name for name in quasi if name not in kept]
    if absent:
        fact = f"The delivery has no column for the quasi-identifier {absent[0]!r}."
        raise ExportError("G015", "survey.public_use: quasi_identifiers", fact, "Leave it out.")
    coarse, values, steps = _coarse(table, kept, quasi, k)
    found = suppress(values, k)
    touched = found.withheld.any(axis=1)
    _need_reached(values, quasi, k, found, int(touched.sum()), at_most)
    for at, name in enumerate(quasi):
        kept[name] = dataclasses.replace(coarse[name], cells=found.kept[:, at])
    if WEIGHT in kept:
        weights = np.asarray(kept[WEIGHT].cells, np.float64)
        kept[WEIGHT] = dataclasses.replace(kept[WEIGHT], cells=averaged(weights, found.kept, k))
    order = _shuffled(interviews, table.n)
    columns = [_numbers(table), *(column.at(order) for column in kept.values())]
    known = ~np.isnan(found.kept).all(axis=1)
    sizes = class_sizes(found.kept)[known]
    made = PublicUse(
        dataclasses.replace(table, columns=tuple(columns)),
        k,
        quasi,
        int(sizes.min()) if len(sizes) else 0,
        int(is_below(values, k).sum()),
        int(touched.sum()),
        int((~known).sum()),
        _frame([one for _, one in treated], quasi, steps, found),
    )
    return dataclasses.replace(made, table=dataclasses.replace(made.table, findings=_findings(made)))


def _quasi(form: Questionnaire, asked: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(asked)) if asked is not None else usual_quasi_identifiers(form)


def _check_names(form: Questionnaire, quasi: Sequence[str], withhold: Sequence[str]) -> None:
    known = (*form.groupings, *form.variables)
    batteries = [question.id for question in form.questions if question.id not in known]
    for argument, names, allowed in (("quasi_identifiers", quasi, known), ("withhold", withhold, (*known, *batteries))):
        for name in names:
            if name not in allowed:
                place, fact = f"survey.public_use: {argument}", f"Nothing in the questionnaire has the name {name!r}."
                raise ExportError("G010", place, fact, nearest(name, allowed))


def _check_kinds(form: Questionnaire, quasi: Sequence[str]) -> None:
    for name in quasi:
        variable = form.variables.get(name)
        if variable is not None and (variable.kind != "single" or variable.written_codes):
            fact = f"{name!r} is neither a grouping nor a question with one answer and numbers as codes."
            remedy = "Make a grouping of it in groups.yaml, and name that."
            raise ExportError("G011", "survey.public_use: quasi_identifiers", fact, remedy)
    if not quasi:
        fact = "No quasi-identifier is named, and the questionnaire has no roles from which they follow."
        remedy = "Name the groupings by which a neighbour may know a respondent."
        raise ExportError("G014", "survey.public_use: quasi_identifiers", fact, remedy)


def _check_numbers(k: int, at_most: float) -> None:
    if k < 2 or not 0 <= at_most <= 1:
        fact = f"k is {k}, and the share of interviews at most {at_most:g}."
        remedy = "k is at least 2, and the share lies between 0 and 1."
        raise ExportError("G012", "survey.public_use", fact, remedy)


def _spelled_out(form: Questionnaire, names: Sequence[str]) -> set[str]:
    """Names with the rows of their batteries."""
    return {*names, *(row.id for name in names for row in form.battery(name))}


def _coarse(
    table: ExportTable, kept: dict[str, ExportColumn], quasi: tuple[str, ...], k: int
) -> tuple[dict[str, ExportColumn], Floats, dict[str, int]]:
    """Quasi-identifiers with small categories merged, their values (n, q), and the number of cells changed by name."""
    coarse: dict[str, ExportColumn] = {}
    changed: dict[str, int] = {}
    for name in quasi:
        column = kept[name]
        before = np.asarray(column.cells, np.float64)
        other = max((float(code) for code in column.value_labels), default=0.0) + 1
        values, small = merged(before, k, other)
        labels = {code: label for code, label in column.value_labels.items() if code not in small}
        if (values == other).any():
            labels[other] = program_word("merged_categories", table.language) or "+"
        changed[name] = int(np.isin(before, small).sum())
        # without a reason: "refused" would distinguish a blank that was delivered from a value that is withheld
        coarse[name] = dataclasses.replace(
            column, cells=values, value_labels=labels, reasons=None, missing=(), further=()
        )
    return coarse, np.column_stack([np.asarray(one.cells, np.float64) for one in coarse.values()]), changed


def _need_reached(
    values: Floats, quasi: tuple[str, ...], k: int, found: Suppression, n_touched: int, at_most: float
) -> None:
    """Complain (``G013``) when k is not reached, or at the price of too many interviews."""
    limit = at_most * len(values)
    if found.unreached == 0 and n_touched <= limit:
        return
    fact = (
        f"By {listed(quasi)}, {int(is_below(values, k).sum())} of {len(values)} interviews are in a class of fewer than {k}. "
        f"Values of {n_touched} would have to be withheld; at most {limit:.0f} are allowed."
    )
    if len(quasi) == 1:
        remedy = "Give a coarser grouping, or allow more with at_most."
    else:
        name, n = fewest_left_out(values, quasi, k)
        remedy = f"Leave out {name} (then {n} interviews are in small classes), give a coarser grouping, or allow more with at_most."
    raise ExportError("G013", "survey.public_use", fact, remedy)


def _numbers(table: ExportTable) -> ExportColumn:
    """The new numbers of the interviews."""
    label = program_word("label_record", table.language)
    numbers = np.arange(1, table.n + 1, dtype=np.float64)
    return ExportColumn(RECORD, label, "number", numbers, measure="nominal", whole=True)


def _shuffled(interviews: Interviews | Sample, n: int) -> Indices:
    """An order of the interviews that follows from the bytes of the delivery, which nobody outside the office has."""
    data = interviews if isinstance(interviews, Interviews) else interviews.data
    digest = data.sha256 if isinstance(data, Interviews) and data.sha256 else "0"
    return np.random.default_rng(int(digest, 16)).permutation(n).astype(np.intp)


def _findings(made: PublicUse) -> tuple[Finding, ...]:
    """Findings when the file is written: interviews set aside, classes, values and columns withheld."""
    kept = (one for one in made.table.findings if one.rule in ("set_aside_left_out", "words_untranslated"))
    text = Catalogue.load("survey.exports").text
    n_columns = int((made.treatments["treatment"] == "withheld").sum())
    return (
        *kept,
        Finding("public_classes", "info", text("readme_classes", k=made.k, smallest=made.smallest_class)),
        Finding("public_below", "info", text("readme_before", n=made.n_below, k=made.k)),
        Finding("public_touched", "info", text("readme_touched", n=made.n_touched)),
        Finding("public_columns", "info", text("columns_withheld", n=n_columns)),
    )


def _frame(
    treated: Sequence[Treated], quasi: tuple[str, ...], merged_n: dict[str, int], found: Suppression
) -> pd.DataFrame:
    changed = {name: merged_n[name] + int(found.withheld[:, at].sum()) for at, name in enumerate(quasi)}
    rows = [(one.column, one.treatment, one.why, changed.get(one.column, one.n)) for one in treated]
    return pd.DataFrame(rows, columns=["column", "treatment", "why", "n"])
