"""Sentences of the room."""

from survey.reports.explanations import explained
from survey.text import Catalogue


def test_every_rule_of_the_lists_has_general_words_in_the_report() -> None:
    """Their own messages name a line of a list."""
    rules = [key for key in Catalogue.load("survey.deliveries").keys("en") if key.startswith(("correction", "waiver"))]
    assert len(rules) == 5
    assert [rule for rule in rules if not explained(rule, ("kk", "ru", "en"))] == []
