"""Oddities and traps of workbooks: far cells, bombs, hidden sheets, broken parts; XLSX and ODS."""

from __future__ import annotations

import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.fuzz.damage import Damage, Damaged, Sources
from tests.fuzz.formats import write_ods

_SHEET = "xl/worksheets/sheet1.xml"
Parts = dict[str, bytes]
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(9))
    + b"]>"
)


def _parts(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _pack(path: Path, parts: Parts) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def _xml(change: Callable[[random.Random, Parts], None], *, known: bool = True, must_tell: bool = False) -> Damage:
    """The parts of the small workbook, changed; ``known`` where a person reads the same answers."""

    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        parts = _parts(sources.file(format_))
        change(draw, parts)
        _pack(path, parts)
        return Damaged(path, sources.table(format_) if known else None, must_tell)

    return damage


def _in_sheet(old: bytes, new: bytes) -> Callable[[random.Random, Parts], None]:
    def change(draw: random.Random, parts: Parts) -> None:
        assert old in parts[_SHEET], f"{old!r} is not in the sheet"
        parts[_SHEET] = parts[_SHEET].replace(old, new, 1)

    return change


def _far(cell: bytes, row: bytes) -> Callable[[random.Random, Parts], None]:
    return _in_sheet(
        b"</sheetData>", b'<row r="%s"><c r="%s" t="inlineStr"><is><t>x</t></is></c></row></sheetData>' % (row, cell)
    )


def _dimension(reference: bytes) -> Callable[[random.Random, Parts], None]:
    def change(draw: random.Random, parts: Parts) -> None:
        parts[_SHEET] = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + reference + b'"', parts[_SHEET])

    return change


def _spaces(member: str) -> Callable[[random.Random, Parts], None]:
    """A gigabyte of spaces that packs into a megabyte would be too slow to write; 300 MB are enough."""

    def change(draw: random.Random, parts: Parts) -> None:
        parts[member] = parts[member].replace(b">", b">" + b" " * 300_000_000, 1)

    return change


def _many_strings(draw: random.Random, parts: Parts) -> None:
    member = "xl/sharedStrings.xml"
    parts[member] = parts[member].replace(b"</sst>", b"<si><t>x</t></si>" * 10_000_000 + b"</sst>")


def _many_rows(draw: random.Random, parts: Parts) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (at, at) for at in range(100, 180_000))
    parts[_SHEET] = parts[_SHEET].replace(b"</sheetData>", rows + b"</sheetData>")


def _laughs(draw: random.Random, parts: Parts) -> None:
    body = re.sub(rb"<\?xml[^>]*\?>", b"", parts[_SHEET])
    parts[_SHEET] = _LAUGHS + body.replace(
        b"</sheetData>", b'<row r="90"><c r="A90" t="str"><v>&j;</v></c></row></sheetData>'
    )


def _deep(draw: random.Random, parts: Parts) -> None:
    parts[_SHEET] = parts[_SHEET].replace(b"<sheetData>", b"<extLst>" * 100_000 + b"<sheetData>")


def _without(member: str) -> Callable[[random.Random, Parts], None]:
    def change(draw: random.Random, parts: Parts) -> None:
        parts.pop(member, None)

    return change


def _wrong_string(draw: random.Random, parts: Parts) -> None:
    found = list(re.finditer(rb't="s"><v>\d+</v>', parts[_SHEET]))
    one = draw.choice(found[20:])
    parts[_SHEET] = parts[_SHEET][: one.start()] + b't="s"><v>999999</v>' + parts[_SHEET][one.end() :]


def _rows_unordered(draw: random.Random, parts: Parts) -> None:
    head, *rows = re.split(rb"(?=<row )", parts[_SHEET])
    rows[-1], tail = rows[-1].split(b"</sheetData>")
    draw.shuffle(rows)
    parts[_SHEET] = head + b"".join(rows) + b"</sheetData>" + tail


