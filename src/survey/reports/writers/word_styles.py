"""Styles of a document for Word: the native ones in the look of the report, and a few more that an editor can change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.text import Language

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle

FONT = "Calibri"
_INK, _GREY, _BLUE, _RED, _LINE, _FILL = "1B1F24", "5B6470", "1F4E79", "9C1C1C", "BFC6CE", "EEF1F4"

_LOOKS: dict[str, tuple[str, float, str, bool, float, float]] = {
    "Normal": ("", 10.5, _INK, False, 0, 6),
    "Title": ("Normal", 24, _INK, True, 0, 2),
    "Subtitle": ("Normal", 14, _GREY, False, 0, 6),
    "Heading 1": ("Normal", 17, _BLUE, True, 18, 6),
    "Heading 2": ("Normal", 13.5, _BLUE, True, 14, 4),
    "Heading 3": ("Normal", 11.5, _INK, True, 10, 3),
    "Caption": ("Normal", 10, _INK, True, 10, 4),
    "TOC Heading": ("Normal", 13.5, _BLUE, True, 14, 4),
    "Lead": ("Normal", 12, _INK, False, 0, 6),
    "Note": ("Normal", 9.5, _GREY, False, 0, 6),
    "Warning": ("Normal", 10.5, _RED, True, 0, 6),
    "Key Message": ("Normal", 12, _INK, False, 0, 6),
    "Picture": ("Normal", 10.5, _INK, False, 0, 2),
    "Quote": ("Normal", 10.5, _INK, False, 2, 2),
    "Table Text": ("Normal", 9, _INK, False, 1.5, 1.5),
    "Table Number": ("Table Text", 9, _INK, False, 1.5, 1.5),
    "Table Heading": ("Table Text", 9, _INK, True, 1.5, 1.5),
    "Table Heading Left": ("Table Heading", 9, _INK, True, 1.5, 1.5),
    "Table Heading Middle": ("Table Heading", 9, _INK, True, 1.5, 1.5),
    "Table Note": ("Note", 8.5, _GREY, False, 2, 2),
    "Card Figure": ("Table Text", 14, _INK, True, 2, 2),
    "toc 1": ("Normal", 10.5, _INK, False, 3, 1),
    "toc 2": ("Normal", 10, _INK, False, 0, 1),
    "Header": ("Normal", 8.5, _GREY, False, 0, 0),
    "Footer": ("Normal", 8.5, _GREY, False, 0, 0),
    "Header Warning": ("Header", 8.5, _RED, True, 0, 0),
}
"""Font size, colour, whether bold, and space before and after in points, each with the style it is based on."""

_CHARACTERS: dict[str, tuple[float, str]] = {"Small Print": (8, _GREY), "Letters": (9, _INK), "Counted": (10.5, _INK)}
_BARS = {"Key Message": _BLUE, "Quote": _LINE, "Warning": _RED}


def set_styles(document: Document, language: Language) -> None:
    """Give the document its styles, and its language to them, so that spelling is checked in it."""
    from docx.enum.style import WD_STYLE_TYPE

    known = {style.name for style in document.styles}
    for name in _LOOKS:
        if name not in known:
            is_native = name.startswith("toc")
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, is_native)
            style.element.set(_w("styleId"), name.replace("toc", "TOC").replace(" ", ""))
    for name in _CHARACTERS:
        document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
    for name, look in _LOOKS.items():
        _look(document, name, *look)
    _arrange(document)
    _characters(document)
    _tables(document)
    _language(document, language)


def language_tag(language: Language) -> str:
    """The language with its country, as Word names the language of a text: ``kk-KZ``.

    Examples
    --------
    >>> language_tag("kk"), language_tag("ru"), language_tag("en")
    ('kk-KZ', 'ru-RU', 'en-US')
    """
    from babel.core import get_global

    _, *_, country = str(get_global("likely_subtags").get(language, language)).split("_") or [""]
    return f"{language}-{country}" if country != language else language


def _look(
    document: Document, name: str, base: str, size: float, colour: str, bold: bool, before: float, after: float
) -> None:
    from docx.shared import Pt, RGBColor

    style: ParagraphStyle = document.styles[name]
    style.base_style = document.styles[base] if base else None
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for spread in style.element.rPr.findall(_w("spacing")):
        style.element.rPr.remove(spread)
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(_w(kind), None)
    fonts.set(_w("cs"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.0 if name.startswith(("Table", "Card")) else 1.08
    style.hidden, style.quick_style = False, True


def _arrange(document: Document) -> None:
    """Alignment, edges and rules of pages."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Cm, Pt

    styles = document.styles
    for name in ("Title", *_BARS):
        for old in styles[name].element.pPr.findall(_w("pBdr")):
            styles[name].element.pPr.remove(old)
    for name, colour in _BARS.items():
        bar = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="24" w:space="8" w:color="{colour}"/></w:pBdr>'
        styles[name].element.pPr.insert_element_before(parse_xml(bar), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
        styles[name].paragraph_format.left_indent = Pt(11)
    for name in ("Heading 1", "Heading 2", "Heading 3", "Caption", "TOC Heading"):
        styles[name].paragraph_format.keep_with_next = True
        styles[name].paragraph_format.keep_together = True
    styles["Table Number"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    styles["Table Heading"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    styles["Table Heading Middle"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Table Heading Left"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    styles["Footer"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    styles["Picture"].paragraph_format.keep_together = True
    for name, left in (("toc 1", 0.0), ("toc 2", 0.6)):
        styles[name].paragraph_format.left_indent = Cm(left)
        styles[name].paragraph_format.tab_stops.add_tab_stop(Cm(17), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _characters(document: Document) -> None:
    from docx.shared import Pt, RGBColor

    for name, (size, colour) in _CHARACTERS.items():
        font = document.styles[name].font
        font.size, font.color.rgb, font.bold = (
            Pt(size),
            RGBColor.from_string(colour),
            False if name == "Small Print" else None,
        )
    document.styles["Letters"].font.superscript = True
    document.styles["Counted"].font.underline = True


def _tables(document: Document) -> None:
    """Styles of tables: thin lines between rows, a shaded heading; and cards without a heading."""
    from docx.oxml import parse_xml

    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>' for side in ("top", "bottom", "insideH")
    )
    margins = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    first = (
        f'<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{_FILL}"/>'
        f'<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    )
    for name, head in (("Survey Table", first), ("Survey Cards", "")):
        document.styles.element.append(
            parse_xml(
                f'<w:style xmlns:w="{_W}" w:type="table" w:customStyle="1" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
                f'<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>'
                f"<w:tblPr><w:tblBorders>{edges}</w:tblBorders>{margins}</w:tblPr>{head}</w:style>"
            )
        )


def _language(document: Document, language: Language) -> None:
    tag = language_tag(language)
    for element in document.styles.element.iter(_w("lang")):
        element.set(_w("val"), tag)
        element.attrib.pop(_w("eastAsia"), None)
    for element in document.settings.element.iter(_w("themeFontLang")):
        element.set(_w("val"), tag)


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _w(name: str) -> str:
    return f"{{{_W}}}{name}"
