"""Open answers of simulated interviews, in the language of the interview."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from survey.arrays import Mask, Objects
from survey.questionnaire.grouping_roles import grouping_in_role
from survey.simulate.answer_sheet import AnswerSheet, is_put_to_respondent
from survey.text import Catalogue, Language

SPEAK_UP = 0.3
"""Share of people who answer an open question."""


def spoken_language(sheet: AnswerSheet) -> Objects:
    """(n,) language of each interview; the first language of the questionnaire where it is not known."""
    spoken = np.full(sheet.n, sheet.form.languages[0], object)
    grouping = grouping_in_role(sheet.form, "language_held", "language_start")
    if grouping is not None:
        codes = sheet.values(grouping.id)
        for category in grouping.categories:
            if category.id in sheet.form.languages:
                spoken[codes == category.code] = category.id
    return spoken


def write_words(sheet: AnswerSheet, rng: np.random.Generator) -> None:
    """Fill the open questions that are put to respondents; three in ten people answer each."""
    spoken = spoken_language(sheet)
    for variable in sheet.form.variables.values():
        if variable.kind == "text" and is_put_to_respondent(variable):
            speaks = rng.random(sheet.n) < SPEAK_UP
            sheet.words[variable.id] = _said("open", speaks, spoken, rng)


def others(sheet: AnswerSheet) -> dict[str, Objects]:
    """Texts of "other, specify" for every variable that has it: ``<id>_other`` -> (n,) text or None."""
    spoken = spoken_language(sheet)
    words: dict[str, Objects] = {}
    for variable in sheet.form.variables.values():
        codes = [option.code for option in variable.options if option.specify]
        if codes:
            said = _mentions_one(sheet, variable.id, codes)
            words[f"{variable.id}_other"] = _said("other", said, spoken, np.random.default_rng(len(variable.id)))
    return words


def _mentions_one(sheet: AnswerSheet, name: str, codes: Sequence[int]) -> Mask:
    if sheet.kind_of(name) == "set":
        mentions = sheet.mentions(name)
        return np.asarray(mentions.chosen[:, np.isin(mentions.codes, codes)].any(axis=1), bool)
    return np.isin(sheet.values(name), codes)


def _said(kind: str, speaks: Mask, spoken: Objects, rng: np.random.Generator) -> Objects:
    words = np.full(len(speaks), None, object)
    for language in set(spoken[speaks]):
        here = np.flatnonzero(speaks & (spoken == language))
        words[here] = rng.choice(np.array(_sentences(kind, str(language)), object), len(here))
    return words


def _sentences(kind: str, language: Language) -> list[str]:
    catalogue = Catalogue.load("survey.simulate")
    if language not in catalogue.languages:
        return [kind]
    keys = sorted(key for key in catalogue.keys(language) if key.startswith(kind))
    return [catalogue.sentence(language, key) for key in keys]
