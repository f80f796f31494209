"""Data of Triple-S, ours and others': fixed and with commas, every type of variable."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from survey.errors import SurveyError
from survey.ingest import read_file

METADATA = """<?xml version="1.0" encoding="UTF-8"?>
<!-- a survey of visitors -->
<sss version="3.0"><survey><title>Visits</title>
<record ident="V" format="{format}"{more}>
  <variable ident="1" type="single"><name>sex</name><label>Sex</label><position {p1}/>
    <values><value code="1">Man</value><value code="2">Woman</value></values></variable>
  <variable ident="2" type="multiple"><name>seen</name><label>Seen</label><position {p2}/><spread subfields="3" width="2"/>
    <values><value code="1">Hall</value><value code="2">Park</value><value code="11">Tower</value></values></variable>
  <variable ident="3" type="multiple"><name>ways</name><label>Ways</label><position {p3}/>
    <values><value code="1">Bus</value><value code="2">Car</value><value code="3">Walk</value></values></variable>
  <variable ident="4" type="quantity"><name>paid</name><label>Paid</label><position {p4}/><values><range from="0.00" to="99.99"/></values></variable>
  <variable ident="5" type="character"><name>why</name><label>Why?</label><position {p5}/><size>6</size></variable>
  <variable ident="6" type="logical"><name>again</name><label>Again?</label><position {p6}/></variable>
  <variable ident="7" type="date"><name>day</name><label>Day</label><position {p7}/></variable>
  <variable ident="8" type="time"><name>hour</name><label>Hour</label><position {p8}/></variable>
  <variable ident="9" type="single" format="literal"><name>land</name><label>Land</label><position {p9}/>
    <values><value code="KZ">Kazakhstan</value><value code="01">One</value></values></variable>
