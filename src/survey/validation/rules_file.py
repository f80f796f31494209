"""House rules from ``rules.yaml``, every mistake reported with file, line and column."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from survey.argument_errors import public
from survey.documents import Document, DocumentItem
from survey.errors import nearest
from survey.expressions import Expression, check
from survey.findings import Severity
from survey.questionnaire.condition_scope import QuestionnaireScope
from survey.questionnaire.model import TEXT_KINDS, Questionnaire
from survey.questionnaire.reading_context import read_condition
from survey.validation.custom_rules import places_of
from survey.validation.rule_definitions import AnswerLimits, CustomRule, Rules, StartsWith
from survey.validation.schema import RULES


@public
def read_rules(path: str | Path, form: Questionnaire) -> Rules:
    """The house rules in this file, checked against the questionnaire.

    Parameters
    ----------
    path : str or Path
        ``rules.yaml``, or the folder that holds it.
    form : Questionnaire
        The instrument the rules are about.

    Returns
    -------
    Rules

    Raises
    ------
    ReadError
        ``D003`` when there is no such file.
    QuestionnaireError
        Every mistake at once. ``V001`` two rules with one id, ``V002`` a rule that demands nothing, ``V003`` no
        such variable, ``V004`` a name in curly brackets that is not a variable, ``V005`` broken curly brackets,
        ``V006`` not a date, ``V007`` a limit out of range; mistakes of a condition have further codes.
    """
    path = Path(path)
    document = Document.read(path / "rules.yaml" if path.is_dir() else path, RULES, form.languages)
    root = document.root.named("rules")
    version, limits = root.need("version").text(), _limits(root.get("limits"))
    rules = _rules(root.need("rules"), form)
    document.finish()
    return Rules(rules, limits, version)


def rules_beside(form: Questionnaire) -> Rules:
    """The rules in ``rules.yaml`` of the questionnaire's folder; no rules when there is none."""
    path = Path(form.folder) / "rules.yaml"
    return read_rules(path, form) if form.folder and path.is_file() else Rules()


def _limits(item: DocumentItem | None) -> AnswerLimits:
    if item is None:
        return AnswerLimits()
    usual = AnswerLimits()
    shortest, same, gap, widespread = (
        item.get(name) for name in ("shortest_minutes", "same_answers", "gap_days", "widespread")
    )
    return AnswerLimits(
        shortest.number() if shortest is not None else None,
        same.integer() if same is not None else usual.same_answers,
        gap.integer() if gap is not None else usual.gap_days,
        widespread.number() if widespread is not None else usual.widespread,
    )


def _rules(item: DocumentItem, form: Questionnaire) -> tuple[CustomRule, ...]:
    scope = QuestionnaireScope.of(form)
    rules: list[CustomRule] = []
    for element in item.elements():
        name = element.need("id")
        rule = _rule(element.named(f"rule {name.text()}"), form, scope)
        if rule.id in {other.id for other in rules}:
            name.named(f"rule {rule.id}").complain(
                "V001", f"There are two rules {rule.id!r}.", "Give each rule its own id: findings are named by it."
            )
        rules.append(rule)
    return tuple(rules)


def _rule(item: DocumentItem, form: Questionnaire, scope: QuestionnaireScope) -> CustomRule:
    when, must = _condition(item, "when", scope), _condition(item, "must", scope)
    starts_with = _starts_with(item.get("starts_with"), form)
    if must is None and starts_with is None and not item.has("must"):
        item.complain(
            "V002", "The rule demands nothing.", "Write what must hold under must, or starts_with for an identifier."
        )
    rule = CustomRule(
        item.need("id").text(),
        item.need("severity").choice(get_args(Severity)),
        item.need("date").source,
        item.wording(),
        tuple(_variable(one, form) for one in item.need("variables").elements()),
        when,
        must,
        starts_with,
    )
    _check_places(item, rule, scope)
    return rule


def _condition(item: DocumentItem, name: str, scope: QuestionnaireScope) -> Expression | None:
    given = item.get(name)
    if given is None:
        return None
    element = f"{item.element}, {name}"
    expression = read_condition(given.named(element))
    if expression is not None:
        item.document.complaints += check(expression, scope, element=element)
    return expression


def _starts_with(item: DocumentItem | None, form: Questionnaire) -> StartsWith | None:
    if item is None:
        return None
    text, code = item.need("text"), item.need("code")
    return StartsWith(
        _variable(text, form, text=True), _variable(code, form, text=False), item.need("digits").integer()
    )


def _variable(item: DocumentItem, form: Questionnaire, *, text: bool | None = None) -> str:
    name = item.text()
    fitting = [
        variable.id for variable in form.variables.values() if text is None or (variable.kind in TEXT_KINDS) == text
    ]
    if name not in fitting:
        what = {None: "variable", True: "variable that holds a text", False: "variable that holds a code"}[text]
        item.complain("V003", f"There is no {what} {name!r}.", nearest(name, fitting))
    return name


def _check_places(item: DocumentItem, rule: CustomRule, scope: QuestionnaireScope) -> None:
    for language, template in rule.message:
        wording = item.need(language)
        try:
            places = places_of(template)
        except ValueError as error:
            remedy = "Close every curly bracket; write {{ for a bracket that is meant."
            wording.complain("V005", f"The curly brackets are broken: {error}.", remedy)
            continue
        for place in places:
            domain = scope.domain(place)
            if domain is None or domain.kind == "battery":
                start = max(wording.source.find("{" + place), 0)
                remedy = nearest(place, form_names(scope))
                wording.complain(
                    "V004", f"No variable has the id {place!r}.", remedy, start=start, length=len(place) + 2
                )


def form_names(scope: QuestionnaireScope) -> tuple[str, ...]:
    """Names that may be in curly brackets: variables and groupings."""
    return tuple(name for name in scope.names() if (domain := scope.domain(name)) and domain.kind != "battery")
