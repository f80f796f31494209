"""Languages are data: the source names none but where a reason is given here."""

import ast
from collections import Counter
from pathlib import Path

import survey
from survey.languages import CATALOGUE_LANGUAGES
from survey.text import Catalogue

SOURCE = Path(survey.__file__).parent
NAMED = {
    "languages.py": Counter(en=1),  # errors are raised in English
    "questionnaire/wordings.py": Counter(ru=1),  # Kazakh letters are a mistake in a Russian wording
    "suffixes.py": Counter(kk=3, ru=3),  # grammar is that of one language
    "simulate/wave_files.py": Counter(ru=1),  # agencies label their files in Russian
}
"""How often each file may write the code of a language, and why."""


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
