"""The shipped instrument, as worded before version 0.2, against the draft it was made from: every wording, id, code and score."""

import datetime
import lzma
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml

from survey.questionnaire.former_wordings import worded_on
from survey.questionnaire.model import BatteryRow, Option, Question, Questionnaire
from survey.questionnaire.questionnaire_folder import read_questionnaire
from survey.text import Text

ROOT = Path(__file__).parents[2]
DRAFT = ROOT / "tests" / "data" / "instrument" / "questionnaire_draft.yaml.xz"

Yaml: TypeAlias = "dict[str, Yaml] | list[Yaml] | str | float | bool | None"
Mapping: TypeAlias = "dict[str, Yaml]"

KINDS = {"grid_single": "single", "numeric_scale": "scale", "list_experiment": "count", "open": "text"}


@pytest.fixture(scope="module")
def draft() -> Mapping:
    """The draft as plain data."""
    return mapping(yaml.safe_load(lzma.decompress(DRAFT.read_bytes()).decode("utf-8")))


@pytest.fixture(scope="module")
def form() -> Questionnaire:
    """The shipped questionnaire as the first waves were asked."""
    return worded_on(read_questionnaire(ROOT / "questionnaires" / "interethnic"), datetime.date(2018, 1, 8))


def mapping(value: Yaml) -> Mapping:
    """A value that must be a mapping."""
    assert isinstance(value, dict)
    return value


def mappings(value: Yaml) -> list[Mapping]:
    """A value that must be a list of mappings, or is absent."""
    assert isinstance(value, list | None)
    return [mapping(one) for one in value or []]


def fields(draft: Mapping) -> list[tuple[str, Mapping]]:
    """Every question of the draft with the id of its block, header and observations included."""
    asked = [("H", one) for one in mappings(mapping(draft["header"])["fields"])]
    for block in mappings(draft["blocks"]):
        asked += [(str(block["id"]), one) for one in mappings(block["questions"])]
    return asked + [("O", one) for one in mappings(mapping(draft["interviewer_observations"])["fields"])]


def pairs(draft: Mapping, form: Questionnaire) -> list[tuple[Mapping, Question]]:
    """Each question of the draft with the one shipped."""
    return list(zip((one for _, one in fields(draft)), form.questions, strict=True))


def worded(value: Mapping) -> dict[str, Yaml]:
    """The wordings of an element of the draft."""
    return {language: value[language] for language in ("kk", "ru", "en") if language in value}


def shipped(text: Text) -> dict[str, str]:
    """The wordings of an element that is shipped; a space that keeps a name on one line is a space."""
    return {language: words.replace("\N{NO-BREAK SPACE}", " ") for language, words in text}


def options_of(question: Mapping, draft: Mapping) -> list[Mapping]:
    """The answers of a question of the draft, its own or those of the list it names."""
    scales, lists = mapping(draft["scales"]), mapping(draft["code_lists"])
    if "options_from" in question:
        return mappings(lists[str(question["options_from"])])
    if "scale" in question:
        return mappings(mapping(scales[str(question["scale"])]).get("options"))
    return mappings(question.get("options"))


def test_blocks(draft: Mapping, form: Questionnaire) -> None:
    """Titles, opening and closing words, notes."""
    blocks = mappings(draft["blocks"])
    assert len(blocks) == 13
    for theirs, ours in zip(blocks, form.blocks[1:-1], strict=True):
        assert (ours.id, shipped(ours.title)) == (theirs["id"], worded(mapping(theirs["title"])))
        assert ours.note == theirs.get("note", "")
        # who asks, and how answers are kept, is said in plainer words since
        assert (shipped(ours.intro) == worded(mapping(theirs.get("intro", {})))) == (ours.id not in ("S", "D"))
        assert shipped(ours.outro) == worded(mapping(theirs.get("outro", {})))


def test_questions(draft: Mapping, form: Questionnaire) -> None:
    """Ids, kinds, wordings, blocks, conditions, notes."""
    asked = fields(draft)
    assert len(asked) == 80
    for (block, theirs), ours in zip(asked, form.questions, strict=True):
        kind = str(theirs["type"])
        assert (ours.id, ours.block, ours.kind) == (theirs["id"], block, KINDS.get(kind, kind))
        assert shipped(ours.text) == worded(theirs)
        assert (ours.ask_if.source if ours.ask_if else None) == theirs.get("ask_if")
        assert ours.concept == theirs.get("concept", "")
        assert ours.note == theirs.get("note", mapping(theirs.get("skip_own_group", {})).get("note", ""))
        assert shipped(ours.wording_test) == worded(mapping(theirs.get("wording_test", {})))


