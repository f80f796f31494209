"""YAML files whose values know their place."""

from pathlib import Path

import pytest
import yaml

from survey.documents import Document, yaml_nodes
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
    document = Document("q.yaml", "q:\n  kk: Жасы\n", languages=("kk", "ru"))
    document.root.need("q").wording()
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


@pytest.mark.parametrize(
    ("source", "code", "line", "column"),
    [
        ("a: 1\nb: 2\n---\nc: 3\n", "D014", 3, 1),
        ("a: [1, 2\n", "D001", 2, 1),
        ("a: 'x\n", "D001", 2, 1),
        ("%YAML 3.0\n---\na: 1\n", "D001", 1, 1),
        ("a: 1\nb: \x00\n", "D002", 2, 4),
        ("a: \x07\n", "D002", 1, 4),
        ("a: \ufeffb\n", "D002", 1, 4),
        ("a: \ud800\n", "D002", 1, 4),
        ('a:\n  b: "c\\x02d"\n', "D002", 2, 6),
        ("a: " + "[" * 500 + "]" * 500, "D017", 1, 53),
        ("a: " + "{b: " * 500 + "}" * 500, "D017", 1, 200),
        ("".join(" " * deep + "a:\n" for deep in range(500)), "D017", 51, 51),
        ("a: [" + "1, " * 600_000 + "1]", "D018", 1, None),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_text_beyond_yaml_is_told_with_its_place(source: str, code: str, line: int, column: int | None) -> None:
    """Never by a traceback, and before anything is built of it."""
    with pytest.raises(QuestionnaireError) as caught:
        Document("q.yaml", source)
    (complaint,) = caught.value.complaints
    assert (complaint.code, complaint.place.line) == (code, line)
    assert column is None or complaint.place.column == column


def test_brackets_without_end_are_told() -> None:
    """By the parser, where it counts them; by the count of floors, where the parser is older and does not."""
    with pytest.raises(QuestionnaireError) as caught:
        Document("q.yaml", "[" * 100_000)
    (complaint,) = caught.value.complaints
    assert complaint.code in ("D001", "D017")
    assert complaint.place.line == 1


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a: &x 1\nb: *x\n", [("D015", 1, 4), ("D013", 2, 4)]),
        ("a: {<<: {b: 1}}\n", [("D019", 1, 5)]),
        ("a: !!int 3\n", [("D016", 1, 4)]),
        ("a: !python/object x\n", [("D016", 1, 4)]),
        ("? [a, b]\n: 1\n", [("D019", 1, 3)]),
        ("{[a]: 1, ~: 2}\n", [("D019", 1, 2), ("D019", 1, 10)]),
        ("a: {b: 1, b: 2}\n", [("D008", 1, 11)]),
        ('1: x\n"1": y\n', [("D008", 2, 1)]),
        ("&a [*a]\n", [("D015", 1, 1), ("D013", 1, 5)]),
    ],
)
def test_what_readers_of_yaml_understand_in_several_ways_is_refused(
    source: str, told: list[tuple[str, int, int]]
) -> None:
    """Anchors, aliases, merge keys, tags, keys that are not names."""
    assert complaints_of(Document("q.yaml", source)) == told


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    """Nine lists of nine aliases each would be 400 million values."""
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    told = complaints_of(Document("q.yaml", "\n".join(lines)))
    assert len(told) == 10 + 81


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_count_the_same(end: str) -> None:
    """The third line is the third."""
    document = Document("q.yaml", end.join(["a: 1", "қ: 'ә'", "b: many", ""]))
    document.root.need("b").integer()
    assert complaints_of(document) == [("D012", 3, 4)]
    assert document.complaints[0].source == "b: many"


def test_columns_count_letters_whatever_their_bytes() -> None:
    """Kazakh letters and signs beyond the basic plane are one column each."""
    document = Document("q.yaml", 'a: {ә: "\U0001f600", b: many}\n')
    document.root.need("a").need("b").integer()
    assert complaints_of(document) == [("D012", 1, 16)]


def test_pyyaml_without_libyaml_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the C library is missing, only the speed differs."""
    source = 'a: {b: [1, "x"]}\nc: |\n  ә\nd: many\n'
    fast = Document("q.yaml", source)
    monkeypatch.setattr(yaml_nodes, "_LOADER", yaml.SafeLoader)
    slow = Document("q.yaml", source)
    for document in (fast, slow):
        document.root.need("d").integer()
    assert complaints_of(slow) == complaints_of(fast) == [("D012", 4, 4)]
    assert slow.root.need("c").text() == fast.root.need("c").text() == "ә\n"


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    """Windows editors write it."""
    path = tmp_path / "q.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert Document.read(path).root.need("a").integer() == 1


def test_a_file_too_large_to_be_written_by_people_is_refused(tmp_path: Path) -> None:
    """Before it is read."""
    path = tmp_path / "q.yaml"
    with path.open("wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(ReadError) as caught:
        Document.read(path)
    assert caught.value.code == "D020"


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    """With the error of a file that is not there."""
    with pytest.raises(ReadError, match="cannot be read: this is not a file") as caught:
        Document.read(tmp_path)
    assert caught.value.code == "D003"


def test_an_absent_key_has_neither_words_nor_a_flag() -> None:
    """Unless another value is usual; a value of the wrong kind is a complaint as everywhere."""
    document = Document("q.yaml", "note: said\nrotate: true\ncard: 3\n")
    root = document.root
    assert (root.words("note"), root.words("concept")) == ("said", "")
    assert (root.flag("rotate"), root.flag("foil"), root.flag("prompted", absent=True)) == (True, False, True)
    root.flag("card")
    assert complaints_of(document) == [("D012", 3, 7)]
