"""Writing of the questionnaire for interviews on paper."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from survey.argument_errors import public
from survey.errors import ExchangeError, nearest
from survey.exchange.paper.paper_building import paper_form
from survey.exchange.paper.paper_docx import paper_docx
from survey.exchange.paper.paper_pdf import paper_pdf
from survey.exchange.written_form import WrittenForm
from survey.exchange.written_language import written_language
from survey.ledger.result_folder import new_file
from survey.questionnaire.model import Questionnaire
from survey.text import Language

MOST_LANGUAGES = 2
"""Languages that one page has room for, next to one another."""

_MAKERS = {".pdf": paper_pdf, ".docx": paper_docx}


@public
def write_paper(
    form: Questionnaire,
    path: str | os.PathLike[str],
    *,
    languages: Language | Sequence[Language] | None = None,
    split: str | int | None = None,
    force: bool = False,
) -> WrittenForm:
    """Write the questionnaire for interviews on paper: cover, questions with routing in words, show cards.

    Parameters
    ----------
    form : Questionnaire
    path : str or path
        Ends with ``.pdf``, or with ``.docx`` for a document that can still be changed.
    languages : str or sequence of str, optional
        One language, or two that are set next to one another; each one that the questionnaire and the program have. The first
        language of the questionnaire by default.
    split : str or int, optional
        Code of the version of list experiments that the form is for, so that each version has a form. By default one form has
        the statements of every version, each under the answer that names it.
    force : bool
        Whether a file of this name may be replaced.

    Returns
    -------
    WrittenForm

    Raises
    ------
    ExchangeError
        ``J040`` another ending, ``J041`` no language, more than two, or one twice, ``J044`` a version that no question has.
    ExportError
        ``G020`` and ``G024`` for a language.
    ReportError
        ``R020`` and ``R030`` when the library that writes the format is not installed, ``R022`` when no font of the PDF
        has the letters of a language.
    MonitorError
        ``M040`` to ``M044`` when the file would take the place of another one, or its folder does not exist.

    Notes
    -----
    A question stays on one page, unless it is longer than a page. The same questionnaire gives the same bytes.

    Examples
    --------
    >>> import survey, tempfile
    >>> form = survey.read_questionnaire("questionnaires/interethnic")
    >>> survey.write_paper(form, Path(tempfile.mkdtemp()) / "form.pdf", languages="ru").n
    129
    """
    target = Path(path)
    maker = _MAKERS.get(target.suffix.lower())
    if maker is None:
        fact = f"A paper questionnaire is not written as {target.suffix!r}."
        raise ExchangeError("J040", str(target), fact, f"End the name with one of: {', '.join(_MAKERS)}.")
    content = maker(paper_form(form, _spoken(form, languages), _version(form, split)))
    with new_file(target, force=force) as draft:
        draft.write_bytes(content)
    return WrittenForm(target, "paper", len(form.variables))


def _spoken(form: Questionnaire, languages: Language | Sequence[Language] | None) -> tuple[Language, ...]:
    """The languages asked for, which questionnaire and catalogue have."""
    asked = (languages,) if languages is None or isinstance(languages, str) else tuple(languages)
    if not 1 <= len(asked) <= MOST_LANGUAGES or len(set(asked)) < len(asked):
        fact = f"A page cannot have these languages next to one another: {', '.join(map(str, asked)) or 'none'}."
        remedy = f"Give one language, or {MOST_LANGUAGES} different ones."
        raise ExchangeError("J041", "survey.write_paper: languages", fact, remedy)
    return tuple(written_language(form, one) for one in asked)


def _version(form: Questionnaire, split: str | int | None) -> str | None:
    """The version that a form is for, which a list experiment must have."""
    if split is None:
        return None
    codes = {str(code): None for one in form.questions for code, _ in one.maximum_by_version}
    if str(split) not in codes:
        fact = f"No list experiment has the version {str(split)!r}."
        raise ExchangeError("J044", "survey.write_paper: split", fact, nearest(str(split), codes))
    return str(split)
