"""Wordings of the room: the catalogue, and texts that are the same in every language."""

from __future__ import annotations

from collections.abc import Iterable

from survey.design.sample import Sample
from survey.interviews import Interviews
from survey.languages import ENGLISH
from survey.text import Catalogue, Language, Text

PACKAGE = "survey.tables"


def words(key: str, **places: object) -> Text:
    """A sentence of the catalogue in every language; places that are texts are filled by their own wording.

    Examples
    --------
    >>> words("total")["en"]
    'Total'
    """
    catalogue = Catalogue.load(PACKAGE)
    texts = [place for place in places.values() if isinstance(place, Text)]
    spoken = [one for one in catalogue.languages if all(text.has(one) for text in texts)]

    def sentence(language: Language) -> str:
        own = {name: place[language] if isinstance(place, Text) else place for name, place in places.items()}
        return catalogue.sentence(language, key, **own)

    return Text.each(spoken, sentence)


def everywhere(wording: str) -> Text:
    """A text that is the same in every language of the catalogue."""
    return Text.each(Catalogue.load(PACKAGE).languages, lambda _: wording)


def as_text(wording: str | Text) -> Text:
    """A wording as a text."""
    return wording if isinstance(wording, Text) else everywhere(wording)


def common_languages(texts: Iterable[Text], preferred: Iterable[Language]) -> tuple[Language, ...]:
    """Languages in which every text has a wording, the preferred ones first.

    Examples
    --------
    >>> common_languages([Text.of(kk="а", ru="б"), Text.of(ru="в", en="c")], ["kk"])
    ('ru',)
    """
    found = [set(text.languages) for text in texts if text]
    shared = set.intersection(*found) if found else set(Catalogue.load(PACKAGE).languages)
    first = [one for one in preferred if one in shared]
    return (*first, *sorted(shared - set(first)))


def languages_of(sample: Sample) -> tuple[Language, ...]:
    """Languages of the questionnaire of a sample; of a plain table those of the catalogue, English first."""
    if isinstance(sample.data, Interviews):
        return sample.data.form.languages
    spoken = Catalogue.load(PACKAGE).languages
    return (ENGLISH, *(one for one in spoken if one != ENGLISH))
