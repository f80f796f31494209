"""Rows of a battery and statements of a list experiment."""

from __future__ import annotations

from dataclasses import replace

from survey.documents import DocumentItem
from survey.questionnaire.answer_lists import titled
from survey.questionnaire.former_declarations import read_former, read_former_names
from survey.questionnaire.model import BatteryRow, Question
from survey.questionnaire.reading_context import Context
from survey.questionnaire.wordings import complain_of_twins, wording


def with_rows(question: Question, item: DocumentItem, context: Context) -> Question:
    """The question with its rows, and the indicators it or they feed."""
    own = item.get("indicators")
    indicators = own.texts() if own else ()
    if question.kind not in ("single", "scale", "integer", "decimal") or not item.has("rows"):
        return replace(question, indicators=indicators)
    rows = read_rows(item.need("rows"), item.element, context)
    for element in item.need("rows").elements():
        if element.has("reverse") and question.options and all(option.score is None for option in question.options):
            element.key("reverse").complain(
                "Q027", "A reversed row needs scored answers.", "Give the answers scores, or remove 'reverse'."
            )
    fed = dict.fromkeys((*indicators, *(row.indicator for row in rows if row.indicator)))
    return replace(question, rows=rows, indicators=tuple(fed))


def read_rows(item: DocumentItem, element: str, context: Context) -> tuple[BatteryRow, ...]:
    """Rows in the order of the file; ``Q021`` when two have the same wording."""
    items = [titled(one, f"{element}, row", "id") for one in item.elements()]
    rows = tuple(_row(one, context) for one in items)
    complain_of_twins((f"row {row.id}", one, row.text) for one, row in zip(items, rows, strict=True))
    return rows


def _row(item: DocumentItem, context: Context) -> BatteryRow:
    group, asked_from = item.get("group"), item.get("asked_from")
    text = wording(item)
    row = BatteryRow(
        item.need("id").text(),
        text,
        item.flag("reverse"),
        item.flag("foil"),
        group.integer() if group else None,
        asked_from.source if asked_from else None,
        item.place,
        item.words("indicator"),
        read_former(item, text),
        read_former_names(item, context.former_ids),
    )
    context.ids.append(item.need("id"))
    item.no_other_keys()
    return row
