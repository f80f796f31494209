"""Languages of a survey: the list in ``questionnaire.yaml``, which every other text file of it follows."""

from __future__ import annotations

from pathlib import Path

from survey.documents import DocumentItem
from survey.documents.document import first_values
from survey.languages import is_language
from survey.text import Language

KEYS_ALIKE = frozenset({"id", "if"})
"""Codes of languages that are also keys of a question."""


def read_languages(item: DocumentItem) -> tuple[Language, ...]:
    """The languages listed, in their order.

    Complaints: ``Q070`` a code that CLDR does not describe, ``Q071`` a code that is also a key of a question.
    """
    for one in item.elements():
        code = one.text()
        if code and not is_language(code):
            one.complain(
                "Q070", f"{code!r} is not the code of a language.", "Write its CLDR code: kk, ru, en, uz_Latn."
            )
        elif code in KEYS_ALIKE:
            one.complain(
                "Q071",
                f"The code {code!r} is also a key of a question.",
                f"Write the language with its territory: {code}_ID.",
            )
    return item.texts()


def languages_in(folder: Path, file: str) -> tuple[Language, ...]:
    """The languages that a questionnaire lists, read without the rest of it; none when it cannot be read."""
    return first_values(folder / file, "languages")
