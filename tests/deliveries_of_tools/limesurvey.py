"""Deliveries of LimeSurvey: CSV with codes or full answers under codes, under codes with texts, or under full texts.

Conventions from LimeSurvey's manual on exporting results: metadata first; ``code[subquestion]`` under question codes, the text of
the subquestion in brackets after that of the question under full texts; ``Y`` or nothing for the choices of a multiple choice, ``Y``
and ``N`` when both are converted; ``-oth-`` for the choice "other" and its text in ``code[other]``; answer codes of up to five signs.
"""

from __future__ import annotations

from typing import Literal

from survey.questionnaire.model import Option, Variable
from tests.deliveries_of_tools.collected import Collected, Table, add, wording
from tests.deliveries_of_tools.collected import answers as answers_of

Heads = Literal["codes", "both", "texts"]
Answers = Literal["codes", "letters", "texts"]


def table(
    collected: Collected,
    *,
    language: str,
    heads: Heads = "codes",
    answers: Answers = "codes",
    both_marked: bool = False,
) -> Table:
    """The table of responses.

    ``letters`` are answer codes such as ``A1``; ``both_marked`` writes ``N`` for a choice that was not made.
    """
    n = len(collected)
    columns: Table = {
        "id": [str(row + 1) for row in range(n)],
        "submitdate": ["2018-03-09 10:33:10"] * n,
        "lastpage": ["7"] * n,
        "startlanguage": [language] * n,
        "seed": ["1604123456"] * n,
    }
    for variable in collected.form.variables.values():
        if variable.kind == "multiple":
            _add_choices(columns, collected, variable, language, heads, answers, both_marked=both_marked)
            continue
        cells = [_said(variable, code, language, answers) for code in collected.typed[variable.id]]
        if variable.kind == "date":
            cells = [f"{text} 00:00:00" if text else "" for text in cells]
        add(columns, _head(variable, language, heads), cells)
        own = next((option for option in variable.options if option.specify), None)
        if own is not None:
            text = variable.text[language]
            add(
                columns,
                f"{text} [Другое]" if heads == "texts" else f"{variable.id}[other]",
                own_words(collected)[f"{variable.id}_other"],
            )
    for name in ("interviewtime", "groupTime12", "groupTime13"):
        columns[name] = ["12.5"] * n
    return columns


def own_words(collected: Collected) -> dict[str, list[str]]:
    """Own words of those who chose "other": without any, LimeSurvey does not keep the choice, so some are typed."""
    found = {}
    for name, cells in collected.others.items():
        variable = collected.form.variables[name.removesuffix("_other")]
        codes = {option.code for option in variable.options if option.specify}
        chosen = collected.chosen.get(variable.id) or [
            (int(code),) if code.isdigit() else () for code in collected.typed[variable.id]
        ]
        found[name] = [
            text or ("не уточнено" if codes & set(one) else "") for text, one in zip(cells, chosen, strict=True)
        ]
    return found


def _said(variable: Variable, code: str, language: str, answers: Answers) -> str:
    choices = {one.shown: one for one in answers_of(variable)}
    if variable.kind != "single" or code not in choices:
        return code
    choice = choices[code]
    if answers == "texts":
        return wording(variable, code, language)
    if isinstance(choice, Option) and choice.specify:
        return "-oth-"
    return f"A{code}" if answers == "letters" and code.isdigit() else code


def _add_choices(
    columns: Table,
    collected: Collected,
    variable: Variable,
    language: str,
    heads: Heads,
    answers: Answers,
    *,
    both_marked: bool,
) -> None:
    sets = collected.chosen[variable.id]
    yes, no = ({"kk": "Иә", "ru": "Да"}.get(language, "Yes"), {"kk": "Жоқ", "ru": "Нет"}.get(language, "No"))
    if answers != "texts":
        yes, no = "Y", "N"
    choices = answers_of(variable)
    for choice in choices:
        is_other = isinstance(choice, Option) and choice.specify
        marks = [(yes if choice.code in one else no if both_marked else "") if one else "" for one in sets]
        if is_other:
            marks = own_words(collected)[f"{variable.id}_other"]
        inner = "other" if is_other else choice.shown if heads == "codes" else choice.text[language]
        before = (
            variable.id
            if heads == "codes"
            else variable.text[language]
            if heads == "texts"
            else f"{variable.id}. {variable.text[language]}"
        )
        add(columns, f"{before}[{inner}]" if heads == "codes" else f"{before} [{inner}]", marks)


def _head(variable: Variable, language: str, heads: Heads) -> str:
    """The heading of a question, or of a row of a battery as a subquestion."""
    question = variable.question
    if question.rows:
        row = variable.row
        assert row is not None
        texts = f"{question.text[language]} [{row.text[language]}]"
        codes = f"{question.id}[{variable.id}]"
    else:
        texts, codes = variable.text[language], variable.id
    return {"codes": codes, "both": f"{codes}. {texts}", "texts": texts}[heads]
