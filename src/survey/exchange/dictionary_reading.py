"""Dictionaries of other programs read: what was understood, and what was not."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from survey.argument_errors import noun, public
from survey.errors import ReadError
from survey.exchange.ddi_reading import DdiReading
from survey.exchange.dictionary import Dictionary
from survey.exchange.dictionary_questionnaire import questionnaire_of
from survey.exchange.read_form import ReadForm
from survey.exchange.statistical_reading import StatisticalReading
from survey.exchange.triple_s_reading import TripleSReading
from survey.exchange.xml_reading import read_xml
from survey.ingest import read_file
from survey.text import Language

_DATA_FILES = (".sav", ".zsav", ".dta")


@noun
@dataclass(frozen=True, slots=True)
class ReadDictionary:
    """A dictionary as it was read from a file.

    Parameters
    ----------
    path : Path
    format : str
        ``ddi`` or ``triple-s``, or the format of a data file: ``sav``, ``zsav``, ``dta``.
    dictionary : Dictionary
    left_out : tuple of (place, what)
        Parts of the file that were not understood: the variable or group, and the element or value.
    """

    path: Path
    format: str
    dictionary: Dictionary
    left_out: tuple[tuple[str, str], ...]

    def to_frame(self) -> pd.DataFrame:
        """A row per code, or per variable without codes.

        Columns: ``variable``, ``kind``, ``block``, ``question``, ``universe``, ``low``, ``high``, ``code``, ``reason``
        (why a code is not an answer), and per language ``text_kk`` (question or row) and ``code_text_kk``.
        """
        languages = self.dictionary.languages
        rows = []
        for one in self.dictionary.variables:
            head: dict[str, str | float | None] = {
                "variable": one.name,
                "kind": one.kind,
                "block": one.block,
                "question": one.question,
            }
            head |= {"universe": one.universe, "low": one.low, "high": one.high}
            wordings = {f"text_{language}": dict(one.text).get(language, "") for language in languages}
            for code in one.codes or (None,):
                said = dict(code.text) if code is not None else {}
                reason = code.reason.name.lower() if code is not None and code.reason else ""
                named = {"code": code.code if code is not None else "", "reason": reason}
                coded = {f"code_text_{language}": said.get(language, "") for language in languages}
                rows.append({**head, **named, **wordings, **coded})
        return pd.DataFrame(rows)

    def questionnaire(self) -> ReadForm:
        """The text files of a questionnaire with these variables, and an account of what it cannot take over.

        The account lists variables by their place. Roles and scores are not part of a dictionary; a key of the interview is
        added. ``survey import`` writes the files.
        """
        return questionnaire_of(self.dictionary, self.path)

    def __repr__(self) -> str:
        found = self.dictionary
        size = f"{len(found.variables)} variables, {', '.join(found.languages) or 'no language'}"
        return f"<ReadDictionary {self.path.name} ({self.format}): {size}; not understood: {len(self.left_out)}>"


@public
def read_dictionary(path: str | os.PathLike[str], *, language: Language | None = None) -> ReadDictionary:
    """Read a dictionary that another program wrote: DDI Codebook, Triple-S XML (metadata), or the labels of an SPSS or
    Stata file.

    Parameters
    ----------
    path : str or path
    language : str, optional
        Language of the labels of an SPSS or Stata file, which does not say it; by default the likeliest by their letters.

    Returns
    -------
    ReadDictionary
        Variables with wordings, codes, reasons of blanks, bounds and conditions; ``left_out`` lists what was not understood.

    Raises
    ------
    ReadError
        ``G030`` to ``G032`` a file that cannot be opened, is not XML or declares entities; ``G033`` another kind of
        XML; the codes of :func:`survey.read_file` for a data file that cannot be read.

    Examples
    --------
    >>> import survey, tempfile
    >>> form = survey.read_questionnaire("questionnaires/interethnic")
    >>> path, = survey.write_dictionary(form, Path(tempfile.mkdtemp()) / "ddi.xml", "ddi")
    >>> survey.read_dictionary(path)
    <ReadDictionary ddi.xml (ddi): 129 variables, kk, ru; not understood: 0>
    """
    source = Path(path)
    if source.suffix.lower() in _DATA_FILES:
        raw = read_file(source)
        found = StatisticalReading(raw, source.stem, language)
        return ReadDictionary(source, raw.format, found.dictionary, tuple(found.left_out))
    root = read_xml(source)
    if root.tag == "codeBook":
        ddi = DdiReading(root)
        return ReadDictionary(source, "ddi", ddi.dictionary, tuple(ddi.left_out))
    if root.tag == "sss":
        triple_s = TripleSReading(root)
        return ReadDictionary(source, "triple-s", triple_s.dictionary, tuple(triple_s.left_out))
    fact = f"The file begins with the element {root.tag!r}."
    raise ReadError("G033", str(source), fact, "Give DDI Codebook (codeBook) or Triple-S XML (sss).")