</record></survey></sss>"""
FIXED = {
    "p1": 'start="1"', "p2": 'start="2" finish="7"', "p3": 'start="8" finish="10"', "p4": 'start="11" finish="15"',
    "p5": 'start="16" finish="21"', "p6": 'start="22"', "p7": 'start="23" finish="30"', "p8": 'start="31" finish="36"',
    "p9": 'start="37" finish="38"',
}  # fmt: skip
ROWS = ("1110200101 5.25quiet 120180301140000KZ", "2      00099.99a, b  0        093015", "1000000           ")
LISTS = {f"p{at}": f'start="{at}"' for at in range(1, 10)}
EXPECTED = [
    ["1", "0", "1", "1", "1", "0", "1", "5.25", "quiet", "1", "2018-03-01", "14:00", "KZ"],
    ["2", "", "", "", "0", "0", "0", "99.99", "a, b", "0", "", "09:30:15", ""],
    ["1", "0", "0", "0", "", "", "", "", "", "", "", "", ""],
]
NAMES = [
    "sex",
    "seen_1",
    "seen_2",
    "seen_11",
    "ways_1",
    "ways_2",
    "ways_3",
    "paid",
    "why",
    "again",
    "day",
    "hour",
    "land",
]


def test_fixed_data_of_every_type(tmp_path: Path) -> None:
    """The data file has the name of the metadata and one of the usual endings; the last line is cut off at its end."""
    (tmp_path / "visits.sss").write_text(METADATA.format(format="fixed", more="", **FIXED), encoding="utf-8")
    (tmp_path / "visits.asc").write_text("\r\n".join(ROWS), encoding="utf-8", newline="")
    raw = read_file(tmp_path / "visits.sss")
    assert list(raw.cells.columns) == NAMES
    assert raw.cells.to_numpy().tolist() == EXPECTED
    assert (raw.format, raw.labels["sex"], raw.value_labels["sex"]) == ("triple-s", "Sex", {"1": "Man", "2": "Woman"})
    both = b"".join((tmp_path / f"visits.{ending}").read_bytes() for ending in ("sss", "asc"))
    assert raw.sha256 == hashlib.sha256(both).hexdigest()
    assert raw.records is not None
    assert raw.records.interviews == len(raw) == 3


def test_data_with_commas_and_a_name_of_their_own(tmp_path: Path) -> None:
    """Lines to skip, a text in quotes with a comma and a line end; a code that the metadata do not list keeps its column."""
    more = ' href="elsewhere\\other.csv" skip="1"'
    (tmp_path / "visits.xml").write_text(METADATA.format(format="csv", more=more, **LISTS), encoding="utf-8")
    lines = ("x,x,x,x,x,x,x,x,x", '1,110200,101,05.25,"a,\nb",1,20180301,140000,01', "2,070000,,,,,,,")
    (tmp_path / "other.csv").write_text("\n".join(lines), encoding="utf-8")
    raw = read_file(tmp_path / "visits.xml")
    first = dict(zip(raw.cells.columns, raw.cells.iloc[0], strict=True))
    assert (first["seen_11"], first["seen_2"], first["paid"], first["why"], first["land"]) == (
        "1",
        "1",
        "5.25",
        "a,\nb",
        "01",
    )
    assert raw.cells["seen_7"].tolist() == ["0", "1"]
    assert raw.cells["ways_1"].tolist() == ["1", ""]
    assert raw.first_row == 2


ONE = '<variable ident="1" type="single"><name>a</name><position start="1"/></variable>'
RECORD = '<record ident="A" format="csv">'


@pytest.mark.parametrize(
    ("code", "metadata", "data"),
    [
        ("F097", f"{RECORD}{ONE}</record>", None),
        ("F098", f"{RECORD}{ONE}</record>{RECORD}</record>", "1"),
        ("F098", f"{RECORD}{ONE}{ONE}</record>", "1"),
        ("F098", f"{RECORD}</record>", "1"),
        ("F098", f'{RECORD}{ONE.replace("1", "x")}</record>', "1"),
        ("F098", f'{RECORD}{ONE.replace("<position start=", "<place start=").replace("/></v", "/></v")}</record>', "1"),
        ("F098", f'{RECORD.replace(">", " skip=&quot;-1&quot;>").replace("&quot;", chr(34))}{ONE}</record>', "1"),
        ("F098", f"{RECORD}{ONE}", "1"),
        ("F099", f'{RECORD}{ONE}{ONE.replace("<name>a", "<name>b").replace("start=" + chr(34) + "1", "start=" + chr(34) + "2")}</record>', "1"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_has_one_message(tmp_path: Path, code: str, metadata: str, data: str | None) -> None:
    path = tmp_path / "m.sss"
    path.write_text(f"<sss version='3.0'><survey>{metadata}</survey></sss>", encoding="utf-8")
    if data is not None:
        (tmp_path / "m.csv").write_text(data, encoding="utf-8")
    with pytest.raises(SurveyError) as refused:
        read_file(path)
    assert refused.value.code == code


def test_entities_are_refused(tmp_path: Path) -> None:
    (tmp_path / "m.sss").write_text('<!DOCTYPE sss [<!ENTITY a "b">]><sss><survey/></sss>', encoding="utf-8")
    with pytest.raises(SurveyError) as refused:
        read_file(tmp_path / "m.sss")
    assert refused.value.code == "F098"


def test_damaged_metadata_gives_a_table_or_one_message(tmp_path: Path) -> None:
    """120 files with some bytes changed."""
    whole = METADATA.format(format="fixed", more="", **FIXED).encode()
    (tmp_path / "m.asc").write_text("\n".join(ROWS), encoding="utf-8")
    rng, ended = random.Random(2), {"read": 0, "refused": 0}
    for _ in range(120):
        spoilt = bytearray(whole)
        at = rng.randrange(len(spoilt))
        spoilt[at : at + 1] = rng.choice((b"", b"9", b"-", b"<", b'"', b"x", bytes([rng.randrange(256)])))
        (tmp_path / "m.sss").write_bytes(bytes(spoilt))
        try:
            read_file(tmp_path / "m.sss")
            ended["read"] += 1
        except SurveyError:
            ended["refused"] += 1
    assert sum(ended.values()) == 120
    assert min(ended.values()) > 20
