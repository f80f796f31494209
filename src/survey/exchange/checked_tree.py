"""Tree of an imported questionnaire checked by reading it: what is refused is reported, and conditions among it left out."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from survey.errors import QuestionnaireError
from survey.exchange.questionnaire_tree import Tree
from survey.exchange.read_form import FormLine, FormPlace
from survey.exchange.tree_text import yaml_text
from survey.questionnaire import read_questionnaire
from survey.text import Catalogue

ElementRows: TypeAlias = Mapping[str, tuple[FormPlace, ...]]
"""Rows of a form by the elements of the questionnaire that were made of them."""


def accepted_text(tree: Tree, places: ElementRows) -> tuple[str, list[FormLine]]:
    """The text file of a tree, and lines for what reading refuses in it; conditions that it refuses are left out.

    Parameters
    ----------
    tree : Tree
    places : mapping of element to tuple of FormPlace
        Rows from which elements were made, by the names that complaints give them: ``question age``, ``list yn, option 1``.
        A complaint about an element is a line for each of its rows.
    """
    say = Catalogue.load("survey.exchange").text
    told: list[FormLine] = []
    while True:
        text = yaml_text(tree)
        complaints = _complaints(text)
        conditions = {name for one in complaints if (name := _conditioned(one[0])) and _without_condition(tree, name)}
        kept = [one for one in complaints if not conditions or _conditioned(one[0]) in conditions]
        key = "line_condition_refused" if conditions else "line_complaint"
        told += [
            FormLine(*place, say(key, element=element, fact=fact))
            for element, fact in kept
            for place in _places_of(element, places)
        ]
        if not conditions:
            return text, told


def _places_of(element: str, places: ElementRows) -> tuple[FormPlace, ...]:
    """The rows of an element or of what it is part of; the element itself without a sheet where neither has a row."""
    part = element
    while part not in places and ", " in part:
        part = part.rpartition(", ")[0]
    return places.get(part, (("", 0, element),))


def _conditioned(element: str) -> str:
    match = re.fullmatch(r"question (\w+), ask_if", element)
    return match[1] if match else ""


def _complaints(text: str) -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="survey-") as folder:
        Path(folder, "questionnaire.yaml").write_text(text, encoding="utf-8")
        try:
            read_questionnaire(folder)
        except QuestionnaireError as error:
            return [(one.element, one.fact) for one in error.complaints]
    return []


def _without_condition(tree: Tree, question: str) -> bool:
    """Take the condition from a question of the tree; whether it had one."""
    outside = [tree[name] for name in ("header", "observations") if name in tree]
    for block in (*outside, *tree["blocks"]):
        for one in block["questions"]:
            if one["id"] == question and one.pop("ask_if", None) is not None:
                return True
    return False
