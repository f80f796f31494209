"""Dictionary of a questionnaire as a Stata do-file that reads a data file without labels and labels it in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from survey.exports.export_columns import ExportColumn, ExportTable
from survey.exports.label_limits import STATA_LABEL, STATA_TITLE, STATA_VALUE
from survey.exports.name_rules import STATA
from survey.exports.statistical_files import LETTERS, ShownLabels, with_numbers
from survey.text import Language

_WIDTH = 100
_LONGEST_NOTE = 60_000
"""Letters of a note; Stata 14 and later hold 67,784 bytes in one."""


def stata_dictionary(tables: Mapping[Language, ExportTable], data: str) -> str:
    """The do-file for tables without rows, one for each language; the first is the language that is shown.

    Parameters
    ----------
    tables : mapping of language to ExportTable
        Of :func:`survey.exports.questionnaire_columns.form_table`.
    data : str
        Name of the CSV file, as :func:`survey.write_file` writes it.

    Notes
    -----
    Needs Stata 14. Codes of blanks become extended missing values: ``.a`` does not know, ``.b`` refused, ``.c`` not
    applicable, ``.d`` not asked. A choice with text codes becomes a number with labels, in the order of the card,
    because texts of Stata have none. A label over 80 letters is shortened; notes have the whole wording in every
    language.
    """
    first = next(iter(tables.values()))
    names = STATA.names([column.name for column in first.columns])
    pairs = list(zip(names, first.columns, strict=True))
    lines = ["version 14", *_data(pairs, data), ""]
    for name, column in pairs:
        lines += _answers(name, column)
    for place, (language, table) in enumerate(tables.items()):
        lines += ["", f"label language {language}, {'new' if place else 'rename'}"]
        lines += _labels(names, table, language)
    lines += ["", f"label language {next(iter(tables))}"]
    lines += _notes(names, tables)
    return "\n".join([*lines, ""])


def string(text: str) -> str:
    """A text as a string of Stata, on one line, in which no macro is expanded.

    Examples
    --------
    >>> print(string('He said "yes"'))
    `"He said "yes""'
    """
    plain = " ".join(text.splitlines()).replace("`", "\N{LEFT SINGLE QUOTATION MARK}")
    plain = plain.replace("\"'", '"\N{RIGHT SINGLE QUOTATION MARK}').replace("\\$", "$").replace("$", "\\$")
    return f'`"{plain}"\''


def _data(pairs: Sequence[tuple[str, ExportColumn]], data: str) -> Iterator[str]:
    """The command that reads the file: names of this file, texts as texts and codes as numbers."""
    yield from _wrapped("import delimited", [name for name, _ in pairs], " ///")
    yield f'    using {string(data)}, clear varnames(nonames) rowrange(2) encoding("UTF-8") ///'
    texts = [str(place) for place, (_, column) in enumerate(pairs, 1) if column.is_text]
    numbers = [str(place) for place, (_, column) in enumerate(pairs, 1) if not column.is_text]
    yield from _wrapped('    delimiters(",") bindquotes(strict) stringcols(', texts, ") ///")
    yield from _wrapped("    numericcols(", numbers, ")")


def _wrapped(head: str, words: Sequence[str], end: str) -> Iterator[str]:
    line = head
    for word in words:
        if len(line) + len(word) > _WIDTH:
            yield f"{line} ///"
            line = "   "
        line += f"{'' if line.endswith('(') else ' '}{word}"
    yield f"{line}{end}"


def _answers(name: str, column: ExportColumn) -> Iterator[str]:
    """Numbers for text codes and days, extended missing values for codes of blanks."""
    if column.kind in ("written", "date"):
        yield f"rename {name} _text"
        made = 'date(_text, "YMD")' if column.kind == "date" else "."
        yield f"generate double {name} = {made}"
        yield from (
            f"replace {name} = {place} if _text == {string(str(text))}"
            for place, text in enumerate(_written(column), 1)
        )
        for one in (*column.missing, *column.further):
            if isinstance(one.code, str):
                yield f"replace {name} = .{LETTERS[one.reason]} if _text == {string(one.code)}"
        yield f"order {name}, after(_text)"
        yield "drop _text"
        yield f"format {name} {'%td' if column.kind == 'date' else '%8.0g'}"
        return
    if column.is_text:
        return
    rules = [f"{one.code:.15g}=.{LETTERS[one.reason]}" for one in (*column.missing, *column.further) if one.code is not None]  # fmt: skip
    if rules:
        joined = " \\ ".join(rules)
        yield f"mvdecode {name}, mv({joined})"


def _written(column: ExportColumn) -> Sequence[object]:
    return list(column.value_labels) if column.kind == "written" else []


def _labels(names: Sequence[str], table: ExportTable, language: Language) -> Iterator[str]:
    """Labels of the file, the columns and their values in one language."""
    yield f"label data {string(STATA_TITLE.shortened(table.title))}"
    sets = STATA.names([f"{name[: 31 - len(language)]}_{language}" for name in names])
    for name, given, set_ in zip(names, table.columns, sets, strict=True):
        column = with_numbers(given)
        yield f"label variable {name} {string(STATA_LABEL.shortened(column.label))}"
        labels = ShownLabels(STATA_LABEL, STATA_VALUE).of_values(column, with_codes=False)
        stated = {LETTERS[one.reason]: one.label for one in reversed(column.missing) if one.label}
        if column.is_text or column.kind == "date" or not (labels or stated):
            continue
        yield from (f"label define {set_} {value:.15g} {string(label)}, modify" for value, label in labels.items())
        yield from (f"label define {set_} .{letter} {string(stated[letter])}, modify" for letter in sorted(stated))
        yield f"label values {name} {set_}"


def _notes(names: Sequence[str], tables: Mapping[Language, ExportTable]) -> Iterator[str]:
    """The whole wording of every column whose label was shortened in some language."""
    for place, name in enumerate(names):
        wordings = {language: table.columns[place].label for language, table in tables.items()}
        for language, wording in wordings.items():
            if not STATA_LABEL.holds(wording):
                text = string(wording[:_LONGEST_NOTE])
                yield f"notes {name}: {language}: {text[2:-2]}"
