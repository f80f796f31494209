"""Sentences of the room."""

import string

from survey.reports.explanations import explained
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


def test_every_rule_of_the_lists_has_general_words_in_the_report() -> None:
    """Their own messages name a line of a list."""
    rules = [key for key in Catalogue.load("survey.deliveries").keys("en") if key.startswith(("correction", "waiver"))]
    assert len(rules) == 5
    assert [rule for rule in rules if not explained(rule, ("kk", "ru", "en"))] == []
