"""Dictionaries for archives and other programs: well formed, complete, and the data behind them cell by cell."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import jsonschema
import numpy as np
import pytest

from survey.blank_reasons import Reason
from survey.errors import ExportError, MonitorError
from survey.exchange import read_dictionary, write_dictionary
from survey.exchange.answer_counts import count_answers
from survey.exchange.form_dictionary import dictionary_of
from survey.ingest import decode, read_file
from survey.interviews import Interviews
from survey.questionnaire import Questionnaire, Variable

DDI = "{ddi:codebook:2_5}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ORDER = {
    "codeBook": "stdyDscr fileDscr dataDscr",
    "dimensns": "caseQnty varQnty",
    "citation": "titlStmt verStmt",
    "titlStmt": "titl parTitl IDNo",
    "dataDscr": "varGrp var",
    "var": "labl qstn valrng invalrng universe sumStat catgry varFormat notes",
    "catgry": "catValu labl catStat",
}
"""Order of the children of an element in DDI Codebook 2.5, as far as it is used."""


def both(wave: Interviews, household: Interviews) -> Iterator[Interviews]:
    """The two surveys."""
    yield from (wave, household)


def said(element: Element, tag: str) -> dict[str, str]:
    """Wordings by language."""
    return {one.get(LANG, ""): one.text or "" for one in element.findall(tag)}


def test_ddi_holds_every_column_code_wording_and_condition(
    wave: Interviews, household: Interviews, tmp_path: Path
) -> None:
    """In the order of the standard, with references that lead somewhere."""
    for form in (one.form for one in both(wave, household)):
        (path,) = write_dictionary(form, tmp_path / f"{form.id}.xml", "ddi")
        root = ElementTree.parse(path).getroot()
        for tag, order in ORDER.items():
            for element in root.iter(DDI + tag):
                places = [order.split().index(child.tag.removeprefix(DDI)) for child in element]
                assert places == sorted(places)
        found = {one.attrib["name"]: one for one in root.iter(DDI + "var")}
        assert list(found) == [column for variable in form.variables.values() for column in variable.columns]
        ids = [one.attrib["ID"] for one in found.values()]
        assert len(set(ids)) == len(ids)
        assert {id_ for group in root.iter(DDI + "varGrp") for id_ in group.attrib["var"].split()} == set(ids)
        for variable in form.variables.values():
            for column in variable.columns:
                assert_ddi(found[column], variable)


def assert_ddi(element: Element, variable: Variable) -> None:
    """One column against the questionnaire."""
    languages = set(variable.text.languages)
    if variable.kind != "multiple":
        assert said(element, DDI + "labl") == dict(variable.text)
    assert set(said(element, DDI + "labl")) == languages
    codes = {
        one.findtext(DDI + "catValu"): (one.get("missType"), said(one, DDI + "labl"))
        for one in element.iter(DDI + "catgry")
    }
    for blank in variable.missing:
        assert codes.pop(blank.shown) == (blank.reason.name.lower(), dict(blank.text))
    if variable.kind == "multiple":
        assert set(codes) == {"1", "0"}
    else:
        answers = (*variable.options, *variable.question.anchors)
        assert codes == {one.shown: (None, dict(one.text)) for one in answers}
    assert element.findtext(DDI + "universe") == (variable.ask_if.source if variable.ask_if is not None else None)


def test_triple_s_gives_the_interviews_back(wave: Interviews, household: Interviews, tmp_path: Path) -> None:
    """Read by the positions and types of the metadata file alone: answers, reasons that have a code, and who was asked."""
    n_cells = 0
    for interviews in both(wave, household):
        form = interviews.form
        definition, data = write_dictionary(form, tmp_path / f"{form.id}.sss", "triple-s", interviews)
        root = ElementTree.parse(definition).getroot()
        record = root.find("survey/record")
        assert record is not None
        assert record.attrib["href"] == data.name
        assert root.attrib["languages"].split() == list(form.languages)
        with data.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))[int(record.attrib["skip"]) :]
        assert len(rows) == interviews.n_accepted
        fields = {one.findtext("name") or "": one for one in record}
        for name, field in fields.items():
            place = field.find("position")
            assert place is not None
            cells = [row[int(place.attrib["start"]) - 1] for row in rows]
            n_cells += len(cells)
            if name not in form.variables:
                assert_logical(cells, name, interviews)
            else:
                assert_cells(cells, field, interviews)
                assert said(field.find("label") or field, "text").keys() == set(form.languages)
        filters = {one.findtext("filter") for one in fields.values()} - {None}
        assert filters == {name for name in fields if name.endswith("_asked")}
        assert all(fields[name or ""].attrib["type"] == "logical" for name in filters)
    assert n_cells > 30_000


def assert_logical(cells: list[str], name: str, interviews: Interviews) -> None:
    """A logical variable: who was asked, or an option chosen."""
    if name.endswith("_asked"):
        reasons = interviews.reason(name.removesuffix("_asked"))[interviews.accepted]
        assert cells == ["0" if one == Reason.NOT_ASKED else "1" for one in reasons]
    else:
        values = interviews.answers.loc[interviews.accepted, name].to_numpy(np.float64)
        assert [float(one) if one else None for one in cells] == [None if np.isnan(v) else v for v in values]


def assert_cells(cells: list[str], field: Element, interviews: Interviews) -> None:
    """Values of a question, by the type of its field."""
    variable = interviews.form.variables[field.findtext("name") or ""]
    reasons = interviews.reason(variable.id)[interviews.accepted]
    listed = {one.attrib["code"] for one in field.iter("value")}
    blank = {code.reason: code.shown for code in reversed(variable.missing) if code.shown in listed}
    kind = field.attrib["type"]
    if kind == "multiple":
        spread = field.find("spread")
        assert spread is not None
        width = int(spread.attrib["width"])
        assert {len(cell) for cell in cells} <= {0, width * int(spread.attrib["subfields"])}
        chosen = interviews.answers.loc[interviews.accepted, list(variable.columns)].to_numpy(np.float64) == 1
        codes = [one.code for one in variable.options]
        for cell, row, reason in zip(cells, chosen, reasons, strict=True):
            parts = [int(cell[at : at + width]) for at in range(0, len(cell), width)]
            expected = {code for code, is_chosen in zip(codes, row, strict=True) if is_chosen}
            if reason != Reason.ANSWERED:
                expected = {int(blank[reason])} if reason in blank else set()
            assert {one for one in parts if one} == expected
        return
    if variable.kind in ("text", "code", "wave", "date", "time"):
        values = [one or "" for one in interviews.texts(variable.id)[interviews.accepted]]
        size = int(field.findtext("size") or 8)
        assert max(map(len, cells)) <= size
        cells = [f"{one[:4]}-{one[4:6]}-{one[6:]}" if kind == "date" and one else one for one in cells]
        cells = [f"{one[:2]}:{one[2:4]}" if kind == "time" and one else one for one in cells]
    else:
        numbers = interviews.answers.loc[interviews.accepted, variable.id].to_numpy(np.float64)
        shown = {float(option.code): option.shown for option in variable.options}
        values = ["" if np.isnan(one) else shown.get(one, f"{one:g}") for one in numbers]
    for cell, value, reason in zip(cells, values, reasons, strict=True):
        assert cell == (value if reason == Reason.ANSWERED else blank.get(reason, ""))


def response(interviews: Interviews, at: int) -> dict[str, object]:
    """An interview as an object: codes as files write them, questions not asked or not recorded left out."""
    found: dict[str, object] = {}
    for variable in interviews.form.variables.values():
        reason = Reason(int(interviews.reason(variable.id)[at]))
        stated = next((one.shown for one in variable.missing if one.reason == reason), None)
        if reason != Reason.ANSWERED:
            if stated is not None:
                found[variable.id] = plain(stated, variable)
        elif variable.kind == "multiple":
            row = interviews.answers[list(variable.columns)].iloc[at]
            chosen = [one.shown for one, mark in zip(variable.options, row, strict=True) if mark == 1]
            found[variable.id] = [plain(one, variable) for one in chosen]
        elif variable.kind in ("text", "code", "wave", "date", "time"):
            found[variable.id] = interviews.texts(variable.id)[at]
        else:
            number = float(interviews.answers[variable.id].iloc[at])
            shown = {float(one.code): one.shown for one in variable.options}
            found[variable.id] = plain(shown.get(number, f"{number:g}"), variable)
    return found


def plain(code: str, variable: Variable) -> object:
    """A code as JSON writes it."""
    is_number = variable.kind not in ("text", "code", "wave", "date", "time")
    return json.loads(code) if is_number and code.lstrip("-").replace(".", "").isdigit() else code


def test_json_schema_accepts_interviews_and_nothing_else(
    wave: Interviews, household: Interviews, tmp_path: Path
) -> None:
    """In each language the same but for wordings; an unknown code, name or two equal codes are refused."""
    for interviews in both(wave, household):
        form = interviews.form
        for language in form.languages:
            (path,) = write_dictionary(form, tmp_path / f"{form.id}.{language}.json", "json-schema", language=language)
            schema = json.loads(path.read_text("utf-8"))
            jsonschema.Draft202012Validator.check_schema(schema)
            assert schema["title"] == form.title[language]
            assert [one["title"] for one in schema["properties"].values()] == [
                one.text[language] for one in form.variables.values()
            ]
        checker = jsonschema.Draft202012Validator(schema)
        whole = [response(interviews, int(at)) for at in np.flatnonzero(interviews.accepted)[:20]]
        assert [error.message for one in whole for error in checker.iter_errors(one)] == []
        choice = next(one.id for one in form.variables.values() if one.kind == "single" and not one.written_codes)
        several = next(one for one in form.variables.values() if one.kind == "multiple")
        twice = [plain(several.options[0].shown, several)] * 2
        for name, value in {choice: 7777, "nobody": 1, several.id: twice}.items():
            assert not checker.is_valid(whole[0] | {name: value})


@pytest.mark.parametrize(
    ("code", "name", "format_", "options"),
    [
        ("G025", "d.xml", "ddi3", {}),
        ("G026", "d.json", "json-schema", {"data": True}),
        ("G027", "d.json", "json-schema", {"language": "de"}),
        ("G028", "d.csv", "triple-s", {"data": True}),
        ("G029", "d.xml", "ddi", {"language": "kk"}),
        ("M043", "mine.sss", "triple-s", {"data": True}),
    ],
)
def test_what_cannot_be_written(
    wave: Interviews, tmp_path: Path, code: str, name: str, format_: str, options: dict[str, object]
) -> None:
    """Nothing is written, and a data file that is there stays as it is."""
    (tmp_path / "mine.csv").write_text("mine", encoding="utf-8")
    data = wave if options.get("data") else None
    language = options.get("language")
    with pytest.raises((ExportError, MonitorError)) as raised:
        write_dictionary(wave.form, tmp_path / name, format_, data, language=language)  # type: ignore[arg-type]
    assert raised.value.code == code
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]
    assert (tmp_path / "mine.csv").read_text("utf-8") == "mine"


def test_interviews_of_another_questionnaire_are_refused(
    form: Questionnaire, household: Interviews, tmp_path: Path
) -> None:
    """Their codes would mean something else."""
    with pytest.raises(ExportError, match="household_survey"):
        write_dictionary(form, tmp_path / "d.sss", "triple-s", household)


def test_triple_s_is_read_back_as_the_same_interviews(wave: Interviews, household: Interviews, tmp_path: Path) -> None:
    """Cell by cell: every answer, and every reason that has a code or follows from the routing."""
    n = 0
    for interviews in both(wave, household):
        form, kept = interviews.form, interviews.accepted
        definition, _ = write_dictionary(form, tmp_path / f"{form.id}.sss", "triple-s", interviews)
        again, found = decode(read_file(definition), form)
        assert again.accepted.sum() == kept.sum()
        assert len(found.of("error")) == 0
        for variable in form.variables.values():
            reasons = interviews.reason(variable.id)[kept].copy()
            stated = {
                Reason.ANSWERED,
                Reason.NOT_ASKED,
                *(one.reason for one in variable.missing if one.written is None),
            }
            if variable.is_written or variable.kind in ("text", "code", "date", "time", "wave"):
                stated |= {one.reason for one in variable.missing} if variable.kind == "single" else set()
            reasons[~np.isin(reasons, [int(one) for one in stated])] = Reason.NOT_RECORDED
            assert np.array_equal(again.reason(variable.id), reasons), variable.id
            for column in variable.columns:
                before = interviews.answers.loc[kept, column].reset_index(drop=True)
                assert again.answers[column].reset_index(drop=True).equals(before), column
                n += len(before)
    assert n > 50_000


def test_ddi_has_the_counts_that_the_codebook_shows(wave: Interviews, household: Interviews, tmp_path: Path) -> None:
    """Each at its category; nothing hidden is there, nor a sum from which it could be calculated."""
    n_shown = n_hidden = 0
    for interviews in both(wave, household):
        form, counts = interviews.form, count_answers(interviews)
        (path,) = write_dictionary(form, tmp_path / f"{form.id}.xml", "ddi", interviews)
        root = ElementTree.parse(path).getroot()
        assert root.findtext(f".//{DDI}caseQnty") == str(interviews.n_accepted)
        found = {one.attrib["name"]: one for one in root.iter(DDI + "var")}
        for variable in form.variables.values():
            lines = counts[variable.id]
            for column in variable.columns:
                element = found[column]
                stats = {one.findtext(DDI + "catValu"): int(one.findtext(DDI + "catStat") or 0) for one in element.iter(DDI + "catgry") if one.find(DDI + "catStat") is not None}  # fmt: skip
                expected: dict[str | None, int] = {}
                if variable.kind == "multiple":
                    code = dict(zip(variable.columns, variable.options, strict=True))[column].shown
                    chosen = next(line.n for line in lines if line.kind == "chosen" and line.code == code)
                    answered = next(line.n for line in lines if line.kind == "answered")
                    expected |= {} if chosen is None else {"1": chosen}
                    expected |= {"0": answered - chosen} if chosen is not None and answered is not None else {}
                else:
                    expected |= {line.code: line.n for line in lines if line.kind == "answer" and line.n is not None}
                for blank in {one.reason: one.shown for one in reversed(variable.missing)}.items():
                    n = next((line.n for line in lines if line.kind == "reason" and line.reason == blank[0]), None)
                    expected |= {blank[1]: n} if n is not None else {}
                assert stats == expected
                sums = {one.attrib["type"]: int(one.text or 0) for one in element.iter(DDI + "sumStat")}
                is_hidden = any(line.is_hidden for line in lines if line.is_part)
                assert set(sums) == (set() if is_hidden else {"vald", "invd"})
                assert is_hidden or sum(sums.values()) == interviews.n_accepted
                n_shown += len(stats)
                n_hidden += is_hidden
        assert read_dictionary(path).dictionary == dictionary_of(form)
    assert n_shown > 300
    assert n_hidden > 10
