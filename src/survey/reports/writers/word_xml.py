"""Paragraphs, runs and fields of a document for Word, as WordprocessingML (ISO/IEC 29500-1, 17)."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from survey.reports.inline_marks import spans, unmarked
from survey.safe_text import xml_text

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
}


PLACE, NEXT_PLACE = "\ue000", "\ue001"
"""Signs for private use where a sentence has a field: no text has them."""


def attribute(text: str) -> str:
    """A text as the value of an attribute."""
    return escape(" ".join(xml_text(unmarked(text)).split()), quote=True)


def run(
    text: str, style: str = "", *, bold: bool = False, italic: bool = False, colour: str = "", size: float = 0
) -> str:
    """Words with one look; ``style`` is a style of characters, ``size`` in points. A line end of the text is a line end."""
    look = f'<w:rStyle w:val="{style}"/>' if style else ""
    look += "<w:b/>" if bold else ""
    look += "<w:i/>" if italic else ""
    look += f'<w:color w:val="{colour}"/>' if colour else ""
    look += f'<w:sz w:val="{round(2 * size)}"/>' if size else ""
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{''.join(_lines(text))}</w:r>"


def _lines(text: str) -> Iterator[str]:
    for position, line in enumerate(xml_text(text).splitlines() or [""]):
        if position:
            yield "<w:br/>"
        yield f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>'


def words(text: str, style: str = "", *, bold: bool = False, italic: bool = False, colour: str = "") -> str:
    """A sentence as runs, what is emphasised in bold."""
    return "".join(
        run(one.text, style, bold=bold or one.is_strong, italic=italic, colour=colour) for one in spans(text)
    )


def line_end() -> str:
    """A line end inside a paragraph."""
    return "<w:r><w:br/></w:r>"


def no_break_hyphen() -> str:
    """A hyphen at which no line ends."""
    return "<w:r><w:noBreakHyphen/></w:r>"


def paragraph(
    content: str, style: str = "", *, keep_next: bool = False, on_new_page: bool = False, indent: int = 0, section: str = ""
) -> str:  # fmt: skip
    """A paragraph; ``style`` is a style of paragraphs, ``indent`` in twentieths of a point, ``section`` ends a part of the document."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look += "<w:keepNext/>" if keep_next else ""
    look += "<w:pageBreakBefore/>" if on_new_page else ""
    look += f'<w:ind w:left="{indent}"/>' if indent else ""
    look += section
    return f"<w:p>{f'<w:pPr>{look}</w:pPr>' if look else ''}{content}</w:p>"


def field(instruction: str, result: str) -> str:
    """A field with the result that it has now."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def bookmark(name: str, number: int, content: str) -> str:
    """Content with a name that fields refer to."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def link(anchor: str, content: str) -> str:
    """Content that leads to a place of the document."""
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{content}</w:hyperlink>'
