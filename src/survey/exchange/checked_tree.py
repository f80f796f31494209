"""Tree of an imported questionnaire checked by reading it: what is refused is reported, and conditions among it left out."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from survey.errors import QuestionnaireError
from survey.exchange.questionnaire_tree import Tree
from survey.exchange.read_form import FormLine
from survey.exchange.tree_text import yaml_text
from survey.questionnaire import read_questionnaire
from survey.text import Catalogue


def accepted_text(tree: Tree) -> tuple[str, list[FormLine]]:
    """The text file of a tree, and lines for what reading refuses in it; conditions that it refuses are left out."""
    say = Catalogue.load("survey.exchange").text
    told: list[FormLine] = []
    while True:
        text = yaml_text(tree)
        complaints = _complaints(text)
        conditions = {name for one in complaints if (name := _conditioned(one[0])) and _without_condition(tree, name)}
        kept = [one for one in complaints if not conditions or _conditioned(one[0]) in conditions]
        key = "line_condition_refused" if conditions else "line_complaint"
        told += [FormLine("", 0, element, say(key, element=element, fact=fact)) for element, fact in kept]
        if not conditions:
            return text, told


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
