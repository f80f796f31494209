"""What decoding found, as findings for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from survey.findings import Finding, Severity
from survey.ingest.cells import wordings_of
from survey.ingest.column import Unread
from survey.ingest.layout import Columns, Layout
from survey.ingest.numbers import code_of
from survey.ingest.spelling import Match, fold
from survey.interviews import RawTable
from survey.questionnaire.model import Question, Questionnaire, Variable
from survey.text import Catalogue

_ESSENTIAL_ROLES = ("interview", "wave", "stratum", "psu", "consent", "age")
_SHOWN = 20
_ONLY_A_LOOK = ("choice_and_missing", "codings_differ")
_MATCH_RULES: Mapping[Match, tuple[str, Severity]] = {
    "lookalike": ("letters_replaced", "info"),
    "lost": ("letters_lost", "warning"),
}


def catalogue() -> Catalogue:
    """Sentences of this room."""
    return Catalogue.load("survey.ingest")


def severity(form: Questionnaire, question: Question) -> Severity:
    """How much weighs that an answer to this question cannot be read."""
    essential = {form.key, *(form.roles.get(role) for role in _ESSENTIAL_ROLES)}
    return "error" if question.required or question.id in essential else "warning"


def tell_of_columns(layout: Layout, form: Questionnaire, raw: RawTable) -> list[Finding]:
    """Findings about the columns of the file."""
    found: list[Finding] = []
    found += _absent(layout, form)
    for name, variables in layout.ambiguous.items():
        text = catalogue().text("columns_ambiguous", column=name, variables=", ".join(variables))
        found.append(Finding("columns_ambiguous", "warning", text, variable=name))
    plain = [name for name in layout.extra if name not in layout.ambiguous]
    if plain:
        text = catalogue().text("columns_extra", n=len(plain), columns=_some(plain))
        found.append(Finding("columns_extra", "info", text))
    if layout.respelled:
        text = catalogue().text("heading_letters", n=len(layout.respelled), columns=_some(layout.respelled))
        found.append(Finding("heading_letters", "info", text))
    found += _relabelled(layout, form, raw)
    return found


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")


def _absent(layout: Layout, form: Questionnaire) -> list[Finding]:
    missing: dict[str, list[Variable]] = {}
    for variable in form.variables.values():
        if not layout.columns.get(variable.id, Columns()).answers:
            missing.setdefault(variable.question.id, []).append(variable)
    found = []
    for question in form.questions:
        variables = missing.get(question.id, [])
        if variables:
            is_whole = len(variables) == max(len(question.rows), 1)
            names = question.id if is_whole else ", ".join(variable.id for variable in variables)
            text = catalogue().text("question_absent", variable=names)
            found.append(Finding("question_absent", severity(form, question), text, variable=question.id))
    return found


def _relabelled(layout: Layout, form: Questionnaire, raw: RawTable) -> list[Finding]:
    """Codes to which the file gives the wording of another code of the questionnaire."""
    found = []
    for name, held in layout.columns.items():
        variable = form.variables[name]
        if held.whole is None or held.whole not in raw.value_labels or not variable.options:
            continue
        wordings = wordings_of(variable).exact
        for value, label in raw.value_labels[held.whole].items():
            code, meant = code_of(value), wordings.get(fold(label))
            if code in variable.codes and meant in variable.codes and code != meant:
                text = catalogue().text("labels_differ", variable=name, code=code, label=label, other=meant)
                found.append(Finding("labels_differ", "error", text, variable=name, value=str(code)))
    return found


def tell_of_specify(counts: Iterable[tuple[str, str, int]]) -> list[Finding]:
    """Findings about "other, specify" texts of questions without such an answer: column, question, filled cells."""
    return [
        Finding(
            "specify_unexpected",
            "warning",
            catalogue().text("specify_unexpected", column=column, variable=variable, n=n),
            variable=column,
        )
        for column, variable, n in counts
    ]


def tell_of_letters(matches: Counter[Match]) -> list[Finding]:
    """Findings about wordings that were recognised in spite of their letters."""
    return [
        Finding(rule, weight, catalogue().text(rule, n=matches[match]))
        for match, (rule, weight) in _MATCH_RULES.items()
        if matches[match]
    ]


def tell_of_empty_rows(n: int) -> list[Finding]:
    """The finding that rows were left out."""
    return [Finding("rows_empty", "info", catalogue().text("rows_empty", n=n))] if n else []


def tell_of_cells(
    unread: Iterable[tuple[Variable, Unread]], form: Questionnaire, keys: Sequence[str | None], rows: Sequence[int]
) -> list[Finding]:
    """One finding for each cell that could not be read."""
    return [
        Finding(
            cell.rule,
            "warning" if cell.rule in _ONLY_A_LOOK else severity(form, variable.question),
            catalogue().text(cell.rule, variable=variable.id, value=cell.value, **_bounds(variable, cell)),
            interview=keys[cell.position],
            row=int(rows[cell.position]),
            variable=variable.id,
            value=cell.value,
        )
        for variable, cell in unread
    ]


def _bounds(variable: Variable, cell: Unread) -> dict[str, str]:
    low, high = variable.question.minimum, variable.question.maximum
    high = high if cell.maximum is None else cell.maximum
    return {"minimum": "…" if low is None else f"{low:g}", "maximum": "…" if high is None else f"{high:g}"}
