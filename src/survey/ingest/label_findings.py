"""Value labels of a file that contradict the wordings of the questionnaire."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from survey.findings import Finding
from survey.ingest.cell_readers import wordings_of
from survey.ingest.column_layout import ColumnLayout
from survey.ingest.numbers import code_of
from survey.ingest.reader_findings import some
from survey.interviews import RawTable
from survey.questionnaire.model import Option, Questionnaire, Variable
from survey.spelling import fold, looks
from survey.text import Catalogue

_ALIKE = 0.5
_STEM = 4


def label_findings(layout: ColumnLayout, form: Questionnaire, raw: RawTable) -> list[Finding]:
    """Findings about codes that the file labels with the wording of another code, or with words of no answer.

    The first are errors by code. The second are one warning about the file: labels may be short, or in another language.
    """
    differing: list[Finding] = []
    unlike: list[str] = []
    for name, held in layout.columns.items():
        variable = form.variables[name]
        if held.whole is None or held.whole not in raw.value_labels or not variable.options:
            continue
        for code, label, meant in _labelled(variable, raw, held.whole):
            if meant is not None and meant != code:
                differing.append(_differs(name, code, label, meant))
            elif meant is None and _is_unlike(label, _option(variable, code)):
                unlike.append(f"{name} {code} “{label}”")
    if unlike:
        text = Catalogue.load("survey.ingest").text("labels_unlike", n=len(unlike), labels=some(unlike))
        differing.append(Finding("labels_unlike", "warning", text))
    return differing


def _labelled(variable: Variable, raw: RawTable, column: str) -> Iterator[tuple[int, str, int | None]]:
    """Codes of options with their labels in the file, and the code that has such a wording in the questionnaire."""
    wordings = wordings_of(variable).exact
    for value, label in raw.value_labels[column].items():
        code, meant = code_of(value), wordings.get(fold(label))
        if code is not None and code in variable.codes:
            yield code, label, meant if meant in variable.codes else None


def _differs(name: str, code: int, label: str, meant: int) -> Finding:
    text = Catalogue.load("survey.ingest").text("labels_differ", variable=name, code=code, label=label, other=meant)
    return Finding("labels_differ", "error", text, variable=name, value=str(code))


def _option(variable: Variable, code: int) -> Option:
    return next(option for option in variable.options if option.code == code)


def _is_unlike(label: str, option: Option) -> bool:
    """Whether a label shares no word with any wording of its answer, and few letters in a row."""
    plain = looks(fold(label))
    stems = {word[:_STEM] for word in plain.split() if len(word) >= _STEM}
    if not any(character.isalpha() for character in plain):
        return False
    for wording in option.spellings:
        other = looks(fold(wording))
        if plain in other or other in plain or stems & {word[:_STEM] for word in other.split()}:
            return False
        if SequenceMatcher(None, plain, other).ratio() >= _ALIKE:
            return False
    return True
