"""Text of statistical files whose declared encoding cannot be trusted.

SPSS before version 16, Stata before version 14 and SAS write text in the code page of the computer; tools that convert
such files declare one encoding and write another. All bytes are read as Latin-1, which loses none, and are decoded here.
"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from survey.frames import distinct_values, is_text, text_column
from survey.ingest.encoding import cyrillic_encoding
from survey.ingest.repeating_columns import repeating, values_or_categories

BYTES = "ISO-8859-1"
_LATIN = frozenset({"cp1252", "iso8859-1", "ascii"})
_LONGEST_LETTER = 4


class FileTexts:
    """Decodes texts of one file, and counts the encodings used for the findings.

    Parameters
    ----------
    declared : str or None
        Encoding that the file declares.
    """

    def __init__(self, declared: str | None) -> None:
        self.declared = _python_name(declared)
        self.used: Counter[str] = Counter()
        self.damaged = 0
        self.columns: dict[str, list[str]] = {}

    @property
    def others(self) -> tuple[str, ...]:
        """Encodings used that are not the declared one."""
        return tuple(encoding for encoding, _ in self.used.most_common() if encoding != self.declared)

    def decode(self, texts: Iterable[str]) -> dict[str, str]:
        """Each of these texts decoded; they share one encoding, or are UTF-8 each for itself."""
        foreign = {text: text.encode("latin-1", "replace") for text in texts if not text.isascii()}
        fallback = self._one_byte(b"\n".join(content for content in foreign.values() if _utf8(content) is None))
        return {text: self._decoded(content, fallback) for text, content in foreign.items()}

    def note(self, column: str, before: Counter[str]) -> None:
        """Remember the encodings of a column that are not the declared one."""
        for encoding in self.used - before:
            if encoding != self.declared:
                self.columns.setdefault(encoding, []).append(column)

    def _decoded(self, content: bytes, fallback: str | None) -> str:
        whole = _utf8(content)
        if whole is not None or fallback is None:
            self.used["utf-8"] += 1
            self.damaged += whole is None
            return whole if whole is not None else content.decode("utf-8", "replace")
        self.used[fallback] += 1
        text = content.decode(fallback, "replace")
        self.damaged += "\ufffd" in text
        return text

    def _one_byte(self, rest: bytes) -> str | None:
        """The encoding of what is not UTF-8; None when it can only be UTF-8 with broken letters."""
        if not rest:
            return None
        if self.declared not in (None, "utf-8", "ascii", "cp1251", "kz1048", *_LATIN):
            return self.declared
        cyrillic = cyrillic_encoding(rest)
        if cyrillic is not None:
            return cyrillic
        return None if self.declared == "utf-8" else self.declared if self.declared in _LATIN else "cp1252"


def decode_columns(cells: pd.DataFrame, texts: FileTexts) -> pd.DataFrame:
    """Cells with every text column decoded."""
    changed = {}
    for name in cells.columns:
        column = cells[name]
        if not is_text(values_or_categories(column)):
            continue
        is_repeating = isinstance(column.dtype, pd.CategoricalDtype)
        codes, distinct = (
            (column.cat.codes.to_numpy(), list(column.cat.categories)) if is_repeating else distinct_values(column)
        )
        before = texts.used.copy()
        found = texts.decode(distinct)
        if found:
            texts.note(str(name), before)
            values = text_column([found.get(text, text) for text in distinct]).array
            decoded = pd.Series(values.take(codes, allow_fill=True), column.index, name=name)
            changed[name] = repeating(decoded) if is_repeating else decoded
    return cells.assign(**changed) if changed else cells


def _utf8(content: bytes) -> str | None:
    """The text when it is UTF-8; a letter cut off at the end, as fixed widths do, is left out."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as broken:
        is_cut = broken.reason == "unexpected end of data" and 0 < broken.start > len(content) - _LONGEST_LETTER
        return content[: broken.start].decode("utf-8") if is_cut and not content[: broken.start].isascii() else None


def _python_name(declared: str | None) -> str | None:
    try:
        return codecs.lookup(declared).name if declared else None
    except LookupError:
        return None