def _cell_twice(draw: random.Random, parts: Parts) -> None:
    parts[_SHEET] = parts[_SHEET].replace(b'<c r="H5"', b'<c r="H5"><v>77</v></c><c r="H5"', 1)


def _value(text: bytes, kind: bytes = b"n") -> Callable[[random.Random, Parts], None]:
    def change(draw: random.Random, parts: Parts) -> None:
        parts[_SHEET] = re.sub(
            rb'(<c r="H5"[^>]*?)( t="\w+")?><v>[^<]*</v>', rb'\1 t="%s"><v>%s</v>' % (kind, text), parts[_SHEET]
        )

    return change


def _from_1904(draw: random.Random, parts: Parts) -> None:
    book = "xl/workbook.xml"
    parts[book] = parts[book].replace(b"<workbookPr", b'<workbookPr date1904="1"', 1)


def _sheets(states: tuple[str, ...], share: float, *, must_tell: bool) -> Damage:
    """Further sheets before the one with all interviews, which hold a share of them."""

    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        import openpyxl

        book = openpyxl.load_workbook(sources.file(format_))
        whole = book.active
        for at, state in enumerate(states):
            copy = book.create_sheet(f"copy {at}", 0)
            for row in list(whole.iter_rows(values_only=True))[: 1 + int(share * (whole.max_row - 1))]:
                copy.append(row)
            copy.sheet_state = state
        book.active = book.index(whole)
        book.save(path)
        return Damaged(path, sources.table(format_), must_tell)

    return damage


def _edited(edit: Callable[[random.Random, object], None], *, known: bool = True, must_tell: bool = False) -> Damage:
    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        import openpyxl

        book = openpyxl.load_workbook(sources.file(format_))
        edit(draw, book.active)
        book.save(path)
        return Damaged(path, sources.table(format_) if known else None, must_tell)

    return damage


def _merged(draw: random.Random, sheet) -> None:  # type: ignore[no-untyped-def]
    sheet.merge_cells(start_row=5, end_row=7, start_column=8, end_column=8)


def _hidden_rows(draw: random.Random, sheet) -> None:  # type: ignore[no-untyped-def]
    for row in (4, 5, 9):
        sheet.row_dimensions[row].hidden = True


def _title(draw: random.Random, sheet) -> None:  # type: ignore[no-untyped-def]
    sheet.insert_rows(1)
    sheet.cell(1, 1, "Опрос 2018")
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=9)


def _groups(draw: random.Random, sheet) -> None:  # type: ignore[no-untyped-def]
    sheet.insert_rows(1)
    for column in (1, 8, 12):
        sheet.cell(1, column, f"Блок {column}")


def _chart_sheet(draw: random.Random, sheet) -> None:  # type: ignore[no-untyped-def]
    sheet.parent.create_chartsheet("chart", 0)


def _many_sheets(draw: random.Random, sheet) -> None:  # type: ignore[no-untyped-def]
    for at in range(400):
        sheet.parent.create_sheet(f"empty {at}", 0)


