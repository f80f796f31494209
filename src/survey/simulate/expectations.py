"""Expectations of the answers in a simulated wave, from an optional ``simulation.yaml`` in the questionnaire folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from survey.documents import Document, DocumentItem
from survey.documents.schema_check import is_code
from survey.errors import nearest
from survey.questionnaire.model import Questionnaire
from survey.simulate.schema import SIMULATION

TRAITS = ("trust", "relations", "closeness", "security")
"""Latent traits behind the scored answers of a person; every scored question measures one of them."""

FILE = "simulation.yaml"


@dataclass(frozen=True, slots=True)
class Shares:
    """Weights of the answers to one variable, overall or by the value of another variable or grouping.

    ``rows`` has a mapping of code to weight for each value of ``by``; the key None is for all other values, or for
    everybody where ``by`` is None. Weights need not add up to 1.
    """

    rows: Mapping[int | None, Mapping[int, float]]
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Expectations:
    """Expected answers, as far as they are known.

    Parameters
    ----------
    traits : mapping of question or variable to trait
        Trait that a scored question measures.
    levels : mapping of variable to float
        Shift of the answers towards higher scores, in standard deviations of the latent value.
    shares : mapping of variable to Shares
        Distributions of the answers.
    direct : mapping of list experiment to variable
        Direct question whose negative answers mean agreement with the sensitive statement of the list.
    """

    traits: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, Shares] = field(default_factory=dict)
    direct: Mapping[str, str] = field(default_factory=dict)


def profile_of(form: Questionnaire) -> Expectations:
    """Expectations in the folder of the questionnaire; empty when there are none."""
    path = Path(form.folder) / FILE
    return read_profile(path, form) if form.folder and path.exists() else Expectations()


def read_profile(path: Path, form: Questionnaire) -> Expectations:
    """Expectations read from a ``simulation.yaml``.

    Raises
    ------
    QuestionnaireError
        All mistakes together: ``N003``, ``N006`` a name that the questionnaire does not have; ``N004`` a key that is
        not a code; ``N005`` weights below zero or all zero; ``D...`` for YAML.
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