def test_marks(draft: Mapping, form: Questionnaire) -> None:
    """Required, rotated, on a card, prompted, sensitive, number of choices, bounds."""
    for theirs, ours in pairs(draft, form):
        for mark in ("required", "rotate", "card", "sensitive"):
            assert getattr(ours, mark) is theirs.get(mark, False), (ours.id, mark)
        assert ours.prompted is theirs.get("prompted", True)
        assert ours.max_choices == theirs.get("max_choices")
        if ours.kind == "integer":
            assert (ours.minimum, ours.maximum) == (theirs["min"], theirs["max"])


# Wordings that were mended since: the first was also that of "does not know"; no one is read the second.
MENDED = {"Білмеймін": "Бұл тілді білмеймін", "Жауап беруден бас тартты": "Жауап беруден бас тарту"}


def compare_option(ours: Option, theirs: Mapping, exclusive: list[Yaml]) -> None:
    """Code, wordings, score, route and marks of one answer."""
    draft = {language: MENDED.get(str(words), words) for language, words in worded(theirs).items()}
    assert (ours.code, shipped(ours.text)) == (theirs["code"], draft)
    assert (ours.score, ours.leads_to) == (theirs.get("score"), theirs.get("goto"))
    assert ours.exclusive is (theirs.get("exclusive", False) or ours.code in exclusive)
    assert dict(ours.attributes) == {name: theirs[name] for name in ("kato", "type") if name in theirs}


def test_options(draft: Mapping, form: Questionnaire) -> None:
    """Every answer of every question, in the order of the card."""
    compared = 0
    for theirs, ours in pairs(draft, form):
        exclusive = theirs.get("exclusive_codes", [])
        assert isinstance(exclusive, list)
        for option, other in zip(ours.options, options_of(theirs, draft), strict=True):
            compare_option(option, other, exclusive)
            compared += 1
    assert compared == 333


def test_sides_and_indicators(draft: Mapping, form: Questionnaire) -> None:
    """Positive, neutral and negative codes; the indicators a question or its rows feed."""
    scales = mapping(draft["scales"])
    for theirs, ours in pairs(draft, form):
        source = mapping(scales[str(theirs["scale"])]) if "scale" in theirs else theirs
        source = mapping(source.get("numeric", source))
        for side in ("positive", "neutral", "negative"):
            assert list(getattr(ours, side)) == theirs.get(side, source.get(side, [])), (ours.id, side)
        own = theirs.get("indicators", [])
        assert isinstance(own, list)
        rows = [row["indicator"] for row in mappings(theirs.get("items")) if "indicator" in row]
        assert list(ours.indicators) == list(dict.fromkeys([*map(str, own), *map(str, rows)]))


def compare_row(ours: BatteryRow, theirs: Mapping) -> None:
    """Id, wordings and marks of one row or statement."""
    assert (ours.id, shipped(ours.text)) == (theirs["id"], worded(theirs))
    assert (ours.reverse, ours.foil) == (theirs.get("reverse", False), theirs.get("foil", False))
    assert (ours.group, ours.asked_from) == (theirs.get("group"), theirs.get("fieldwork_from"))
    assert ours.indicator == theirs.get("indicator", "")


def test_rows_and_statements(draft: Mapping, form: Questionnaire) -> None:
    """Batteries, and the statements of the list experiment."""
    compared = 0
    for theirs, ours in pairs(draft, form):
        for rows, key in ((ours.rows, "items"), (ours.statements, "items_common"), (ours.treatment, "items_treatment")):
            for row, other in zip(rows, mappings(theirs.get(key)), strict=True):
                compare_row(row, other)
                compared += 1
    assert compared == 59 + 5


def test_missing_codes(draft: Mapping, form: Questionnaire) -> None:
    """The wordings of the conventions, and what each question allows."""
    conventions = {
        one["code"]: {language: MENDED.get(str(words), words) for language, words in worded(one).items()}
        for one in mappings(mapping(draft["conventions"])["missing_codes"])
        if one["kk"]
    }
    conventions |= {998: conventions[98], 999: conventions[99]}
    for theirs, ours in pairs(draft, form):
        assert all(shipped(code.text) == conventions[code.code] for code in ours.missing)
        if ours.block in ("H", "O") or theirs.get("filled_by") == "interviewer":
            assert ours.missing == ()
            continue
        allowed, more = theirs.get("missing_allowed", [98, 99]), theirs.get("extra_missing", [])
        assert isinstance(allowed, list)
        assert isinstance(more, list)
        assert [code.code for code in ours.missing] == [*allowed, *more]


def test_anchors(draft: Mapping, form: Questionnaire) -> None:
    """The worded ends of the numeric scales."""
    scales = mapping(draft["scales"])
    scaled = [(ours, theirs) for theirs, ours in pairs(draft, form) if ours.kind == "scale"]
    assert len(scaled) == 3
    for ours, theirs in scaled:
        anchors = mappings(mapping(scales[str(theirs["scale"])])["anchors"])
        assert [(one.code, shipped(one.text)) for one in ours.anchors] == [
            (one["value"], worded(one)) for one in anchors
        ]
