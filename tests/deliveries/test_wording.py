"""Sentences of the room."""

import string

from survey.text import Catalogue


def test_every_sentence_exists_in_every_language_with_the_same_places() -> None:
    """A place that one language lacks would hide the value from its readers."""
    catalogue = Catalogue.load("survey.deliveries")
    places = {
        (language, key): {
            name for _, name, _, _ in string.Formatter().parse(str(catalogue._sentences[language][key])) if name
        }
        for language in ("kk", "ru", "en")
        for key in catalogue.keys("en")
    }
    keys = catalogue.keys("en")
    assert len(keys) > 40
    assert catalogue.keys("kk") == catalogue.keys("ru") == keys
    assert [key for key in keys if not places["kk", key] == places["ru", key] == places["en", key]] == []
