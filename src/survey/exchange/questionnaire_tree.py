"""Questionnaire as the tree that its text files hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from survey.blank_reasons import Reason
from survey.questionnaire.former_parts import FormerAnswer, FormerName, FormerWording
from survey.questionnaire.model import (
    BatteryRow,
    Block,
    Grouping,
    MissingCode,
    Option,
    Question,
    Questionnaire,
)

Tree: TypeAlias = dict[str, Any]
"""Mapping of a YAML document: texts, numbers, lists and mappings."""

_WITHOUT_MISSING = ("date", "time", "code", "wave")
_OUTSIDE = ("H", "O")


def questionnaire_tree(form: Questionnaire) -> Tree:
    """Tree of ``questionnaire.yaml``, named lists and scales included; comments are not part of it."""
    blocks = {block.id: _block(block, form) for block in form.blocks}
    tree: Tree = {
        "id": form.id,
        "version": form.version,
        "versions": {name: day.isoformat() for name, day in form.versions},
        "title": dict(form.title),
        "languages": list(form.languages),
        "facts": dict(form.facts),
        "roles": dict(form.roles),
        "missing": [_missing(code) for code in form.missing],
        "missing_default": [_code(code) for code in form.missing_default],
        "lists": _lists(form),
        "scales": _scales(form),
        "header": {**blocks["H"], "id": None} if "H" in blocks else None,
        "blocks": [blocks[block.id] for block in form.blocks if block.id not in _OUTSIDE],
        "observations": {**blocks["O"], "id": None} if "O" in blocks else None,
    }
    for block in ("header", "observations"):
        if tree[block]:
            tree[block] = _without_blanks(tree[block])
    kept = ("missing", "missing_default", "blocks", "roles")
    return {key: value for key, value in tree.items() if value or key in kept}


def groupings_tree(form: Questionnaire) -> Tree:
    """Tree of ``groups.yaml``; a grouping made of a question is written out, category by category."""
    return {"groupings": [_grouping(one) for one in form.groupings.values()]}


def _without_blanks(tree: Tree) -> Tree:
    blank: tuple[object, ...] = (None, "", False, [], {})
    return {key: value for key, value in tree.items() if (value == 0 and value is not False) or value not in blank}


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value


def _code(one: Option | MissingCode) -> int | str:
    """A code as the file states it: a missing code of a list of text codes has become a text only in the model."""
    if isinstance(one, MissingCode) and one.written is not None and one.written.lstrip("-").isdigit():
        return int(one.written)
    return one.written if one.written is not None else one.code


def _was(former: FormerWording | None, ids: Sequence[FormerName] = (), codes: Sequence[FormerAnswer] = ()) -> object:
    """Former wording, ids and codes: one mapping, or a list in time; what changed on one day is one entry."""
    entries: list[Tree] = [{"id": one.id, "before": one.before.isoformat(), "breaks": one.breaks} for one in ids]
    for one in codes:
        worded = dict(one.text) if one.text is not None else {}
        code = one.shown if re.search(r"[^\W\d]", one.shown) else int(one.shown)
        entries.append({"code": code, "before": one.before.isoformat(), "breaks": one.breaks, "text": worded})
    if former is not None:
        day, worded = former.before.isoformat(), dict(former.text)
        same = [entry for entry in entries if entry["before"] == day]
        if same and "code" not in same[0]:
            same[0]["text"] = worded
        elif not same:
            entries.append({"before": day, "breaks": former.breaks, "text": worded})
    found = [_without_blanks(entry) for entry in sorted(entries, key=lambda entry: str(entry["before"]))]
    return found[0] if len(found) == 1 else found or None


def _accepted(pairs: Iterable[tuple[str, str]]) -> Tree:
    found: dict[str, list[str]] = {}
    for language, text in pairs:
        found.setdefault(language, []).append(text)
    return found


def _option(option: Option) -> Tree:
    """An option without ``exclusive``, which the question states, because a list may serve several."""
    tree = {
        "code": _code(option),
        "score": _number(option.score),
        "specify": option.specify,
        "goto": option.leads_to,
        **dict(option.attributes),
        **dict(option.text),
        "accepted": _accepted(option.accepted),
        "was": _was(option.former, codes=option.former_answers),
    }
    return _without_blanks(tree)


def _missing(code: MissingCode) -> Tree:
    reason = Reason(code.reason).name.lower()
    return _without_blanks(
        {"code": _code(code), "reason": reason, **dict(code.text), "accepted": _accepted(code.accepted)}
    )


def _lists(form: Questionnaire) -> Tree:
    named = {
        question.list_id: question
        for question in reversed(form.questions)
        if question.list_id and question.kind in ("single", "multiple")
    }
    return {name: {"options": [_option(one) for one in named[name].options]} for name in sorted(named)}


def _scales(form: Questionnaire) -> Tree:
    named = {question.list_id: question for question in form.questions if question.list_id and question.kind == "scale"}
    return {
        name: _without_blanks(
            {
                "min": _number(question.minimum),
                "max": _number(question.maximum),
                "scored": question.scored,
                **_sides(question),
                "anchors": [_option(one) for one in question.anchors],
            }
        )
        for name, question in sorted(named.items())
    }


def _sides(question: Question) -> Tree:
    shown = {option.code: _code(option) for option in question.options}
    return {
        side: [shown.get(code, code) for code in codes]
        for side, codes in (
            ("positive", question.positive),
            ("neutral", question.neutral),
            ("negative", question.negative),
        )
    }


def _block(block: Block, form: Questionnaire) -> Tree:
    tree = _without_blanks(
        {
            "id": block.id,
            "title": dict(block.title),
            "note": block.note,
            "intro": dict(block.intro),
            "outro": dict(block.outro),
        }
    )
    return {**tree, "questions": [_question(question, form) for question in block.questions]}


def _question(question: Question, form: Questionnaire) -> Tree:
    inside = question.block in _OUTSIDE
    tree = _without_blanks(
        {
            "id": question.id,
            "type": question.kind,
            **dict(question.text),
            "was": _was(question.former, question.former_names),
            "required": question.required,
            "ask_if": question.ask_if.source if question.ask_if is not None else None,
            **_answers(question),
            "rotate": question.rotate,
            "card": question.card,
            "sensitive": question.sensitive,
            "offered_from": question.offered_from,
            "mask_own_group": question.mask_own_group,
            "note": question.note,
            "concept": question.concept,
            "wording_test": _tested(question),
            "indicators": _own_indicators(question),
            "routing": [{"if": condition.source, "goto": target} for condition, target in question.routing],
        }
    )
    if not question.prompted:
        tree["prompted"] = False
    if question.filled_by_interviewer != inside:
        tree["filled_by"] = "interviewer" if question.filled_by_interviewer else "respondent"
    stated = [_code(code) for code in question.missing]
    usual = [] if inside or question.kind in _WITHOUT_MISSING else [_code(code) for code in form.missing_default]
    return {**tree, **({"missing": stated} if stated != usual else {})}


def _tested(question: Question) -> Tree | None:
    return {**dict(question.wording_test), "why": question.wording_test_why} if question.wording_test else None


def _own_indicators(question: Question) -> list[str]:
    of_rows = {row.indicator for row in question.rows}
    return [one for one in question.indicators if one not in of_rows]


def _answers(question: Question) -> Tree:
    """Keys for the answers, by the kind of the question."""
    rows = [_row(row) for row in question.rows]
    if question.kind in ("single", "multiple"):
        own = {"list": question.list_id} if question.list_id else {"options": [_option(one) for one in question.options]}  # fmt: skip
        alone = [_code(option) for option in question.options if option.exclusive]
        return {**own, "exclusive": alone, **_sides(question), "max_choices": question.max_choices, "rows": rows}
    if question.kind == "scale":
        return {"scale": question.list_id, "rows": rows}
    if question.kind == "count":
        return {
            "min": _number(question.minimum),
            "max_by_version": {str(code): _number(most) for code, most in question.maximum_by_version},
            "split_by": question.split_by,
            "statements": [_row(row) for row in question.statements],
            "treatment": [_row(row) for row in question.treatment],
        }
    if question.kind == "wave":
        return {"period": question.period}
    bounds = {"min": _number(question.minimum), "max": _number(question.maximum)}
    return {**bounds, **(_sides(question) if question.kind == "integer" else {}), "rows": rows}


def _row(row: BatteryRow) -> Tree:
    return _without_blanks(
        {
            "id": row.id,
            "reverse": row.reverse,
            "foil": row.foil,
            "group": row.group,
            "asked_from": row.asked_from,
            "indicator": row.indicator,
            **dict(row.text),
            "was": _was(row.former, row.former_names),
        }
    )


def _grouping(grouping: Grouping) -> Tree:
    categories = [
        {"code": one.code, "id": one.id, **dict(one.text), "when": one.when.source} for one in grouping.categories
    ]
    tiles = [
        {"id": name, "column": place.column, "row": place.row, **dict(place.name)}
        for name, place in grouping.tiles.items()
    ]
    found: Tree = {"id": grouping.id, **dict(grouping.text), "categories": categories}
    return {**found, "tiles": tiles} if tiles else found
