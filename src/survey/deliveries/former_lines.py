"""Lines of a list of corrections that name an answer as the file of an earlier version of the questionnaire holds it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from survey.deliveries.corrections import Correction
from survey.ingest import WrittenAnswer, read_answer, write_answer
from survey.questionnaire.model import Questionnaire, Reason, Variable


def under_present_codes(line: Correction, form: Questionnaire) -> Correction:
    """The line under the present id and codes of its variable; a line that names no renamed or recoded one as it is.

    The answers of a line are those of the file, hence in former codes. A renamed variable under its present id has
    present codes.
    """
    former = form.former_form
    if former is None:
        return line
    folded = {name.casefold(): name for name in former.form.variables}
    old = folded.get(line.variable.casefold(), "")
    name = former.names.get(old, old)
    if not old:
        return dataclasses.replace(line, variable=former.column_now(line.variable))
    if name == old and name not in former.codes:
        return line
    before, now = former.form.variables[old], form.variables[name]
    codes = former.codes.get(name, {})
    was, right = (_carried(text, before, now, codes) for text in (line.old, line.new))
    return dataclasses.replace(line, variable=name, old=was, new=right)


def as_written(judged: Correction, line: Correction) -> Correction:
    """The judged line with its variable and answers as the list has them."""
    return dataclasses.replace(judged, variable=line.variable, old=line.old, new=line.new)


def in_file_terms(form: Questionnaire, name: str, text: str) -> tuple[str, str]:
    """Id and answer of a variable as files of the time hold them; of merged codes the first."""
    former = form.former_form
    if former is None or name not in form.variables:
        return name, text
    old = next((one for one, present in former.names.items() if present == name), name)
    codes = {present: code for code, present in reversed([*former.codes.get(name, {}).items()])}
    return old, _carried(text, form.variables[name], former.form.variables[old], codes)


def _carried(text: str, of: Variable, to: Variable, codes: Mapping[int, int]) -> str:
    """The answer of a text in other codes; the text itself when it gives none or no code was changed."""
    answer = read_answer(of, text)
    if answer is None or answer.reason != Reason.ANSWERED or not codes:
        return text
    if isinstance(answer.value, tuple):
        chosen = tuple(dict.fromkeys(codes[code] for code in answer.value))
        return write_answer(to, WrittenAnswer(Reason.ANSWERED, chosen))
    if isinstance(answer.value, float):
        return write_answer(to, WrittenAnswer(Reason.ANSWERED, float(codes[int(answer.value)])))
    return text
