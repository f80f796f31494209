"""Further languages: a file with every sentence, checked against the English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from survey.errors import TextError
from survey.language_files import language_template, read_language, use_language
from survey.reports.explanations import explained
from survey.text import Catalogue, plural_categories
from tests.mechanical_language import translated


def written(folder: Path, language: str, text: str) -> Path:
    """The file of a language."""
    path = folder / f"{language}.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("language", ["es", "uz", "ar", "ja", "sr_Latn"])
def test_a_template_is_read_and_everything_in_it_is_missing(tmp_path: Path, language: str) -> None:
    """Every sentence of the package, with the plural forms of the language."""
    file = read_language(written(tmp_path, language, language_template(language)))
    assert not file.is_complete
    assert len(file.missing) > 500
    assert "reports.headline_title" in file.missing
    assert not any(key.startswith("cli.") for key in file.missing)


def test_a_complete_file_speaks(tmp_path: Path, languages_as_before: None) -> None:
    """In every catalogue, with plurals and explanations of rules."""
    file = read_language(written(tmp_path, "es", translated("es")))
    assert file.missing == ()
    assert "es" not in Catalogue.load("survey.reports").languages
    use_language(file)
    reports = Catalogue.load("survey.reports")
    assert {"es", "kk", "ru", "en"} <= set(reports.languages)
    assert reports.sentence("es", "headline_title") == f"‹{reports.sentence('en', 'headline_title')}›"
    assert explained("no_interviews", ("es", "ru"))["es"].startswith("‹")


def test_a_file_with_a_gap_is_not_used(tmp_path: Path, languages_as_before: None) -> None:
    """The first sentence missing is named."""
    gap = re.sub(r'headline_title = ".*?"', 'headline_title = ""', translated("es"))
    file = read_language(written(tmp_path, "es", gap))
    assert file.missing == ("reports.headline_title",)
    with pytest.raises(TextError, match=r"reports\.headline_title") as caught:
        use_language(file)
    assert caught.value.code == "T015"


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("Spanish", "", "T010"),
        ("kz", "", "T010"),
        ("es", "[reports\n", "T011"),
        ("es", "[report]\n", "T012"),
        ("es", '[reports]\nheadline_titel = "Título"\n', "T012"),
        ("es", '[deliveries]\ntitle_findings = "Hallazgos"\n', "T013"),
        ("es", '[deliveries]\ntitle_findings = "Hallazgos {fichero}"\n', "T013"),
        ("es", '[reports]\nheadline_title = {one = "a", other = "b"}\n', "T014"),
        ("es", '[reports]\nheadline_summary = {one = "{n} {parts}", other = "{n} {parts}"}\n', "T014"),
    ],
)
def test_a_mistake_in_a_file_is_told(tmp_path: Path, language: str, text: str, code: str) -> None:
    """Before a reader meets it."""
    with pytest.raises(TextError) as caught:
        read_language(written(tmp_path, language, text))
    assert caught.value.code == code


def test_plural_forms_are_those_of_cldr() -> None:
    """In its order."""
    assert plural_categories("ar") == ("zero", "one", "two", "few", "many", "other")
    assert plural_categories("kk") == ("one", "other")
