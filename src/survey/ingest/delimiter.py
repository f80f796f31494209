"""The delimiter of a text file: the one that cuts it into a table with a heading."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from survey.errors import ReadError
from survey.ingest.heading_rows import find_heading

DELIMITERS = ";,\t|"
NAMES = {";": "semicolon", ",": "comma", "\t": "tab", "|": "vertical bar"}
_SAMPLE_LINES = 200
_SAMPLE_LETTERS = 400_000
_SAFE = 0.9
_SIGN = re.compile(r"[!#-/:-@^`|~\t]")
_PLAIN = re.compile(r"([-+]?\d+([.,]\d+)?|[^\W\d_]\w*|)\s*")


@dataclass(frozen=True, slots=True)
class Cut:
    """Quality of a delimiter on the first lines: rows of one width under a heading of that width, of plain cells.

    ``is_top`` says that there is no title above the heading.
    """

    delimiter: str
    width: int
    share: float
    is_headed: bool
    plain: float
    is_top: bool = False

    @property
    def rank(self) -> tuple[bool, bool, float, bool, float]:
        """Criteria in order of weight."""
        is_table = self.width > 1 and self.is_headed
        return is_table, self.share >= _SAFE, round(self.plain, 1), self.is_top, self.width * self.share


def named_delimiter(name: str, place: str) -> str:
    """The delimiter with this name, or the sign itself.

    Raises
    ------
    ReadError
        ``F057`` when it is neither.

    Examples
    --------
    >>> named_delimiter("semicolon", "wave.csv"), named_delimiter("~", "wave.csv")
    (';', '~')
    """
    found = next((sign for sign, known in NAMES.items() if known == name), name)
    if _SIGN.fullmatch(found):
        return found
    remedy = f"Write one of these, or the sign itself in quotation marks: {', '.join(NAMES.values())}."
    raise ReadError("F057", place, f"No delimiter is called {name!r}.", remedy)


def find_delimiter(text: str, place: str, heading_row: int | None = None) -> str | None:
    """The delimiter of these lines; None when there is one column only.

    Raises
    ------
    ReadError
        ``F028`` when two delimiters fit equally well.
    """
    cuts = sorted((_cut(rows, delimiter, heading_row) for delimiter, rows in _samples(text)), key=lambda cut: cut.rank)
    best, second = cuts[-1], cuts[-2]
    if not any(cut.width > 1 and (cut.is_headed or cut.share >= _SAFE) for cut in cuts):
        return None
    if not best.is_headed:
        return max(cuts, key=lambda cut: (cut.width > 1, cut.share, cut.width)).delimiter
    if best.rank == second.rank:
        both = f"{NAMES[best.delimiter]} and {NAMES[second.delimiter]}"
        raise ReadError(
            "F028",
            place,
            f"It is unclear what separates the cells: {both} both cut the lines into {best.width} cells.",
            f"Name the right one under the wave: read: {{delimiter: {NAMES[best.delimiter]}}}, or ask for the file as XLSX.",
        )
    return best.delimiter


def _samples(text: str) -> list[tuple[str, list[list[str]]]]:
    start = text[:_SAMPLE_LETTERS]
    lines = start.splitlines(keepends=True)[:_SAMPLE_LINES]
    is_cut = sum(map(len, lines)) < len(text)
    found = []
    for delimiter in DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter))
        except csv.Error:  # a cell longer than the library reads
            rows = [line.rstrip("\r\n").split(delimiter) for line in lines]
        found.append((delimiter, rows[:-1] if is_cut and len(rows) > 1 else rows))
    return found


def _cut(rows: list[list[str]], delimiter: str, heading_row: int | None) -> Cut:
    filled = [row for row in rows if any(map(str.strip, row))]
    heading = find_heading(rows, heading_row - 1 if heading_row is not None else None).heading
    below = [row for row in rows[heading + 1 :] if any(map(str.strip, row))] if heading is not None else []
    widths = Counter(len(row) for row in below or filled)
    if not widths or heading is None or heading >= len(rows):
        return Cut(delimiter, 0, 0.0, False, 0.0)
    width, number = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    share = number / widths.total()
    is_headed = abs(len(rows[heading]) - width) <= 1 and len(rows[heading]) > 1
    later = [cell for row in below[:50] for cell in row[1:]]
    if len(rows[heading]) == 1 and all(cell.startswith(" ") for cell in later):
        width = 1  # commas of prose
    cells = [cell for row in below[:50] for cell in row]
    plain = sum(_PLAIN.fullmatch(cell[:100]) is not None for cell in cells) / max(len(cells), 1)
    is_top = not any(any(map(str.strip, row)) for row in rows[:heading])
    return Cut(delimiter, width, share, is_headed, plain, is_top)