WORKBOOK: dict[str, Damage] = {
    "workbook.far_row": _xml(_far(b"A1048576", b"1048576"), known=False),
    "workbook.far_column": _xml(_far(b"XFD30", b"30"), known=False),
    "workbook.far_corner": _xml(_far(b"XFD1048576", b"1048576"), known=False),
    "workbook.beyond": _xml(_far(b"ZZZ9999999", b"9999999"), known=False),
    "workbook.dimension_huge": _xml(_dimension(b"A1:XFD1048576")),
    "workbook.dimension_small": _xml(_dimension(b"A1:B2")),
    "workbook.dimension_broken": _xml(_dimension(b"ABC:-1")),
    "workbook.spaces_in_sheet": _xml(_spaces(_SHEET), known=False),
    "workbook.spaces_in_strings": _xml(_spaces("xl/sharedStrings.xml"), known=False),
    "workbook.many_strings": _xml(_many_strings, known=False),
    "workbook.many_rows": _xml(_many_rows, known=False),
    "workbook.laughs": _xml(_laughs, known=False),
    "workbook.deep": _xml(_deep, known=False),
    "workbook.no_strings": _xml(_without("xl/sharedStrings.xml"), must_tell=True),
    "workbook.no_styles": _xml(_without("xl/styles.xml"), known=False),
    "workbook.no_sheet": _xml(_without(_SHEET), must_tell=True),
    "workbook.no_book": _xml(_without("xl/workbook.xml"), must_tell=True),
    "workbook.no_relations": _xml(_without("xl/_rels/workbook.xml.rels"), must_tell=True),
    "workbook.no_types": _xml(_without("[Content_Types].xml"), known=False),
    "workbook.wrong_string": _xml(_wrong_string, known=False, must_tell=True),
    "workbook.rows_unordered": _xml(_rows_unordered, known=False),
    "workbook.cell_twice": _xml(_cell_twice),
    "workbook.value_infinite": _xml(_value(b"1e999"), known=False, must_tell=True),
    "workbook.value_nan": _xml(_value(b"NaN"), known=False, must_tell=True),
    "workbook.value_text": _xml(_value(b"abc"), known=False, must_tell=True),
    "workbook.value_true": _xml(_value(b"1", b"b"), known=False, must_tell=True),
    "workbook.value_error": _xml(_value(b"#N/A", b"e"), known=False, must_tell=True),
    "workbook.value_far_date": _xml(_value(b"2018-13-45", b"d"), known=False, must_tell=True),
    "workbook.value_unknown_kind": _xml(_value(b"5", b"zz"), known=False),
    "workbook.from_1904": _xml(_from_1904, known=False),
    "workbook.hidden_copy": _sheets(("hidden",), 0.7, must_tell=True),
    "workbook.very_hidden_copy": _sheets(("veryHidden",), 0.7, must_tell=True),
    "workbook.visible_copy": _sheets(("visible",), 0.7, must_tell=True),
    "workbook.empty_first": _sheets(("visible", "hidden"), 0.0, must_tell=False),
    "workbook.merged": _edited(_merged, known=False),
    "workbook.hidden_rows": _edited(_hidden_rows, must_tell=True),
    "workbook.title": _edited(_title),
    "workbook.groups": _edited(_groups),
    "workbook.chart_sheet": _edited(_chart_sheet),
    "workbook.many_sheets": _edited(_many_sheets),
}


def _content(change: Callable[[str], str], *, known: bool = True, must_tell: bool = False) -> Damage:
    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        content = _parts(sources.file(format_))["content.xml"].decode()
        changed = change(content)
        assert changed != content, "nothing was changed"
        write_ods(path, changed)
        return Damaged(path, sources.table(format_) if known else None, must_tell)

    return damage


_ROW_END = "</table:table-row>"


