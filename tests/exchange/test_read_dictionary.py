"""Dictionaries read: what was written comes back, and what is not understood is listed."""

from dataclasses import replace
from pathlib import Path

import pytest

from survey.blank_reasons import Reason
from survey.errors import ReadError
from survey.exchange import read_dictionary, write_dictionary
from survey.exchange.dictionary import Dictionary, DictionaryCode, DictionaryVariable
from survey.exchange.dictionary_questionnaire import questionnaire_of
from survey.exchange.form_dictionary import dictionary_of
from survey.interviews import Interviews
from survey.text import Text

FOREIGN = """<?xml version="1.0"?>
<codeBook xmlns="http://www.icpsr.umich.edu/DDI" version="1.2.2" xml:lang="en">
  <stdyDscr><citation><titlStmt><titl>Voters</titl><IDNo>9</IDNo></titlStmt></citation></stdyDscr>
  <dataDscr>
    <varGrp type="subject" name="politics" var="a"/>
    <var ID="a" name="VOTE" dcml="0"><location StartPos="1"/><labl>Voted <emph>last</emph> time</labl>
      <invalrng><item VALUE="9"/><item VALUE="8"/></invalrng><universe>Citizens</universe>
      <catgry><catValu> 1 </catValu><labl>Yes</labl><catStat type="freq">40</catStat></catgry>
      <catgry missing="Y" missType="gone"><catValu>9</catValu><labl>Gone</labl></catgry>
      <varFormat type="numeric"/></var>
    <var ID="b" name="AGE" intrvl="contin" dcml="0"><labl xml:lang="fr-CA">Âge</labl>
      <valrng><range min="18" max="old"/></valrng><sumStat type="mean">41</sumStat></var>
  </dataDscr>
</codeBook>"""

TRIPLE_S = """<?xml version="1.0"?>
<sss version="1.2"><survey><name>S1</name><title>Visits</title><record ident="V">
  <variable ident="1" type="logical"><name>asked</name><label>Visitors</label><position start="1"/></variable>
  <variable ident="2" type="single"><name>Q1</name><label>How<br/>often</label><filter>asked</filter>
    <position start="2"/><values><range from="1" to="9"/><value code="9">Often</value></values></variable>
  <variable ident="3" type="quantity"><name>Q2</name><label>Paid</label><position start="3"/>
    <values><range from="0.00" to="99.99"/></values><score/></variable>
</record></survey></sss>"""


def test_ddi_comes_back_whole(wave: Interviews, household: Interviews, tmp_path: Path) -> None:
    """Every variable, wording, code, reason, bound, condition, battery and block of both surveys."""
    for form in (wave.form, household.form):
        (path,) = write_dictionary(form, tmp_path / f"{form.id}.xml", "ddi")
        read = read_dictionary(path)
        assert read.dictionary == dictionary_of(form)
        assert read.left_out == ()
        frame = read.to_frame()
        assert set(frame["variable"]) == set(form.variables)
        first = next(iter(form.variables.values()))
        assert frame[f"text_{form.languages[0]}"].iloc[0] == first.text[form.languages[0]]


def test_triple_s_comes_back_but_for_reasons(wave: Interviews, tmp_path: Path) -> None:
    """Names, codes with wordings, conditions; all codes are answers."""
    (path,) = write_dictionary(wave.form, tmp_path / "d.sss", "triple-s")
    read, written = read_dictionary(path).dictionary, dictionary_of(wave.form)
    assert (read.id, read.version, read.languages) == (written.id, written.version, written.languages)
    assert [one.name for one in read.variables] == [one.name for one in written.variables]
    for found, one in zip(read.variables, written.variables, strict=True):
        plain = tuple(replace(code, reason=Reason.ANSWERED, column="") for code in one.codes)
        assert found.codes == (() if one.kind in ("text", "date", "time") else plain)
        assert (found.kind, found.universe) == (one.kind, one.universe)
        if one.low is not None:
            assert found.low == one.low


