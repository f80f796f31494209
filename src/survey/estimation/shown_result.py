"""Results as people read them: names explained by wordings, the base in words, a table; as text and as HTML."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from survey.estimation.classification import Grouped
from survey.estimation.legend import Legend, level_names, sentence, variable_names, wording
from survey.text import Language

SHOWN_ROWS = 30
"""Rows of a result that are printed."""

_WIDEST = 60
"""Characters of a wording in a printed table; longer ones are cut, and are whole in ``to_frame(labels=...)`` and HTML."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Text and HTML of a result in one language.

    Parameters
    ----------
    name : str
        Class of the result.
    about : str
        Description of the method, for people.
    lines : tuple of str
        Wordings of the names, the answers counted, the base.
    table : pandas.DataFrame or None
    after : tuple of str
        Sentences below the table.
    number, number_html : str
        Format of numbers, as text and in HTML.
    """

    name: str
    about: str
    lines: tuple[str, ...] = ()
    table: pd.DataFrame | None = None
    after: tuple[str, ...] = ()
    number: str = "{:.6g}"
    number_html: str = "{:.4g}"

    def __repr__(self) -> str:
        parts = [f"<{self.name}: {self.about}>", *self.lines]
        if self.table is not None:
            cut = _shortened(self.table.head(SHOWN_ROWS))
            parts.append(cut.to_string(index=False, float_format=self.number.format))
            if len(self.table) > SHOWN_ROWS:
                parts.append(f"… {len(self.table) - SHOWN_ROWS} more rows")
        return "\n".join([*parts, *self.after])

    def _repr_html_(self) -> str:
        lines = "<br>".join(escape(line) for line in self.lines)
        head = f"<p>{lines}</p>" if lines else ""
        # the table takes its colours from the page, so that it is legible on a dark one too
        table = "" if self.table is None else self._html_table(self.table)
        after = f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in self.after)}</ul>" if self.after else ""
        return f"{head}{table}{after}<p><small>{escape(self.about)}</small></p>"

    def _html_table(self, table: pd.DataFrame) -> str:
        return table.head(SHOWN_ROWS).to_html(index=False, na_rep="", float_format=self.number_html.format)


class ShownResult:
    """Base of results that print themselves in the first language of the questionnaire, or in another by ``show``."""

    __slots__ = ()

    @abstractmethod
    def show(self, language: Language | None = None, *, codes: bool = False) -> Shown:
        """The result in a language, or with codes in place of wordings."""

    def __repr__(self) -> str:
        return repr(self.show())

    def _repr_html_(self) -> str:
        return self.show()._repr_html_()


def worded_frame(
    frame: pd.DataFrame, groups: Sequence[Grouped], legend: Legend, language: Language | None
) -> pd.DataFrame:
    """The frame of a result with wordings in place of variables and levels; a single variable has no column."""
    shown = frame.copy()
    for grouped in groups:
        names = level_names(grouped, language)
        shown[grouped.name] = [names[at] for at in grouped.of_row.tolist()]
    if "variable" in shown:
        variables = list(dict.fromkeys(frame["variable"]))
        if len(variables) == 1 and language is not None and legend.title(variables[0]).has(language):
            return shown.drop(columns="variable")
        names_of = variable_names(legend, variables, language)
        shown["variable"] = [names_of[one] for one in frame["variable"]]
    return shown


def group_names(groups: Sequence[Grouped], language: Language | None) -> dict[str, str]:
    """Wording of each domain by its name in :meth:`survey.Estimates.row_names`: its levels, joined by a colon or a dot."""
    codes = [[str(level) for level in grouped.values()] for grouped in groups]
    words = [[level_names(grouped, language)[at] for at in grouped.of_row.tolist()] for grouped in groups]
    keys = (":".join(row) for row in zip(*codes, strict=True))
    return dict(zip(keys, (" · ".join(row) for row in zip(*words, strict=True)), strict=True))


def name_lines(legend: Legend, names: Sequence[str], language: Language | None) -> list[str]:
    """One line per name with its wording; rows of one battery share the line of their question.

    Names without a wording in the language have no line.
    """
    lines: dict[str, None] = {}
    several = len(names) > 1
    for name in dict.fromkeys(names):
        owner, asked = legend.question(name)
        question, own = wording(asked, language), wording(legend.title(name), language)
        if question:
            lines[f"{owner}: {question}"] = None
        if own and not (several and question):
            lines[f"{name}: {own}"] = None
    return list(lines)


def counted_lines(legend: Legend, language: Language | None, *, codes: bool = False) -> list[str]:
    """The answers that a share counts, by wording or code, once when they are the same for all variables."""
    found: dict[str, None] = {}
    for name, levels in legend.counted.items():
        texts = {} if codes else legend.answers(name)
        shown = [wording(texts[level], language, str(level)) if level in texts else str(level) for level in levels]
        found[sentence(language, "counted", answers="; ".join(shown))] = None
    return list(found) if len(found) == 1 else []


def _shortened(table: pd.DataFrame) -> pd.DataFrame:
    """The table with long wordings cut; where cuts become equal, they stay whole."""
    found = table.copy()
    for at in range(table.shape[1]):
        column = table.iloc[:, at]
        if pd.api.types.is_numeric_dtype(column):
            continue
        cuts = {text: _cut(text) for text in column.unique() if isinstance(text, str)}
        if len(set(cuts.values())) == len(cuts):
            found.isetitem(at, [cuts.get(one, one) for one in column])
    return found


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1].rstrip()}…"