ODS: dict[str, Damage] = {
    "ods.rows_repeated": _content(
        lambda text: text.replace(
            "</table:table>",
            '<table:table-row table:number-rows-repeated="1048000"><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>',
        ),
        known=False,
    ),
    "ods.blank_rows_repeated": _content(
        lambda text: text.replace(
            "</table:table>",
            '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row></table:table>',
        )
    ),
    "ods.cells_repeated": _content(
        lambda text: text.replace(
            _ROW_END,
            '<table:table-cell table:number-columns-repeated="16000" office:value-type="float" office:value="1"/>'
            + _ROW_END,
        ),
        known=False,
    ),
    "ods.blank_cells_repeated": _content(
        lambda text: text.replace(_ROW_END, '<table:table-cell table:number-columns-repeated="16000"/>' + _ROW_END)
    ),
    "ods.repeated_beyond": _content(
        lambda text: text.replace(
            _ROW_END, '<table:table-cell table:number-columns-repeated="99999999999"/>' + _ROW_END, 1
        ),
        known=False,
    ),
    "ods.repeated_negative": _content(
        lambda text: text.replace(_ROW_END, '<table:table-cell table:number-columns-repeated="-5"/>' + _ROW_END, 1),
        known=False,
    ),
    "ods.unknown_kind": _content(
        lambda text: text.replace('value-type="float"', 'value-type="fraction"', 3), known=False
    ),
    "ods.no_value": _content(lambda text: re.sub(r' office:value="[^"]*"', "", text, count=3), known=False),
    "ods.value_infinite": _content(
        lambda text: re.sub(r'office:value="[^"]*"', 'office:value="1e999"', text, count=1), known=False, must_tell=True
    ),
    "ods.laughs": _content(
        lambda text: _LAUGHS.decode() + re.sub(r"<\?xml[^>]*\?>", "", text).replace("</text:p>", "&j;</text:p>", 1),
        known=False,
    ),
    "ods.deep": _content(
        lambda text: text.replace("<table:table ", "<text:section>" * 50_000 + "<table:table ", 1), known=False
    ),
    "ods.cut": _content(lambda text: text[: len(text) // 2], known=False, must_tell=True),
}


def _archive(make: Callable[[bytes, zipfile.ZipFile], None], *, known: bool = True, must_tell: bool = False) -> Damage:
    def damage(draw: random.Random, format_: str, path: Path, sources: Sources) -> Damaged:
        inside = _parts(sources.file(format_))["submissions.csv"]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            make(inside, archive)
        table = sources.table(format_)
        return Damaged(path, replace(table) if known else None, must_tell)

    return damage


def _beside(name: str, content: bytes) -> Callable[[bytes, zipfile.ZipFile], None]:
    def make(inside: bytes, archive: zipfile.ZipFile) -> None:
        archive.writestr(name, content)
        archive.writestr("submissions.csv", inside)

    return make


def _two_tables(inside: bytes, archive: zipfile.ZipFile) -> None:
    archive.writestr("submissions.csv", inside)
    archive.writestr("other.csv", b"\n".join(inside.splitlines()[:9]))


def _twice(inside: bytes, archive: zipfile.ZipFile) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("submissions.csv", b"\n".join(inside.splitlines()[:9]))
        archive.writestr("submissions.csv", inside)


def _nested(inside: bytes, archive: zipfile.ZipFile) -> None:
    import io

    content = inside
    for _ in range(5):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as box:
            box.writestr("box.zip", content)
        content = out.getvalue()
    archive.writestr("box.zip", content)


def _many_members(inside: bytes, archive: zipfile.ZipFile) -> None:
    for at in range(5_000):
        archive.writestr(f"{at}.txt", b"x")
    archive.writestr("submissions.csv", inside)


ARCHIVE: dict[str, Damage] = {
    "archive.path_outside": _archive(lambda inside, archive: archive.writestr("../../submissions.csv", inside)),
    "archive.picture_beside": _archive(_beside("media/photo.jpg", bytes(5000))),
    "archive.repeat_beside": _archive(_beside("submissions-children.csv", b"name,PARENT_KEY\na,1\n")),
    "archive.mac_beside": _archive(_beside("__MACOSX/._submissions.csv", bytes(100))),
    "archive.two_tables": _archive(_two_tables, must_tell=True),
    "archive.twice": _archive(_twice, known=False, must_tell=True),
    "archive.nested": _archive(_nested, known=False, must_tell=True),
    "archive.empty": _archive(lambda inside, archive: None, known=False, must_tell=True),
    "archive.empty_member": _archive(
        lambda inside, archive: archive.writestr("submissions.csv", b""), known=False, must_tell=True
    ),
    "archive.bomb": _archive(
        lambda inside, archive: archive.writestr("submissions.csv", inside + b"\n" * 300_000_000), known=False
    ),
    "archive.many_members": _archive(_many_members),
}
