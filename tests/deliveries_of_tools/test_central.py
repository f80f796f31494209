"""ODK Central's exports decode to the interviews that were collected, cell by cell."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pyxform.xls2xform import convert

from survey.exchange import write_xlsform
from survey.ingest import decode, read_file
from tests.deliveries_of_tools import central
from tests.deliveries_of_tools.collected import Collected, come_back, write_csv

SURVEYS = ("interethnic", "household", "everything")


@pytest.mark.parametrize("survey", SURVEYS)
def test_the_export_with_groups_comes_back(collected: Mapping[str, Collected], survey: str, tmp_path: Path) -> None:
    """Names of groups joined by hyphens, choices separated by spaces; nothing has to be said under ``read:``."""
    path = write_csv(tmp_path / "submissions.csv", central.table(collected[survey]))
    found = come_back(path, collected[survey])
    assert {one.rule for one in found if one.row is None} <= {"columns_extra"}


@pytest.mark.parametrize("groups", ["/", None])
@pytest.mark.parametrize("split", [False, True])
def test_every_choice_of_the_export_dialog_comes_back(
    everything: Collected, groups: str | None, split: bool, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "submissions.csv", central.table(everything, groups=groups, split=split))
    come_back(path, everything)


def test_a_repeat_in_the_archive_is_told_with_its_records(everything: Collected, tmp_path: Path) -> None:
    """The table of submissions is read; that of the household members is not, and its records are counted."""
    keys = central.table(everything)["KEY"]
    members = {
        "name": ["Айгүл", 'Ерлан "Ер"\nСәрсен', "Дана"],
        "PARENT_KEY": keys[:3],
        "KEY": [f"{key}/member[1]" for key in keys[:3]],
    }
    path = central.archive(
        tmp_path / "everything.csv.zip", "everything", central.table(everything), {"member": members}
    )
    found = come_back(path, everything)
    (told,) = found.of(rule="tables_unread")
    assert told.message["en"].endswith("1 other table was not (its records in brackets): everything-member.csv (3).")


def test_rejected_submissions_are_no_interviews_and_are_accounted_for(everything: Collected, tmp_path: Path) -> None:
    """Rows 4 and 6 are rejected; of the others one has issues; every record of the file is in the balance."""
    review = ["approved", "hasIssues", "rejected", "", "rejected"] + [""] * (len(everything) - 5)
    path = write_csv(tmp_path / "submissions.csv", central.table(everything, review=review))
    raw = read_file(path)
    interviews, found = decode(raw, everything.form)
    rejected = found.of(rule="submissions_rejected")
    assert [one.message["en"].partition(" (rows 4, 6)")[0] for one in rejected] == [
        "2 submissions are marked “rejected” in column ReviewState and are no interviews"
    ]
    assert [one.severity for one in found.of(rule="submissions_doubtful")] == ["warning"]
    assert len(interviews) == len(everything) - 2
    assert not {4, 6} & set(interviews.rows)
    assert interviews.records is not None
    assert (interviews.records.left_out, interviews.records.interviews) == (2, len(interviews))


def test_the_wave_may_say_that_rejected_submissions_are_interviews(everything: Collected, tmp_path: Path) -> None:
    """The line is the one that the finding names."""
    review = ["rejected"] + [""] * (len(everything) - 1)
    path = write_csv(tmp_path / "submissions.csv", central.table(everything, review=review))
    found = come_back(path, everything, read={"columns": {"ReviewState": {"ignore": True}}})
    assert not found.of(rule="submissions_rejected")
    assert not found.of(rule="decision_unused")


def test_versions_of_the_form_in_one_file_are_told(everything: Collected, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "submissions.csv", central.table(everything, versions=("2", "1")))
    told = [one.message["en"] for one in come_back(path, everything).of(rule="form_versions")]
    n = len(everything)
    assert told == [f"The interviews were collected with 2 versions of the form: 2 ({(n + 1) // 2}), 1 ({n // 2})."]


def test_the_headings_are_the_paths_of_the_form(everything: Collected) -> None:
    """Every field of the XForm that pyxform makes of our workbook, in its order, and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_xlsform(everything.form, path)
        form = convert(path, validate=False, pretty_print=False)
    space = {"h": "http://www.w3.org/1999/xhtml", "x": "http://www.w3.org/2002/xforms"}
    binds = ElementTree.fromstring(form.xform).findall(".//h:head/x:model/x:bind", space)
    paths = [bind.attrib["nodeset"].split("/")[2:] for bind in binds]
    own = [path for path in paths if path[0] != "meta"]
    groups = {tuple(path[:-1]) for path in own}
    fields = ["-".join(path) for path in own if tuple(path) not in groups]
    made = [name for name in central.table(everything) if not name.startswith("meta")]
    assert list(map(_unnumbered, made[1 : made.index("KEY")])) == list(map(_unnumbered, fields))
    assert len(fields) > 30


def _unnumbered(name: str) -> str:
    """The name without the number that pyxform gives to the fields it adds to a grid."""
    return re.sub(r"(_table_list_label|_field_list_labels)_\d+$", r"\1", name)
