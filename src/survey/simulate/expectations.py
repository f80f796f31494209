"""What is known of the answers to expect (``simulation.yaml`` beside a questionnaire); all of it is optional."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from survey.documents import Document, DocumentItem
from survey.documents.schema_kinds import is_code
from survey.errors import nearest
from survey.questionnaire.model import Questionnaire
from survey.simulate.schema import SIMULATION

TRAITS = ("trust", "relations", "closeness", "security")
"""What lies behind the scored answers of a person; every scored question speaks of one of them."""

FILE = "simulation.yaml"


@dataclass(frozen=True, slots=True)
class Shares:
    """Weights of the answers to one variable, alone or by the value of another variable or grouping.

    ``rows`` holds one mapping of code to weight for each value of ``by``; under None stands the row for all
    other values, or the only one.
    """

    rows: Mapping[int | None, Mapping[int, float]]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Expectations:
    """Expected answers.

    Parameters
    ----------
    traits : mapping of question or variable to trait
    levels : mapping of variable to float
        How much better than usual an answer is, in standard deviations.
    shares : mapping of variable to Shares
    direct : mapping of list experiment to variable
        The direct question whose negative answers mean the sensitive statement.
    """

    traits: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, Shares] = field(default_factory=dict)
    direct: Mapping[str, str] = field(default_factory=dict)


def profile_of(form: Questionnaire) -> Expectations:
    """The profile beside the questionnaire, an empty one when there is none."""
    path = Path(form.folder) / FILE
    return read_profile(path, form) if form.folder and path.exists() else Expectations()


def read_profile(path: Path, form: Questionnaire) -> Expectations:
    """Read ``simulation.yaml``.

    Raises
    ------
    QuestionnaireError
        Every mistake at once: ``N003`` a name that is in neither the questionnaire nor its groupings, ``N004`` a
        key that is no code, ``N005`` a weight below zero.
    """
    document = Document.read(path, SIMULATION)
    root = document.root.named("simulation")
    names = {question.id for question in form.questions} | set(form.variables)
    profile = Expectations(
        _traits(root.get("traits"), names),
        {name: item.number() for name, item in _named(root.get("levels"), set(form.variables))},
        {name: _shares(item, form) for name, item in _named(root.get("shares"), set(form.variables))},
        {name: _known(item, set(form.variables)) for name, item in _named(root.get("direct"), set(form.variables))},
    )
    document.finish()
    return profile


def _traits(item: DocumentItem | None, names: set[str]) -> dict[str, str]:
    return {
        _known(element, names): trait for trait, listed in _named(item, set(TRAITS)) for element in listed.elements()
    }


def _named(item: DocumentItem | None, names: set[str]) -> list[tuple[str, DocumentItem]]:
    if item is None:
        return []
    entries = list(item.entries())
    for name, _ in entries:
        if name not in names:
            item.key(name).complain("N003", f"Nothing is named {name!r} here.", nearest(name, names))
    return [(name, value.named(f"{item.element}, {name}")) for name, value in entries]


def _known(item: DocumentItem, names: set[str]) -> str:
    if item.text() not in names:
        item.complain("N006", f"The questionnaire has nothing named {item.text()!r}.", nearest(item.text(), names))
    return item.text()


def _shares(item: DocumentItem, form: Questionnaire) -> Shares:
    if not item.has("by"):
        return Shares({None: _weights(item)})
    by = _known(item.need("by"), set(form.variables) | set(form.groupings))
    of = item.need("of")
    rows = {None if value == "else" else _code(of, value): _weights(row) for value, row in of.entries()}
    return Shares(rows, by)


def _weights(item: DocumentItem) -> dict[int, float]:
    weights = {_code(item, code): weight.number() for code, weight in item.entries()}
    if any(weight < 0 for weight in weights.values()) or not sum(weights.values()):
        item.complain("N005", "Weights cannot be negative or all zero.", "Write shares in percent.")
    return weights


def _code(item: DocumentItem, written: str) -> int:
    if is_code(written):
        return int(written)
    item.key(written).complain("N004", f"{written!r} is not a code.", "Write the code of an answer.")
    return 0
