"""Package of a document for Word: an empty document with its styles, and its bytes, which depend on the content alone."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from survey.errors import ReportError
from survey.reports.inline_marks import unmarked
from survey.reports.writers.whole_file import NO_DATE
from survey.reports.writers.word_styles import language_tag, set_styles
from survey.reports.writers.word_xml import NAMESPACES, attribute
from survey.safe_text import xml_text
from survey.text import Language

if TYPE_CHECKING:
    from docx.document import Document

LONG_SIDE, SHORT_SIDE = 16838, 11906
"""Sides of A4 in twentieths of a point."""

_LONGEST_PROPERTY = 255
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class PictureSize:
    """Width and height of a picture in pixels of its drawing."""

    width: float
    height: float


def need_docx() -> None:
    """Refuse to go on without the library that writes documents for Word (``R030``)."""
    try:
        import docx  # noqa: F401
    except ImportError:
        raise ReportError(
            "R030",
            "report as DOCX",
            "Documents for Word are written by python-docx, which is not installed.",
            'Run: pip install "survey-barometer[docx]"',
        ) from None


def new_document(language: Language, title: str, issuer: str, created: datetime.date | None) -> Document:
    """An empty document with its styles, language and properties."""
    import docx

    document = docx.Document()
    set_styles(document, language)
    _settings(document)
    for relation in [one for one, link in document.part.package.rels.items() if link.reltype.endswith("/thumbnail")]:
        del document.part.package.rels[relation]
    properties = document.core_properties
    moment = datetime.datetime.combine(created or NO_DATE, datetime.time())
    properties.title, properties.author = (xml_text(unmarked(one))[:_LONGEST_PROPERTY] for one in (title, issuer))
    properties.last_modified_by = xml_text(unmarked(issuer))[:_LONGEST_PROPERTY]
    properties.created, properties.modified, properties.revision = moment, moment, 1
    properties.language, properties.comments, properties.keywords = language_tag(language), "", ""
    return document


def _settings(document: Document) -> None:
    """Current rules of layout, and spelling that is still to be checked."""
    settings = document.settings.element
    for element in list(settings.iter()):
        name = str(element.tag).rpartition("}")[2]
        if name == "proofState":
            settings.remove(element)
        elif name == "compatSetting" and "compatibilityMode" in element.attrib.values():
            element.set(f"{{{NAMESPACES['w']}}}val", "15")


def set_running_heads(document: Document, head: Sequence[str], foot: Sequence[str]) -> None:
    """Give every page these paragraphs, as WordprocessingML, at its head and its foot."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    first = document.sections[0]
    for place, lines in ((first.header, head), (first.footer, foot)):
        place.is_linked_to_previous = False
        element = place._element
        for old in list(element):
            element.remove(old)
        element.extend(list(parse_xml(f"<w:body {nsdecls('w')}>{''.join(lines)}</w:body>")))


def pages(document: Document, *, margin: int, is_landscape: bool = False) -> str:
    """The end of a part of the document: size, margins and running heads of its pages; ``margin`` in twentieths of a point."""
    references = [
        f'<w:{kind}Reference w:type="default" r:id="{name}"/>'
        for kind in ("header", "footer")
        for name, relation in document.part.rels.items()
        if relation.reltype.endswith(f"/{kind}")
    ]
    width, height = (LONG_SIDE, SHORT_SIDE) if is_landscape else (SHORT_SIDE, LONG_SIDE)
    lies = ' w:orient="landscape"' if is_landscape else ""
    return (
        f'<w:sectPr>{"".join(references)}<w:pgSz w:w="{width}" w:h="{height}"{lies}/><w:pgMar w:top="1300" w:right="{margin}" '
        f'w:bottom="1134" w:left="{margin}" w:header="600" w:footer="500" w:gutter="0"/></w:sectPr>'
    )


def fill(document: Document, body: str, section: str) -> None:
    """Put the content of the body, as WordprocessingML, in place of what the document has; ``section`` are its last pages."""
    from docx.oxml import parse_xml

    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
    parsed = parse_xml(f"<w:body {names}>{body}{section}</w:body>".encode())
    root = document.element
    root.replace(root.body, parsed)


def add_picture(document: Document, png: bytes, svg: str) -> tuple[str, str]:
    """Keep a picture in both forms; the names by which the body refers to them."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    main = document.part
    first, _ = main.get_or_add_image(io.BytesIO(png))
    number = sum(1 for link in main.rels.values() if str(link.target_part.partname).endswith(".svg")) + 1
    name = PackURI(f"/word/media/chart{number}.svg")
    drawn = Part(name, "image/svg+xml", svg.encode(), main.package)
    return first, main.relate_to(drawn, RELATIONSHIP_TYPE.IMAGE)


def picture_xml(names: tuple[str, str], number: int, size: PictureSize, width: int, words: tuple[str, str]) -> str:
    """A picture inside a line: programs that know SVG show the drawing, others the image.

    Parameters
    ----------
    names : pair of str
        Of the image and the drawing, from :func:`add_picture`.
    number : int
        Of the picture in the document.
    size : PictureSize
    width : int, twentieths of a point
    words : pair of str
        Its title and what it shows in words.
    """
    across = width * 635
    down = round(across * size.height / size.width)
    title, shown = (attribute(one) for one in words)
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
        f'<wp:docPr id="{number}" name="{number}" title="{title}" descr="{shown}"/><wp:cNvGraphicFramePr>'
        f'<a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="{NAMESPACES["pic"]}">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{number}" descr="{shown}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{names[0]}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
        f'<asvg:svgBlip r:embed="{names[1]}"/></a:ext></a:extLst></a:blip><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def content(document: Document) -> bytes:
    """The bytes of the document, with the same times in every run."""
    saved, written = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as packed, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in packed.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            fixed.writestr(entry, packed.read(name))
    return written.getvalue()
