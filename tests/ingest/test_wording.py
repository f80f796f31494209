"""Every rule can be told in every language."""

import re

import survey.ingest
from survey.text import Catalogue


def test_every_rule_of_the_room_has_its_sentence() -> None:
    """The table in the docstring of the room and the catalogue name the same rules."""
    rules = set(re.findall(r"^``(\w+)``  ", survey.ingest.__doc__ or "", re.MULTILINE))
    words = {"heading_words", "blank_words", "other_words", "statement_words", "months"}
    assert rules | words == Catalogue.load("survey.ingest").keys("kk")
