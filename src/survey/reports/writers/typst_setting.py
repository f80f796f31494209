"""Setting of Typst sources: the fonts of every document, letters that they have, and the PDF."""

from __future__ import annotations

import functools
import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from survey.errors import ReportError
from survey.reports.phrases import Phrases
from survey.text import Language

if TYPE_CHECKING:
    from typst import Fonts

UNKNOWN, BYTE_ORDER_MARK = "\ufffd", 0xFEFF
"""What a character is shown as that no font of the document has, and the one that is left out."""


def printable(source: str, language: Language) -> str:
    """The source with the replacement character for what no font has; the letters of the language must be there."""
    known = known_characters()
    missing = {
        one for one in set(source) if ord(one) not in known and one != "\n" and unicodedata.category(one) != "Cf"
    }
    if needed := missing & set(Phrases((language,)).say("contents")[language]):
        raise ReportError(
            "R022",
            f"PDF in {language!r}",
            f"The fonts of the document have no letters such as {', '.join(sorted(needed)[:3])}.",
            "Write the other formats: pages and Word take the fonts of the computer.",
        )
    # PDF/UA forbids the mark of byte order inside a text, where it says nothing.
    return source.translate({ord(one): UNKNOWN for one in missing} | {BYTE_ORDER_MARK: None})


@functools.cache
def font_folders() -> tuple[str, ...]:
    """Folders of the fonts: that of the document comes with this package, the other one with matplotlib."""
    import matplotlib

    return (str(files("survey.reports") / "fonts"), str(Path(matplotlib.get_data_path()) / "fonts" / "ttf"))


@functools.cache
def _fonts() -> Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=list(font_folders()))


@functools.cache
def known_characters() -> frozenset[int]:
    """Characters that a font of the document has."""
    from matplotlib.font_manager import get_font

    own, others = (Path(one) for one in font_folders())
    names = (own / "OpenSans-Regular.ttf", others / "DejaVuSans.ttf")
    return frozenset().union(*(get_font(str(name)).get_charmap() for name in names))


def compiled(source: str, place: str) -> bytes:
    """The PDF of a Typst source, tagged for screen readers (PDF/UA-1).

    Raises
    ------
    ReportError
        ``R020`` when Typst is not installed, ``R021`` when it cannot set the document or warns of it.
    """
    try:
        import typst
    except ModuleNotFoundError:
        raise ReportError(
            "R020",
            f"{place}, PDF",
            "The library typst, which sets the PDF, is not installed.",
            'Install it: pip install "survey-barometer[pdf]".',
        ) from None
    try:
        content, warnings = typst.compile_with_warnings(
            source.encode("utf-8"), format="pdf", font_paths=_fonts(), ignore_system_fonts=True, pdf_standards="ua-1"
        )
        said = "; ".join(str(one) for one in warnings)
    except typst.TypstError as error:
        content, said = b"", str(error)
    if said:
        raise ReportError(
            "R021",
            f"{place}, PDF",
            f"Typst could not set the document without complaint: {said[:400]}.",
            "Please report it, with the report or the questionnaire that it happened with.",
        )
    return bytes(content)
