"""Sheet with what XLSForm has no place for: the questionnaire element by element, as JSON in cells that Excel can hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from survey.errors import ExchangeError
from survey.exchange.questionnaire_tree import Tree
from survey.exchange.xlsform_tables import FURTHER, FormRow

_LONGEST = 30_000
_HEAD = "questionnaire"
_PARTS = ("lists", "scales", "header", "blocks", "observations")


def further_rows(tree: Tree, groups: Tree) -> tuple[FormRow, ...]:
    """Rows of the sheet; an element too long for a cell goes on in the next row under the same name."""
    rows: list[FormRow] = []
    for element, content in _elements(tree, groups):
        text = json.dumps(content, ensure_ascii=False)
        parts = [text[at : at + _LONGEST] for at in range(0, len(text), _LONGEST)]
        rows += [FormRow({"element": element, "content": part}) for part in parts]
    return tuple(rows)


def _elements(tree: Tree, groups: Tree) -> Iterator[tuple[str, Any]]:
    yield _HEAD, {key: value for key, value in tree.items() if key not in _PARTS}
    for kind in ("lists", "scales"):
        for name, content in tree.get(kind, {}).items():
            yield f"{kind} {name}", content
    for block in _blocks(tree):
        yield f"block {block['id']}", {key: value for key, value in block.items() if key != "questions"}
        for question in block["questions"]:
            yield f"question {question['id']}", question
    for grouping in groups.get("groupings", []):
        yield f"grouping {grouping['id']}", grouping


def _blocks(tree: Tree) -> Iterator[Tree]:
    if "header" in tree:
        yield {**tree["header"], "id": "H"}
    yield from tree["blocks"]
    if "observations" in tree:
        yield {**tree["observations"], "id": "O"}


def trees_of(rows: Sequence[Mapping[str, str]], path: str) -> tuple[Tree, Tree]:
    """The trees of ``questionnaire.yaml`` and ``groups.yaml``.

    Raises
    ------
    ExchangeError
        ``J010`` when the sheet is damaged.
    """
    texts: dict[str, str] = {}
    for row in rows:
        texts[row.get("element", "")] = texts.get(row.get("element", ""), "") + row.get("content", "")
    try:
        return _joined({element: json.loads(text) for element, text in texts.items()})
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        fact = "The sheet _survey, from which the questionnaire is made again, is damaged."
        remedy = (
            "Take the sheet from the workbook as it was written, or delete it to read the form as one of another tool."
        )
        raise ExchangeError("J010", f"{path}, sheet {FURTHER}", fact, remedy) from None


def _joined(found: Mapping[str, Any]) -> tuple[Tree, Tree]:
    head = dict(found[_HEAD])
    blocks: list[Tree] = []
    groups: Tree = {"groupings": []}
    for element, content in found.items():
        kind, _, name = element.partition(" ")
        if kind in ("lists", "scales"):
            head.setdefault(kind, {})[name] = content
        elif kind == "block":
            blocks.append({**content, "questions": []})
        elif kind == "question":
            blocks[-1]["questions"].append(dict(content))
        elif kind == "grouping":
            groups["groupings"].append(content)
    named = {block["id"]: block for block in blocks}
    for key, name in (("header", "H"), ("observations", "O")):
        if name in named:
            head[key] = {other: value for other, value in named[name].items() if other != "id"}
    head["blocks"] = [block for block in blocks if block["id"] not in ("H", "O")]
    return head, groups
