"""A small reader of do-files: it does to rows of a CSV file what Stata would do, as far as our dictionaries ask for it."""

from __future__ import annotations

import csv
import datetime
import io
import re
from dataclasses import dataclass, field

_STRING = r"`\"(.*?)\"'"
Cell = float | str | None


@dataclass
class Labels:
    """Labels in one language."""

    data: str = ""
    variables: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)


@dataclass
class Loaded:
    """Data in memory after a do-file."""

    columns: dict[str, list[Cell]] = field(default_factory=dict)
    sets: dict[str, dict[str, str]] = field(default_factory=dict)
    languages: dict[str, Labels] = field(default_factory=lambda: {"default": Labels()})
    notes: dict[str, list[str]] = field(default_factory=dict)
    language: str = "default"
    n_commands: int = 0

    def value_labels(self, name: str, language: str) -> dict[str, str]:
        return self.sets.get(self.languages[language].values.get(name, ""), {})


def run(text: str, data: str) -> Loaded:
    """The state after every command; a command that this reader does not know is an error."""
    loaded = Loaded()
    for line in text.replace(" ///\n", " ").splitlines():
        if line.strip():
            _command(line.strip(), data, loaded)
            loaded.n_commands += 1
    return loaded


def plain(text: str) -> str:
    """A string without the signs that keep macros from being expanded."""
    assert re.search(r"(?<!\\)\$|`|\"'", text) is None, text
    return text.replace("\\$", "$")


def _command(line: str, data: str, loaded: Loaded) -> None:
    for pattern, act in _ACTS:
        match = re.fullmatch(pattern, line)
        if match is not None:
            act(loaded, data, *match.groups())
            return
    raise AssertionError(line)


def _import(loaded: Loaded, data: str, names: str, texts: str, numbers: str) -> None:
    rows = list(csv.reader(io.StringIO(data)))[1:]
    columns = names.split()
    kinds = {int(one): str for one in texts.split()} | {int(one): float for one in numbers.split()}
    assert {len(row) for row in rows} <= {len(columns)}
    assert set(kinds) == set(range(1, len(columns) + 1))
    for at, name in enumerate(columns):
        cells = [row[at] for row in rows]
        loaded.columns[name] = list(cells) if kinds[at + 1] is str else [float(one) if one else None for one in cells]


def _decode(loaded: Loaded, data: str, name: str, rules: str) -> None:
    letters = {float(code): letter for code, letter in (rule.split("=") for rule in rules.split(" \\ "))}
    loaded.columns[name] = [letters.get(one, one) if isinstance(one, float) else one for one in loaded.columns[name]]


def _rename(loaded: Loaded, data: str, old: str, new: str) -> None:
    loaded.columns = {new if name == old else name: cells for name, cells in loaded.columns.items()}


def _generate(loaded: Loaded, data: str, name: str, made: str) -> None:
    texts = loaded.columns["_text"]
    loaded.columns[name] = [_day(one) if made.startswith("date") else None for one in texts]


def _day(text: object) -> Cell:
    found = re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(text))
    return float((datetime.date.fromisoformat(str(text)) - datetime.date(1960, 1, 1)).days) if found else None


def _replace(loaded: Loaded, data: str, name: str, value: str, text: str) -> None:
    cells = loaded.columns[name]
    new: Cell = value if value.startswith(".") else float(value)
    for at, one in enumerate(loaded.columns["_text"]):
        if one == plain(text):
            cells[at] = new


def _language(loaded: Loaded, data: str, name: str, how: str | None) -> None:
    if how == "rename":
        loaded.languages = {name: loaded.languages.pop(loaded.language)}
    elif how == "new":
        loaded.languages[name] = Labels()
    assert name in loaded.languages
    loaded.language = name


def _define(loaded: Loaded, data: str, name: str, value: str, text: str) -> None:
    assert len(name) <= 32
    assert len(text.encode()) <= 32_000
    loaded.sets.setdefault(name, {})[value] = plain(text)


def _label_variable(loaded: Loaded, data: str, name: str, text: str) -> None:
    assert name in loaded.columns
    assert len(plain(text)) <= 80
    loaded.languages[loaded.language].variables[name] = plain(text)


def _label_values(loaded: Loaded, data: str, name: str, set_: str) -> None:
    assert set_ in loaded.sets
    assert not any(isinstance(one, str) and not one.startswith(".") for one in loaded.columns[name])
    loaded.languages[loaded.language].values[name] = set_


def _label_data(loaded: Loaded, data: str, text: str) -> None:
    assert len(plain(text)) <= 80
    loaded.languages[loaded.language].data = plain(text)


def _note(loaded: Loaded, data: str, name: str, text: str) -> None:
    assert name in loaded.columns
    loaded.notes.setdefault(name, []).append(plain(text))


def _nothing(loaded: Loaded, data: str, *names: str) -> None:
    assert {name for name in names if name} <= set(loaded.columns)


def _drop(loaded: Loaded, data: str) -> None:
    del loaded.columns["_text"]


_NAME = r"([^\W\d]\w{0,31})"
_READ = (
    r"import delimited ([\w ]+?)\s+using `\"[^\"]+\"', clear varnames\(nonames\) rowrange\(2\) encoding\(\"UTF-8\"\)"
    r"\s+delimiters\(\",\"\) bindquotes\(strict\) stringcols\(([\d ]+)\)\s+numericcols\(([\d ]+)\)"
)
_ACTS = (
    (r"version 14", _nothing),
    (_READ, _import),
    (rf"mvdecode {_NAME}, mv\((.+)\)", _decode),
    (rf"rename {_NAME} {_NAME}", _rename),
    (rf"generate double {_NAME} = (date\(_text, \"YMD\"\)|\.)", _generate),
    (rf"replace {_NAME} = (\d+|\.[a-d]) if _text == {_STRING}", _replace),
    (rf"order {_NAME}, after\({_NAME}\)", _nothing),
    (r"drop _text", _drop),
    (rf"format {_NAME} %\w+(?:\.0g)?", _nothing),
    (r"label language (\w{1,24})(?:, (rename|new))?", _language),
    (rf"label define {_NAME} (-?\d+|\.[a-d]) {_STRING}, modify", _define),
    (rf"label variable {_NAME} {_STRING}", _label_variable),
    (rf"label values {_NAME} {_NAME}", _label_values),
    (rf"label data {_STRING}", _label_data),
    (rf"notes {_NAME}: (.+)", _note),
)  # fmt: skip
