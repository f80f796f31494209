"""Tables of regression coefficients, with the wordings of the questionnaire."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from survey.argument_errors import public
from survey.arrays import Floats
from survey.errors import TabulationError
from survey.estimation.domains import is_condition
from survey.estimation.linear_estimates import t_test
from survey.estimation.models.fitted_model import FittedModel
from survey.expressions import parse
from survey.tables.analysis_table import AnalysisBlock, AnalysisColumn, AnalysisRow, CellStatistic
from survey.tables.answer_rows import title_of
from survey.tables.cell_grid import CellGrid
from survey.tables.finished_table import AnalysisTable, finished
from survey.tables.regression_rows import RegressionRow, regression_rows
from survey.tables.row_blocks import Wording
from survey.tables.table_content import TableParts
from survey.tables.table_words import everywhere, words
from survey.text import Language, Text

_RATIOS = {"logit": "odds_ratio", "log": "rate_ratio"}
"""Links whose coefficients are ratios after exp, and the word for them."""


@public
def tabulate_model(
    model: FittedModel,
    *,
    exponentiate: bool | None = None,
    constant: bool = False,
    digits: int = 2,
    title: Wording | None = None,
    language: Language | None = None,
) -> AnalysisTable:
    """Table of the coefficients of a model: one row per coefficient, reference categories included.

    Parameters
    ----------
    model : Model
        From :func:`survey.glm`.
    exponentiate : bool, optional
        Whether odds ratios (logit link) or rate ratios (log link) are shown instead of coefficients; by default where
        the link has them.
    constant : bool
        Whether the constant has a row.
    digits : int
        Decimals of coefficients and limits.
    title, language
        As in :func:`survey.tabulate`.

    Returns
    -------
    AnalysisTable
        Columns: the coefficient or ratio, both limits of its interval, the p-value. A ratio has the standard error of its
        logarithm times itself (delta method), but its limits are those of the coefficient, as ``exp(confint(…))`` of R.

    Raises
    ------
    TabulationError
        ``B060`` ratios of a link that has none; ``B050`` a language.

    Examples
    --------
    >>> from survey.design import Design, make_sample
    >>> from survey.estimation import glm
    >>> rows = {"y": [1, 2, 3, 5, 4, 6], "sex": ["men", "women"] * 3, "w": [1.0] * 6}
    >>> model = glm(make_sample(rows, Design(weight="w")), "y ~ sex")
    >>> tabulate_model(model).to_frame().query("column == 'estimate'")[["label", "value"]].round(2)
       label  value
    0    men    NaN
    4  women   1.67
    """
    ratio = _ratio(model, exponentiate)
    rows = [
        row
        for row in regression_rows(model.sample, model.predictors, model.terms)
        if constant or row.term != "constant"
    ]
    terms = list(dict.fromkeys(row.term for row in rows))
    table_rows = tuple(
        AnalysisRow(terms.index(row.term), row.level, row.label, "estimate", "data", 0, digits) for row in rows
    )
    headings = (words(ratio or "coefficient"), words("limit_low"), words("limit_high"), words("p_value"))
    shows: tuple[CellStatistic, ...] = ("estimate", "low", "high", "p")
    columns = tuple(AnalysisColumn(name, text, shows=name) for name, text in zip(shows, headings, strict=True))
    parts = TableParts(table_rows, columns, _cells(model, rows, ratio is not None))
    heading, about = _response(model)
    blocks = [_block(model, rows, term, ratio, about) for term in terms]
    return finished(model.sample, blocks, parts, title or heading, language, "stacked", intervals=False)


def _ratio(model: FittedModel, exponentiate: bool | None) -> str | None:
    """Word for the ratios that are shown; None for coefficients."""
    link = model.family.link.name
    if exponentiate and link not in _RATIOS:
        raise TabulationError(
            "B060",
            "survey.tabulate_model: exponentiate",
            f"exp of a coefficient under the link {link!r} is no ratio.",
            "Leave out exponentiate=: ratios come from the links 'logit' and 'log'.",
        )
    return None if exponentiate is False else _RATIOS.get(link)


def _response(model: FittedModel) -> tuple[Text, tuple[Text, ...]]:
    """Wording of what is explained, and a note on the answers that count where a condition says so."""
    response = model.formula.partition("~")[0].strip()
    if model.sample.has(response) or not is_condition(response):
        return title_of(model.sample, response), ()
    names = parse(response).names
    heading = title_of(model.sample, next(iter(names))) if len(names) == 1 else everywhere(response)
    return heading, (words("note_response", condition=response),)


def _block(
    model: FittedModel, rows: Sequence[RegressionRow], term: str, ratio: str | None, about: tuple[Text, ...]
) -> AnalysisBlock:
    notes = [words("note_model", n=model.n), words("note_reference"), *about]
    if ratio is not None:
        notes.append(words("note_ratio"))
    has_reference = any(row.coefficient is None for row in rows)
    kept = [note for note in notes if has_reference or note != notes[1]]
    return AnalysisBlock(term, _term_title(model, rows, term), Text(), words("base_model"), tuple(kept))


def _term_title(model: FittedModel, rows: Sequence[RegressionRow], term: str) -> Text:
    own = [row for row in rows if row.term == term]
    if own[0].indent or len(own) > 1:
        return title_of(model.sample, term) if model.sample.has(term) else everywhere(term)
    return own[0].label


def _cells(model: FittedModel, rows: Sequence[RegressionRow], is_ratio: bool) -> CellGrid:
    """Cells of every row; those of reference categories and of columns left out are blank."""
    given = model.coefficients
    places = {name: at for at, name in enumerate(given.variable)}
    at = np.array([places.get(row.coefficient or "", -1) for row in rows], np.intp)

    def of_rows(values: Floats) -> Floats:
        return np.where(at >= 0, values[at], np.nan)

    estimate, se, low, high = (of_rows(one) for one in (given.estimate, given.se, given.ci_low, given.ci_high))
    if is_ratio:
        estimate, low, high = np.exp(estimate), np.exp(low), np.exp(high)
        se = se * estimate
    p = of_rows(t_test(given.estimate, given.se, given.df)[1])
    cells = CellGrid.blank(len(rows), 4).with_fields(
        value=np.column_stack([estimate, low, high, p]), df=of_rows(given.df)[:, None], n=np.array([[float(model.n)]])
    )
    first = np.array([True, False, False, False])
    return cells.with_fields(
        se=np.where(first, se[:, None], np.nan),
        low=np.where(first, low[:, None], np.nan),
        high=np.where(first, high[:, None], np.nan),
    )
