"""YAML files whose values know their place."""

from pathlib import Path

import pytest

from survey.documents import Document
from survey.errors import QuestionnaireError, ReadError


def complaints_of(document: Document) -> list[tuple[str, int | None, int | None]]:
    """Code, line and column of each complaint, in the order of the file."""
    with pytest.raises(QuestionnaireError) as caught:
        document.finish()
    return [(one.code, one.place.line, one.place.column) for one in caught.value.complaints]


def test_a_value_knows_its_line_and_column() -> None:
    """Both count from 1."""
    item = Document("q.yaml", "a: 1\nb:\n  c: text\n").root.need("b").need("c")
    assert (item.text(), item.place.line, item.place.column) == ("text", 3, 6)


def test_every_complaint_is_told_at_once_in_the_order_of_the_file() -> None:
    """A reader sees all mistakes in one run."""
    document = Document("q.yaml", "min: many\nmax: 3.5\n")
    document.root.need("max").integer()
    document.root.need("min").integer()
    assert complaints_of(document) == [("D012", 1, 6), ("D012", 2, 6)]


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "No"])
def test_an_old_boolean_is_refused_where_a_word_is_expected(word: str) -> None:
    """Some readers take it for true or false, so it must be quoted."""
    document = Document("q.yaml", f"ru: {word}\n")
    document.root.need("ru").text()
    assert complaints_of(document) == [("D005", 1, 5)]


def test_a_quoted_old_boolean_is_a_word() -> None:
    """Quotes make it plain."""
    document = Document("q.yaml", 'ru: "no"\n')
    assert document.root.need("ru").text() == "no"
    document.finish()


def test_an_old_boolean_is_refused_where_true_or_false_is_expected() -> None:
    """Only ``true`` and ``false`` are booleans."""
    document = Document("q.yaml", "rotate: yes\ncard: true\n")
    assert document.root.need("card").boolean() is True
    document.root.need("rotate").boolean()
    assert complaints_of(document) == [("D006", 1, 9)]


def test_a_key_written_twice_is_a_complaint_at_the_second() -> None:
    """YAML readers silently keep the last."""
    document = Document("q.yaml", "a: 1\nb: 2\na: 3\n")
    assert [name for name, _ in document.root.entries()] == ["a", "b"]
    assert complaints_of(document) == [("D008", 3, 1)]


def test_an_unknown_key_gets_the_nearest_known_one() -> None:
    """A mistyped key must not be ignored."""
    document = Document("q.yaml", "rotat: true\n")
    document.root.get("rotate")
    document.root.no_other_keys()
    with pytest.raises(QuestionnaireError, match=r"Did you mean .rotate"):
        document.finish()


def test_a_missing_wording_is_a_complaint_where_the_others_stand() -> None:
    """Nothing falls back silently."""
    document = Document("q.yaml", "q:\n  kk: Жасы\n")
    document.root.need("q").wording(("kk", "ru"))
    assert complaints_of(document) == [("D010", 2, 3)]


def test_the_offending_text_is_marked_under_its_line() -> None:
    """The mark stands below the characters it speaks of, with the line's indentation taken off."""
    document = Document("q.yaml", 'q:\n    ask_if: "D04 in [3, 4] or D1a == 4"\n')
    item = document.root.need("q").need("ask_if").named("question D05, ask_if")
    item.complain("Q900", "No question has this name.", "Did you mean 'D01a'?", start=17, length=3)
    shown = str(document.complaints[0]).splitlines()
    assert shown[0] == "[Q900] q.yaml:2:31, question D05, ask_if"
    assert shown[1][shown[2].index("^") : shown[2].rindex("^") + 1] == "D1a"


def test_text_that_is_not_yaml_is_told_with_its_place() -> None:
    """A tab as indentation, for example."""
    with pytest.raises(QuestionnaireError) as caught:
        Document("q.yaml", "a:\n\t- 1\n")
    assert (caught.value.code, caught.value.complaints[0].place.line) == ("D001", 2)


def test_an_absent_file_gets_the_nearest_name_beside_it(tmp_path: Path) -> None:
    """The usual mistake is a typing error."""
    (tmp_path / "questionnaire.yaml").write_text("a: 1")
    with pytest.raises(ReadError, match=r"questionnaire\.yaml'\?") as caught:
        Document.read(tmp_path / "questionaire.yaml")
    assert caught.value.code == "D003"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """cp1251 bytes are not UTF-8."""
    path = tmp_path / "q.yaml"
    path.write_bytes("ru: Возраст".encode("cp1251"))
    with pytest.raises(ReadError) as caught:
        Document.read(path)
    assert caught.value.code == "D004"


def test_an_empty_document_is_an_empty_mapping() -> None:
    """So that the reader complains about what is missing, not about YAML."""
    document = Document("q.yaml", "")
    document.root.need("id")
    assert complaints_of(document) == [("D009", 1, 1)]
