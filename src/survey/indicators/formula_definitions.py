"""Reader of one formula of ``indicators.yaml``, checked against the questionnaire.

Complaints: ``I022`` an unknown question or indicator, ``I023`` an item without scores, ``I024`` an option without a
score, ``I025`` neither a share of the items nor a number of them, ``I026`` not a 0-10 scale, ``I027`` not a
list experiment, ``I028`` not an invented item, ``I029`` an indicator that cannot be used there, ``I030`` the date of the
interview is needed and the questionnaire does not name it, ``I031`` a base that is not a question, ``I032`` no items,
``I033`` a score outside 0 to 100.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from survey.documents import DocumentItem as Yaml
from survey.documents.schema_check import is_code
from survey.errors import nearest
from survey.expressions import Expression, check
from survey.indicators.definitions import (
    TWO_THIRDS,
    AnswerRule,
    Formula,
    FormulaClass,
    Gap,
    GeometricMean,
    ListExperiment,
    Net,
    ScaleMean,
    ScoredItem,
    ScoreFormula,
    ScoreShare,
    Share,
)
from survey.questionnaire.condition_scope import QuestionnaireScope
from survey.questionnaire.model import Questionnaire, Variable
from survey.questionnaire.reading_context import read_condition

AVERAGED = ("SCORE", "COMPOSITE")


@dataclass(frozen=True, slots=True)
class DefinedNames:
    """Names that a formula may use: questions, and indicators with their classes."""

    form: Questionnaire
    scope: QuestionnaireScope
    classes: Mapping[str, str]

    @classmethod
    def of(cls, form: Questionnaire, elements: Sequence[Yaml]) -> DefinedNames:
        """Names of a questionnaire and of the indicators in a file."""
        classes = {one.need("id").source: one.need("class").source for one in elements if one.is_mapping()}
        return cls(form, QuestionnaireScope.of(form), classes)

    @property
    def averaged(self) -> tuple[str, ...]:
        """Indicators with a value of 0 to 100 for every respondent."""
        return tuple(name for name, written in self.classes.items() if written in AVERAGED)


def read_formula(item: Yaml, formula_class: FormulaClass, names: DefinedNames) -> Formula | None:
    """Formula of an indicator; None when its mistakes leave nothing to compute."""
    match formula_class:
        case "SHARE" | "PREV":
            return _score_share(item, names) if item.has("score") else _share(item, names)
        case "NET":
            return _net(item, names)
        case "SCORE" | "COMPOSITE":
            return _score(item, names, composite=formula_class == "COMPOSITE")
        case "MEAN010":
            return _scale_mean(item, names)
        case "LISTEXP":
            return _list_experiment(item, names)
        case "GEOMETRIC":
            items = item.need("items")
            return GeometricMean(tuple(_indicator(one, names) for one in items.elements()))
        case "GAP":
            return Gap(_indicator(item.need("item"), names))


def _condition(item: Yaml, key: str, names: DefinedNames) -> Expression | None:
    written = item.need(key).named(f"{item.element}, {key}")
    return _checked(written, names)


def _checked(written: Yaml, names: DefinedNames) -> Expression | None:
    if not written.source:
        return None
    expression = read_condition(written)
    if expression is not None:
        written.document.complaints += check(expression, names.scope, element=written.element)
    return expression


def _share(item: Yaml, names: DefinedNames) -> Share | None:
    numerator = _condition(item, "numerator", names)
    asked = _asked(item, names, numerator)
    return Share(numerator, asked) if numerator else None


def _net(item: Yaml, names: DefinedNames) -> Net | None:
    positive, negative = _condition(item, "positive", names), _condition(item, "negative", names)
    asked = _asked(item, names, positive, negative)
    return Net(positive, negative, asked) if positive and negative else None


def _asked(item: Yaml, names: DefinedNames, *conditions: Expression | None) -> tuple[str, ...]:
    given = item.get("asked")
    if given is None:
        return tuple(dict.fromkeys(name for one in conditions if one for name in one.names))
    for one in given.elements():
        if one.text() not in names.form.variables:
            remedy = nearest(one.source, names.form.variables)
            one.complain("I031", f"No question has the id {one.source!r}.", remedy)
    return given.texts()


def _score_share(item: Yaml, names: DefinedNames) -> ScoreShare:
    return ScoreShare(_indicator(item.need("score"), names), item.need("reaches").number())


def _score(item: Yaml, names: DefinedNames, *, composite: bool) -> ScoreFormula | None:
    listed = item.need("items").elements()
    read = [_item(one.named(f"{item.element}, items"), names, composite=composite) for one in listed]
    if not listed:
        item.key("items").complain("I032", "There are no items.", "Name the questions the score is made of.")
    minus = item.get("minus")
    if minus is not None:
        _foil(minus, names)
    rule = _answer_rule(item.get("at_least"), len(listed))
    items = tuple(one for one in read if one is not None)
    return ScoreFormula(items, rule, minus.text() if minus else None) if items else None


def _item(item: Yaml, names: DefinedNames, *, composite: bool) -> ScoredItem | None:
    """One item of a score: a question, an indicator, an event, or a question with its own scores; None with mistakes."""
    if not item.is_mapping():
        if item.text() in names.classes:
            if composite:
                return ScoredItem(_indicator(item, names))
            _misplaced(item, names)
            return None
        return ScoredItem(item.text()) if _scored(item, names) else None
    if item.has("event"):
        event = _checked(item.need("event"), names)
        return ScoredItem(event.source, event) if event else None
    question = item.need("item")
    variable = _variable(question, names)
    scores = item.need("scores")
    made = {int(code): points for code, points in scores.entries() if is_code(code)}
    for code in variable.codes if variable else ():
        if code not in made:
            scores.complain(
                "I024", f"Option {code} of {question.source} has no score.", "Give it one, 0 to 100.", length=1
            )
    return ScoredItem(question.source, None, tuple((code, points.number()) for code, points in made.items()))


def _scored(item: Yaml, names: DefinedNames) -> bool:
    variable = _variable(item, names)
    if variable is None:
        return False
    if not variable.question.scored and not variable.scores:
        fact = f"The answers to {variable.id} have no scores."
        item.complain("I023", fact, "Give scores in the questionnaire, or here: {item: …, scores: {1: 100, …}}.")
        return False
    if variable.row is not None and variable.row.asked_from and "date" not in names.form.roles:
        fact = f"{variable.id} may be asked from {variable.row.asked_from}, but no question has the role 'date'."
        item.complain("I030", fact, "Name the question with the day of the interview under roles of the questionnaire.")
    return True


def _foil(item: Yaml, names: DefinedNames) -> None:
    variable = _variable(item, names)
    if variable is not None and not (variable.row is not None and variable.row.foil):
        foils = [name for name, one in names.form.variables.items() if one.row is not None and one.row.foil]
        item.complain("I028", f"{item.source} is not marked as an invented item.", nearest(item.source, foils))
    elif variable is not None:
        _scored(item, names)


def _answer_rule(item: Yaml | None, n_items: int) -> AnswerRule:
    if item is None:
        return TWO_THIRDS
    if item.is_integer() and 1 <= item.integer() <= max(n_items, 1):
        return AnswerRule(count=item.integer())
    try:
        share = Fraction(item.text()) if "/" in item.text() else Fraction(0)
    except (ValueError, ZeroDivisionError):
        share = Fraction(0)
    if not 0 < share <= 1:
        fact = f"{item.source!r} is neither a number of the {n_items} items nor a share of them."
        item.complain("I025", fact, "Write a whole number, or a share such as 2/3.")
    return AnswerRule(share)


def _scale_mean(item: Yaml, names: DefinedNames) -> ScaleMean:
    written = item.need("item")
    variable = _variable(written, names)
    if variable is not None:
        question = variable.question
        if question.kind != "scale" or (question.minimum, question.maximum) != (0, 10):
            scales = [name for name, one in names.form.variables.items() if one.kind == "scale"]
            written.complain("I026", f"{written.source} is not asked on a 0-10 scale.", nearest(written.source, scales))
    return ScaleMean(written.source)


def _list_experiment(item: Yaml, names: DefinedNames) -> ListExperiment | None:
    written = item.need("item")
    variable = _variable(written, names)
    direct = _condition(item, "direct", names) if item.has("direct") else None
    if variable is None:
        return None
    question = variable.question
    versions = sorted(question.maximum_by_version, key=lambda one: one[1])
    if question.kind != "count" or question.split_by is None or len(versions) != 2:
        written.complain(
            "I027", f"{written.source} is not a list experiment with two versions.", "Name one, such as G07."
        )
        return None
    (control, _), (treatment, _) = versions
    return ListExperiment(variable.id, question.split_by, control, treatment, direct)


def _variable(item: Yaml, names: DefinedNames) -> Variable | None:
    found = names.form.variables.get(item.text())
    if found is None:
        known = (*names.form.variables, *names.classes)
        item.complain("I022", f"No question has the id {item.source!r}.", nearest(item.source, known))
    return found


def _indicator(item: Yaml, names: DefinedNames) -> str:
    if item.text() not in names.averaged:
        _misplaced(item, names)
    return item.source


def _misplaced(item: Yaml, names: DefinedNames) -> None:
    fact = f"{item.source!r} is not an indicator that can be used here."
    item.complain(
        "I029", fact, f"A composite takes score and composite indicators. {nearest(item.source, names.averaged)}"
    )
