"""Languages are data: the source names none but where a reason is given here."""

import ast
import string
from collections import Counter
from pathlib import Path

import survey
from survey.languages import CATALOGUE_LANGUAGES, ENGLISH
from survey.text import Catalogue, Sentence, plural_categories

SOURCE = Path(survey.__file__).parent
NAMED = {
    "languages.py": Counter(en=1),  # errors are raised in English
    "questionnaire/wordings.py": Counter(ru=1),  # Kazakh letters are a mistake in a Russian wording
    "suffixes.py": Counter(kk=3, ru=3),  # grammar is that of one language
    "simulate/wave_files.py": Counter(ru=1),  # agencies label their files in Russian
}
"""How often each file may write the code of a language, and why."""
SAME = {"neither": "codes"}
"""Places with the same content: "neither 1 nor 2" and "not 1 or 2" on paper."""


def test_only_these_places_name_a_language() -> None:
    """A language in code is one that a new catalogue does not reach."""
    found: dict[str, Counter[str]] = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and node.value in CATALOGUE_LANGUAGES:
                found.setdefault(path.relative_to(SOURCE).as_posix(), Counter())[str(node.value)] += 1
    assert found == NAMED


def test_every_catalogue_has_the_same_languages() -> None:
    """A room that lags behind would be the one room that cannot speak to some readers."""
    rooms = [folder.parent for folder in SOURCE.glob("*/wording")]
    assert len(rooms) > 8
    for room in rooms:
        assert set(Catalogue.load(f"survey.{room.name}").languages) == set(CATALOGUE_LANGUAGES), room.name


def test_every_sentence_has_the_same_places_in_every_language() -> None:
    """And all plural forms: a place that one language lacks would hide a fact from its readers."""
    n = 0
    for room in (folder.parent.name for folder in SOURCE.glob("*/wording")):
        catalogue = Catalogue.load(f"survey.{room}")
        for language in CATALOGUE_LANGUAGES:
            assert catalogue.keys(language) == catalogue.keys(ENGLISH), room
            for key in catalogue.keys(language):
                sentence = catalogue.template(language, key)
                if not isinstance(sentence, str):
                    assert set(sentence) == set(plural_categories(language)), (room, language, key)
                assert _places(sentence) == _places(catalogue.template(ENGLISH, key)), (room, language, key)
                n += 1
    assert n > 3000


def _places(sentence: Sentence) -> set[str]:
    forms = [sentence] if isinstance(sentence, str) else sentence.values()
    return {SAME.get(name, name) for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}
