"""DDI against its schema, and Triple-S as the library of another project reads it.

The schema of DDI Codebook 2.5 is LGPL, so it is not part of this repository: ``SURVEY_DDI_SCHEMA`` names the folder that holds
``codebook.xsd``. Without it the content models below are checked, which are those parts of the schema that are used.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from survey.blank_reasons import Reason
from survey.design import read_population
from survey.exchange import write_dictionary
from survey.ingest import decode, read_file
from survey.interviews import Interviews
from survey.questionnaire import read_questionnaire
from survey.simulate import simulate_wave
from survey.simulate.joint_distribution import even_population

pytestmark = pytest.mark.external
ROOT = Path(__file__).parents[2]
NAMESPACE = "{ddi:codebook:2_5}"
MODELS = {
    "codeBook": ("docDscr stdyDscr fileDscr dataDscr otherMat", "version"),
    "stdyDscr": ("citation", ""),
    "citation": ("titlStmt rspStmt prodStmt distStmt serStmt verStmt", ""),
    "titlStmt": ("titl subTitl altTitl parTitl IDNo", ""),
    "verStmt": ("version", ""),
    "fileDscr": ("fileTxt", ""),
    "fileTxt": ("fileName fileCont dimensns", ""),
    "dimensns": ("caseQnty varQnty", ""),
    "dataDscr": ("varGrp nCubeGrp var", ""),
    "varGrp": ("labl txt", "type name var"),
    "var": ("location labl qstn valrng invalrng undocCod universe TotlResp sumStat txt catgry concept varFormat notes", "ID name intrvl dcml"),
    "qstn": ("preQTxt qstnLit", "responseDomainType"),
    "valrng": ("range", ""),
    "range": ("", "UNITS min max"),
    "invalrng": ("item", ""),
    "item": ("", "VALUE"),
    "catgry": ("catValu labl txt catStat", "missing missType"),
    "catStat": ("", "type wgtd"),
    "sumStat": ("", "type wgtd"),
    "varFormat": ("", "type category"),
    "universe": ("", "clusion"),
    "notes": ("", "type"),
}  # fmt: skip
"""Children in their order, and attributes besides the language, of the elements that have any."""

VALUES = {
    ("varGrp", "type"): {"section", "grid", "multipleResp"},
    ("var", "intrvl"): {"contin", "discrete"},
    ("range", "UNITS"): {"INT", "REAL"},
    ("catgry", "missing"): {"Y", "N"},
    ("catStat", "type"): {"freq"},
    ("sumStat", "type"): {"vald", "invd"},
    ("catStat", "wgtd"): {"wgtd", "not-wgtd"},
    ("varFormat", "type"): {"numeric", "character"},
    ("universe", "clusion"): {"I", "E"},
    ("qstn", "responseDomainType"): {"category", "multiple", "numeric", "datetime", "text"},
}


@pytest.fixture(scope="module")
def waves(tmp_path_factory: pytest.TempPathFactory) -> list[Interviews]:
    """Interviews of both shipped questionnaires."""
    folder, found = tmp_path_factory.mktemp("waves"), []
    own = read_questionnaire(ROOT / "questionnaires" / "interethnic")
    household = read_questionnaire(ROOT / "tests" / "data" / "household_panel" / "questionnaire")
    for form, population, wave in (
        (own, read_population(ROOT / "questionnaires" / "interethnic" / "population", own), "2018Q1"),
        (household, even_population(household), "2024"),
    ):
        path = folder / f"{form.id}.csv"
        simulate_wave(form, population, wave, n=150, seed=2).write(path)
        found.append(decode(read_file(path), form)[0])
    return found


def documents(waves: list[Interviews], folder: Path) -> Iterator[Path]:
    for interviews in waves:
        for data in (None, interviews):
            name = f"{interviews.form.id}{'' if data is None else '_counted'}.xml"
            yield from write_dictionary(interviews.form, folder / name, "ddi", data)


def test_our_ddi_is_valid(waves: list[Interviews], tmp_path: Path) -> None:
    """By the content models above; by the schema of the standard, too, where its folder is named."""
    schema = os.environ.get("SURVEY_DDI_SCHEMA")
    paths = list(documents(waves, tmp_path))
    assert len(paths) == 4
    for path in paths:
        assert list(mistakes(ElementTree.parse(path).getroot())) == []
        if schema:
            etree = importlib.import_module("lxml.etree")
            checker = etree.XMLSchema(etree.parse(str(Path(schema, "codebook.xsd"))))
            valid = checker.validate(etree.parse(str(path)))
            assert (valid, list(map(str, checker.error_log))) == (True, [])


def test_the_content_models_see_mistakes(waves: list[Interviews], tmp_path: Path) -> None:
    """An element in the wrong place, an attribute and a value that do not exist."""
    root = ElementTree.parse(next(documents(waves, tmp_path))).getroot()
    variable = next(root.iter(f"{NAMESPACE}var"))
    variable.append(Element(f"{NAMESPACE}labl"))
    variable.set("intrvl", "maybe")
    variable.set("colour", "red")
    assert len(list(mistakes(root))) == 3


def mistakes(root: Element) -> Iterator[str]:
    """What an element holds against its model."""
    for element in root.iter():
        tag = element.tag.removeprefix(NAMESPACE)
        children, attributes = (one.split() for one in MODELS.get(tag, ("", "")))
        inside = [child.tag.removeprefix(NAMESPACE) for child in element]
        places = [children.index(one) if one in children else -1 for one in inside]
        if -1 in places or places != sorted(places):
            yield f"{tag}: {inside}"
        for name, value in element.attrib.items():
            is_known = name in attributes or name.startswith("{http://www.w3.org/XML/1998/namespace}")
            if not is_known or value not in VALUES.get((tag, name), {value}):
                yield f"{tag} {name}={value}"


READER = """
import json, sys, warnings
warnings.simplefilter("ignore")  # it takes the size of a text for a width of a fixed file
from triple_s import read_datamap
survey = read_datamap(sys.argv[1])
survey.load_data(sys.argv[2])
table = survey.to_pandas()
kinds = [[one.name, one.type] for one in survey.record]
cells = {name: [json.loads(json.dumps(one, default=str)) for one in table[name].tolist()] for name, _ in kinds}
print(json.dumps({"kinds": kinds, "cells": cells}))
"""


def test_another_library_reads_our_triple_s(waves: list[Interviews], tmp_path: Path) -> None:
    """``triple-s-survey``, in an environment for it alone: names, types, and the answers of choices and numbers."""
    python, n = ROOT / ".venv-triple-s" / "bin" / "python", 0
    for interviews in waves:
        form = interviews.form
        definition, data = write_dictionary(form, tmp_path / f"{form.id}.sss", "triple-s", interviews)
        run = subprocess.run(
            [python, "-c", READER, definition, data], capture_output=True, encoding="utf-8", timeout=120
        )
        assert (run.returncode, run.stderr) == (0, "")
        found = json.loads(run.stdout)
        written = [(one.findtext("name"), one.get("type")) for one in ElementTree.parse(definition).iter("variable")]
        assert [tuple(one) for one in found["kinds"]] == written
        for variable in form.variables.values():
            answered = interviews.reason(variable.id)[interviews.accepted] == Reason.ANSWERED
            cells = [one for one, holds in zip(found["cells"].get(variable.id, ()), answered, strict=False) if holds]
            if variable.kind in ("integer", "scale", "count") or (
                variable.kind == "single" and not variable.written_codes
            ):
                values = interviews.values(variable.id)[interviews.accepted][answered]
                assert [float(one) for one in cells] == values.tolist(), variable.id
                n += len(cells)
            elif variable.kind == "multiple" and cells:
                chosen = (
                    interviews.answers.loc[interviews.accepted, list(variable.columns)].to_numpy(float)[answered] == 1
                )
                codes = [one.code for one in variable.options]
                expected = [{code for code, is_chosen in zip(codes, row, strict=True) if is_chosen} for row in chosen]
                assert [set(one) for one in cells] == expected, variable.id
                n += len(cells)
    assert n > 5_000
