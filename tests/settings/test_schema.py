"""One schema: the files keep to it, editors get it, the reference is written from it."""

from pathlib import Path

import jsonschema
import pytest
import yaml

import survey
from survey.documents import Document
from survey.documents.schema_kinds import (
    Bool,
    ByKey,
    ByShape,
    ByValue,
    Date,
    File,
    Key,
    ListOf,
    MappingOf,
    NumberKind,
    OneOf,
    Open,
    Record,
    SettingKind,
    String,
)
from survey.errors import QuestionnaireError
from survey.monitor.workspace_schemas import SCHEMAS, FileName
from tests.settings.mutation import INSTRUMENT, TABLES, TEMPLATE
from tests.settings.write_reference import PAGE, with_tables

SHIPPED: dict[FileName, Path] = {
    "monitor": TEMPLATE,
    "questionnaire": INSTRUMENT / "questionnaire.yaml",
    "groups": INSTRUMENT / "groups.yaml",
    "rules": INSTRUMENT / "rules.yaml",
    "indicators": INSTRUMENT / "indicators.yaml",
    "simulation": INSTRUMENT / "simulation.yaml",
    "tables": TABLES,
    "population": INSTRUMENT / "population" / "population.yaml",
}


class Words(yaml.SafeLoader):  # type: ignore[misc]
    """YAML as editors read it, dates left as text."""


Words.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def as_json(value: object) -> object:
    """Keys as text, as JSON has them."""
    if isinstance(value, dict):
        return {str(key): as_json(one) for key, one in value.items()}
    return [as_json(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_files_keep_to_the_json_schema(name: FileName) -> None:
    """Nothing that is read is refused by an editor."""
    value = as_json(yaml.load(SHIPPED[name].read_text("utf-8"), Loader=Words))
    for languages in ((), ("kk", "ru")):
        schema = survey.json_schema(name, languages)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert [error.message[:200] for error in jsonschema.Draft202012Validator(schema).iter_errors(value)] == []


def test_the_json_schema_refuses_what_the_reader_refuses() -> None:
    """A step of weighting without a mapping, for example."""
    value = as_json(yaml.load(TEMPLATE.read_text("utf-8"), Loader=Words))
    assert isinstance(value, dict)
    value["weighting"] = ["rake"]
    errors = list(jsonschema.Draft202012Validator(survey.json_schema("monitor")).iter_errors(value))
    assert {tuple(error.path) for error in errors} == {("weighting", 0)}


def test_the_reference_of_settings_is_that_of_the_schema() -> None:
    """Write it anew with ``python -m tests.settings.write_reference`` after a change."""
    page = PAGE.read_text("utf-8")
    assert page.count("| setting |") == len(SCHEMAS)
    assert with_tables(page) == page


KINDS: list[tuple[SettingKind, str, str, int, int]] = [
    (String(), "~", "D012", 1, 4),
    (String(), '""', "D028", 1, 4),
    (String(), '" "', "D028", 1, 4),
    (String(), "true", "D005", 1, 4),
    (String(), "[x]", "D012", 1, 4),
    (File(), '"a\\nb"', "D027", 1, 4),
    (Bool(), "yes", "D006", 1, 4),
    (Bool(), "1", "D012", 1, 4),
    (NumberKind(), '"5"', "D012", 1, 4),
    (NumberKind(), ".inf", "D012", 1, 4),
    (NumberKind(), "1e999", "D012", 1, 4),
    (NumberKind(), "010", "D012", 1, 4),
    (NumberKind(), "0x1F", "D012", 1, 4),
    (NumberKind(), "0o7", "D012", 1, 4),
    (NumberKind(), "1_000", "D012", 1, 4),
    (NumberKind(), "1,5", "D012", 1, 4),
    (NumberKind(), "5 %", "D012", 1, 4),
    (NumberKind(), "٣", "D012", 1, 4),
    (NumberKind(whole=True), "2.0", "D012", 1, 4),
    (NumberKind(whole=True), "9" * 40, "D012", 1, 4),
    (NumberKind(low=1), "0", "D022", 1, 4),
    (NumberKind(high=1), "1.5", "D022", 1, 4),
    (NumberKind(above=1), "1", "D022", 1, 4),
    (Date(), "20180108", "D012", 1, 4),
    (Date(), "2018-02-30", "D012", 1, 4),
    (Date(), "8.01.2018", "D012", 1, 4),
    (OneOf(("few", "hold")), "fwe", "D007", 1, 4),
    (ListOf(String()), "x", "D012", 1, 4),
    (ListOf(String()), "[]", "D023", 1, 4),
    (ListOf(String()), "[x, ~]", "D012", 1, 8),
    (ListOf(String()), "[x, x]", "D024", 1, 8),
    (ListOf(NumberKind(), least=2, most=2), "[1, 2, 3]", "D023", 1, 4),
    (MappingOf(String()), "{}", "D023", 1, 4),
    (MappingOf(String(), codes=True), "{one: x}", "D025", 1, 5),
    (MappingOf(String(), codes=True), "{07: x}", "D025", 1, 5),
    (Record({"x": Key(String())}), "x", "D012", 1, 4),
    (Record({"x": Key(String())}), "{y: 1}", "D011", 1, 5),
    (Record({"x": Key(String(), required=True)}), "{}", "D009", 1, 4),
    (Record({"x": Key(String())}, one_of=("x",)), "{}", "D026", 1, 4),
    (Record({}, worded=True), '{kk: "—"}', "D021", 1, 9),
    (Record({}, worded=True), "{en: Good}", "D010", 1, 4),
    (ByValue("x", {"one": Record({"x": Key(String())})}), "{x: two}", "D007", 1, 8),
    (ByKey({"x": Record({"x": Key(NumberKind())})}, Open()), "{x: one}", "D012", 1, 8),
    (ByShape(scalar=NumberKind(), listed=ListOf(NumberKind())), "{x: 1}", "D012", 1, 4),
    (Open(), "{}", "D023", 1, 4),
]


@pytest.mark.parametrize(("kind", "written", "code", "line", "column"), KINDS)
def test_a_value_of_another_kind_is_refused(kind: SettingKind, written: str, code: str, line: int, column: int) -> None:
    """Once, with its line and column."""
    with pytest.raises(QuestionnaireError) as caught:
        Document("m.yaml", f"v: {written}\n", Record({"v": Key(kind)}), ("kk",)).finish()
    assert [(one.code, one.place.line, one.place.column) for one in caught.value.complaints] == [(code, line, column)]


GOOD: list[tuple[SettingKind, str]] = [
    (String(), "2018.1"),
    (String(), '"no"'),
    (String(), "|\n  text"),
    (NumberKind(), "-1.5e3"),
    (NumberKind(), ".5"),
    (NumberKind(whole=True), "-0"),
    (Date(), '"2018-02-28"'),
    (ListOf(String(), least=0), "[]"),
    (MappingOf(String(), codes=True), "{-1: x, 0: z}"),
    (Record({"x": Key(String())}), "{}"),
    (Record({}, worded=True), "{kk: 5, en: '+'}"),
]


@pytest.mark.parametrize(("kind", "written"), GOOD)
def test_a_value_of_its_kind_passes(kind: SettingKind, written: str) -> None:
    """However it may be written."""
    document = Document("m.yaml", f"v: {written}\n", Record({"v": Key(kind)}), ("kk",))
    document.finish()
    assert document.complaints == []
