"""Sentences of forms in the languages of a questionnaire: instructions for interviewers, messages about limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from survey.languages import ENGLISH, is_cyrillic
from survey.questionnaire.wordings import in_one_alphabet
from survey.text import Catalogue, Language, Text, unfinished_mark


class FormWords:
    """Sentences of the catalogue in every language of a form.

    Parameters
    ----------
    languages : sequence of str

    Notes
    -----
    A language without a catalogue gets the English sentence; ``without_catalogue`` names it, so that the result can say so.
    """

    def __init__(self, languages: Sequence[Language]) -> None:
        self._catalogue = Catalogue.load("survey.exchange")
        self.languages = tuple(languages)
        self.without_catalogue = tuple(one for one in languages if one not in self._catalogue.languages)

    def say(self, key: str, places: Callable[[Language], Mapping[str, object]] | None = None, **fixed: object) -> Text:
        """A sentence in every language; ``places`` gives what depends on the language."""

        def sentence(language: Language) -> str:
            known = language if language not in self.without_catalogue else ENGLISH
            own = places(language) if places is not None else {}
            return self._catalogue.sentence(known, key, **own, **fixed)

        return Text.each(self.languages, sentence)

    def added(self, key: str, **places: object) -> Text:
        """A sentence that an import adds; in a language without a catalogue one of the same alphabet, begun with ``[language]``.

        The mark is that of unfinished wordings, which :func:`survey.lint` lists.
        """

        def sentence(language: Language) -> str:
            mark = unfinished_mark(language) if language in self.without_catalogue else ""
            return mark + self._said(language, key, places)

        return Text.each(self.languages, sentence)

    def untranslated(self, wording: str) -> Text:
        """The wording of another language, marked as unfinished, and after words in letters of the language."""
        places = {"wording": wording}
        return Text.each(
            self.languages,
            lambda language: unfinished_mark(language) + self._said(language, "import_untranslated", places),
        )

    def _said(self, language: Language, key: str, places: Mapping[str, object]) -> str:
        return in_one_alphabet(language, self._catalogue.sentence(self._nearest(language), key, **places))

    def _nearest(self, language: Language) -> Language:
        """The language, or the first of the catalogue that is written in the same alphabet."""
        if language not in self.without_catalogue:
            return language
        alike = (one for one in self._catalogue.languages if is_cyrillic(one) and is_cyrillic(language))
        return next(alike, ENGLISH)

    def only(self, text: Text) -> Text:
        """A wording of the questionnaire in the languages of the form; empty where the questionnaire has none."""
        return Text.each(self.languages, lambda language: text[language]) if text else Text()

    def note(self, key: str, **places: object) -> Text:
        """A sentence for the office, in every language of the catalogue."""
        return self._catalogue.text(key, **places)


def together(texts: Sequence[Text], between: str = " ") -> Text:
    """Whole sentences one after another, in every language of the first."""
    if not texts:
        return Text()
    return Text.each(texts[0].languages, lambda language: between.join(text[language] for text in texts))