def test_what_is_not_understood_is_listed(tmp_path: Path) -> None:
    """Of an older DDI: groups of other kinds, locations, statistics, missing values without a reason or a category."""
    (tmp_path / "foreign.xml").write_text(FOREIGN, encoding="utf-8")
    read = read_dictionary(tmp_path / "foreign.xml")
    vote, age = read.dictionary.variables
    assert (read.dictionary.id, dict(read.dictionary.title)) == ("9", {"en": "Voters"})
    assert (vote.kind, vote.universe, dict(vote.text)) == ("single", "Citizens", {"en": "Voted last time"})
    assert [(code.code, code.reason) for code in vote.codes] == [("1", Reason.ANSWERED), ("9", Reason.NOT_RECORDED)]
    assert (age.kind, age.low, age.high, age.text) == ("whole", 18, None, Text((("fr_CA", "Âge"),)))
    assert sorted(read.left_out) == [
        ("AGE", "range max 'old'"),
        ("AGE", "sumStat"),
        ("VOTE", "catStat"),
        ("VOTE", "invalrng 8"),
        ("VOTE", "location"),
        ("VOTE", "missType 'gone' of 9"),
        ("politics", "varGrp type=subject"),
    ]


def test_triple_s_of_another_program(tmp_path: Path) -> None:
    """Without languages; the variable that filters is the universe of the question it filters."""
    (tmp_path / "visits.sss").write_text(TRIPLE_S, encoding="utf-8")
    read = read_dictionary(tmp_path / "visits.sss")
    often, paid = read.dictionary.variables
    assert (often.name, often.universe, dict(often.text)) == ("Q1", "Visitors", {"und": "How often"})
    assert (paid.kind, paid.low, paid.high) == ("decimal", 0, 99.99)
    assert read.left_out == (("Q1", "values range"), ("Q2", "score"))


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("G031", b""),
        ("G031", b"* TRIPLE-S\nVERSION 1.1"),
        ("G031", b'<?xml version="1.0" encoding="nobody"?><sss/>'),
        ("G032", b'<!DOCTYPE sss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sss>&b;</sss>'),
        ("G033", b"<html/>"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, code: str, content: bytes) -> None:
    """One clear message; a file that is not there, too."""
    (tmp_path / "f.xml").write_bytes(content)
    with pytest.raises(ReadError) as raised:
        read_dictionary(tmp_path / "f.xml")
    assert raised.value.code == code
    with pytest.raises(ReadError, match="G030"):
        read_dictionary(tmp_path / "nothing.xml")


def test_negative_codes_of_triple_s_are_answers() -> None:
    """The format holds numbers among which one is negative as texts; they are no text codes."""
    codes = (DictionaryCode("1", Text((("en", "Yes"),))), DictionaryCode("-3", Text((("en", "Never"),))))
    asked = DictionaryVariable("Q1", "single", Text((("en", "Often?"),)), codes, is_written=True)
    read = questionnaire_of(Dictionary("d", "1", Text((("en", "Visits"),)), ("en",), (), (asked,)), Path("d.sss"))
    assert "code: -3" in read.files["questionnaire.yaml"]
    assert not read.not_understood
    mixed = replace(asked, codes=(*codes, DictionaryCode("KZ", Text((("en", "Abroad"),)))))
    read = questionnaire_of(Dictionary("d", "1", Text((("en", "Visits"),)), ("en",), (), (mixed,)), Path("d.sss"))
    assert "code: -3" not in read.files["questionnaire.yaml"]
    assert len(read.not_understood) == 2


def test_a_condition_in_words_is_said_of_its_variable(tmp_path: Path) -> None:
    """Of every variable of a battery: none is whole without the condition."""
    (tmp_path / "voters.xml").write_text(FOREIGN, encoding="utf-8")
    made = read_dictionary(tmp_path / "voters.xml").questionnaire()
    assert [(one.row, one.name) for one in made.not_understood if "condition" in one.said["en"]] == [(1, "VOTE")]
    yes = (DictionaryCode("1", Text.of(en="Yes")), DictionaryCode("2", Text.of(en="No")))
    trust = Text.of(en="Do you trust …")
    court = DictionaryVariable("court", "single", Text.of(en="courts"), yes, "trust", trust, universe="All")
    rows = (court, replace(court, name="police", text=Text.of(en="the police")))
    battery = questionnaire_of(Dictionary("d", "1", Text.of(en="D"), ("en",), (), rows), tmp_path / "d.xml")
    assert [(one.row, one.name) for one in battery.not_understood] == [(1, "court"), (2, "police")]
    assert list(battery.by_row()["state"]) == ["part", "part"]
