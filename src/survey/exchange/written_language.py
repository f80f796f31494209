"""The language of a file for readers: one of the questionnaire, in which the program has words, too."""

from __future__ import annotations

from survey.errors import ExportError, nearest
from survey.questionnaire.model import Questionnaire
from survey.text import Catalogue, Language


def written_language(form: Questionnaire, language: Language | None) -> Language:
    """The language asked for, or the first of the questionnaire.

    Raises
    ------
    ExportError
        ``G024`` when the questionnaire is not in this language, ``G020`` when the program has no words in it.
    """
    chosen = form.languages[0] if language is None else language
    if chosen not in form.languages:
        fact = f"The questionnaire is not in language {chosen!r}."
        raise ExportError("G024", f"questionnaire {form.id}", fact, nearest(chosen, form.languages))
    spoken = Catalogue.load("survey.exchange").languages
    if chosen not in spoken:
        fact = f"The program has no words in language {chosen!r}."
        others = ", ".join(one for one in form.languages if one in spoken)
        place, own = f"questionnaire {form.id}", f"Write the sentences of this language: survey language {chosen}."
        remedy = f"Choose another language of the questionnaire: {others}. {own}" if others else own
        raise ExportError("G020", place, fact, remedy)
    return chosen
