"""Writing of a questionnaire as a form of SurveyJS."""

from __future__ import annotations

import json
import os

from survey.argument_errors import public
from survey.exchange.form_file import form_target, write_form
from survey.exchange.surveyjs_building import SurveyjsForm, surveyjs_form
from survey.exchange.written_form import WrittenForm
from survey.questionnaire.model import Questionnaire


@public
def write_surveyjs(form: Questionnaire, path: str | os.PathLike[str], *, force: bool = False) -> WrittenForm:
    """Write a questionnaire as a form of SurveyJS, for pages and applications that use its library.

    Parameters
    ----------
    form : Questionnaire
    path : str or path
        Ends with ``.json``.
    force : bool
        Whether a file of this name may be replaced.

    Returns
    -------
    WrittenForm
        Its notes name what a form of SurveyJS cannot do.

    Raises
    ------
    ExchangeError
        ``J001`` another ending, ``J002`` a file of this name is there already, ``J003`` it cannot be written.

    Notes
    -----
    Every block is a page, every battery with a common list a matrix, every language a translation. Questions are
    visible where :func:`survey.decode` takes them for asked; an answer is removed at once when its question is hidden.
    Version, first and last moment of the interview and the seeds of random orders are kept with the answers.
    """
    target = form_target(path, ".json", force=force)
    made = surveyjs_form(form)
    return write_form(form, made.notes, target, "surveyjs", surveyjs_bytes(made))


def surveyjs_bytes(made: SurveyjsForm) -> bytes:
    """The form as JSON in UTF-8; the same questionnaire gives the same bytes."""
    return (json.dumps(made.content, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
