"""Reader of ``indicators.yaml``: the definitions, checked against the questionnaire as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

from survey.argument_errors import public
from survey.documents import Document, DocumentItem
from survey.errors import nearest
from survey.indicators.crossings import crossed_twice, is_crossed, parts, with_crossings
from survey.indicators.definitions import (
    LIMITS,
    UNITS,
    FormulaClass,
    GeometricMean,
    Indicator,
    Indicators,
    IndicatorSection,
    Polarity,
    Ranking,
    ScoreFormula,
    ScoreShare,
    Thresholds,
    ThresholdState,
    Unit,
)
from survey.indicators.formula_definitions import DefinedNames, read_formula
from survey.indicators.rule_constants import CROSSED, REGION, ChangeRule, PublicationRule, StatusRule
from survey.indicators.schema import INDICATORS
from survey.questionnaire.grouping_roles import is_in_role
from survey.questionnaire.model import Questionnaire
from survey.questionnaire.questionnaire_folder import read_questionnaire
from survey.questionnaire.wordings import wording
from survey.text import Text

FILE = "indicators.yaml"

_ID = re.compile(r"[A-Z][A-Z0-9_]*")


@public
def read_indicators(folder_or_file: str | Path, form: Questionnaire | None = None) -> Indicators:
    """The indicators in this file, or in ``indicators.yaml`` of this folder.

    Parameters
    ----------
    folder_or_file : str or Path
    form : Questionnaire, optional
        Questionnaire with the questions that the indicators use; by default the one in the same folder.

    Raises
    ------
    ReadError
        ``D003`` when there is no such file.
    QuestionnaireError
        Every mistake at once, each with file, line and column: those of YAML and wording (``D…``, ``Q…``), of
        conditions (``X…``), and of indicators: a malformed id (``I010``) or one that is taken (``I011``), an unknown
        section (``I012``), borders that are missing (``I013``), not allowed (``I014``), in the wrong order for the
        polarity (``I015``) or off the scale (``I016``), a malformed date (``I017``), an unknown grouping (``I018``), a
        crossing given twice (``I042``), with a grouping twice (``I043``) or that is not one of the domains (``I044``),
        a ranking of ethnic groups (``I019``) or of no domain (``I021``), indicators made of each other (``I020``),
        records by date without their day (``I039``) or with a day on the first (``I040``); those of formulas are listed
        in :mod:`survey.indicators.formula_definitions`.

    Examples
    --------
    >>> from survey.questionnaire.questionnaire_folder import read_questionnaire
    >>> form = read_questionnaire("questionnaires/interethnic")
    >>> read_indicators("questionnaires/interethnic", form)["NEG_SHARE"].thresholds.stable
    5.0
    """
    path = Path(folder_or_file)
    if form is None:
        form = read_questionnaire(path if path.is_dir() else path.parent)
    document = Document.read(path / FILE if path.is_dir() else path, INDICATORS, form.languages)
    indicators = _IndicatorsReading(document, form).indicators()
    document.finish()
    return indicators


class _IndicatorsReading:
    """Walk through the file, which collects every complaint in the document."""

    def __init__(self, document: Document, form: Questionnaire) -> None:
        self.document = document
        self.form = form
        self.root = document.root.named("indicators")
        self.elements = [one.named(_name(one)) for one in self.root.need("indicators").elements()]
        self.names = DefinedNames.of(form, self.elements)
        self.sections: tuple[IndicatorSection, ...] = ()
        self.domains: tuple[str, ...] = ()

    def indicators(self) -> Indicators:
        root = self.root
        self.sections = tuple(self.section(one) for one in root.need("sections").elements())
        self.domains = self.groupings(root.need("domains"))
        items = tuple(found for one in self.elements if (found := self.indicator(one)) is not None)
        self.check_circles(items)
        given = tuple(self.status_rule(one) for one in _by_date(root.get("status_rule"))) or (StatusRule(),)
        rules = tuple(with_crossings(one, self.domains) for one in given)
        changes = tuple(self.change_rule(one) for one in _by_date(root.get("change_rule"))) or (ChangeRule(),)
        return Indicators(
            self.form,
            root.need("version").text(),
            root.need("date").day(),
            self.sections,
            (REGION, *self.domains),
            items,
            rules[-1],
            PublicationRule(**_numbers(root.get("publication_rule"), [one.name for one in fields(PublicationRule)])),
            self.document.name,
            rules,
            changes[-1],
            changes,
        )

    def section(self, item: DocumentItem) -> IndicatorSection:
        item = item.named(f"section {item.need('id').text()}")
        return IndicatorSection(item.need("id").text(), wording(item))

    def status_rule(self, item: DocumentItem) -> StatusRule:
        since, least_n_in, window = (item.get(name) for name in ("since", "least_n_in", "window"))
        rule = StatusRule(
            **dict[str, Any](_numbers(item, _RULE_NUMBERS)),
            since=since.day() if since is not None else None,
            least_n_in=self.least_by_grouping(least_n_in) if least_n_in is not None else (),
        )
        if window is None:
            return rule
        pooled = self.groupings(window.need("domains"))
        return replace(rule, quarters=round(window.need("quarters").number()), pooled=pooled)

    def change_rule(self, item: DocumentItem) -> ChangeRule:
        since = item.get("since")
        numbers = dict[str, Any](_numbers(item, _CHANGE_NUMBERS))
        return ChangeRule(**numbers, since=since.day() if since is not None else None)

    def least_by_grouping(self, item: DocumentItem) -> tuple[tuple[str, float], ...]:
        found = []
        for name, one in item.entries():
            self.need_domain(one, name, ())
            found.append((name, one.number()))
        return tuple(found)

    def groupings(self, item: DocumentItem, *more: str) -> tuple[str, ...]:
        """Ids of groupings and of crossings, each crossing once in whatever order."""
        found: dict[str, None] = {}
        for one in item.elements():
            name = CROSSED.join(one.texts()) if one.is_list() else one.text()
            self.need_domain(one, name, more)
            if any({*parts(name)} == {*parts(other)} for other in found):
                one.complain("I042", f"{name!r} is crossed twice.", "Keep one of the two.")
            found[name] = None
        return tuple(found)

    def need_domain(self, item: DocumentItem, name: str, more: Sequence[str]) -> None:
        """Complain of a grouping that does not exist, and of a crossing that is not one of the domains."""
        known = (*self.form.groupings, *(() if is_crossed(name) else more))
        unknown = [one for one in parts(name) if one not in known]
        if unknown:
            item.complain("I018", f"No grouping has the id {unknown[0]!r}.", nearest(unknown[0], known))
        elif (twice := crossed_twice(name)) and not item.is_list():
            item.complain("I043", f"{twice!r} is crossed with itself.", "Name each grouping of a crossing once.")
        elif is_crossed(name) and self.domains and name not in self.domains:
            item.complain("I044", f"{name!r} is not one of the domains.", nearest(name, self.domains))

    def indicator(self, item: DocumentItem) -> Indicator | None:
        name = self.identity(item)
        text = wording(item)
        formula_class = item.need("class").choice(get_args(FormulaClass))
        polarity = item.need("polarity").choice(get_args(Polarity))
        formula = read_formula(item, formula_class, self.names)
        unit: Unit = "pp" if formula_class == "LISTEXP" and item.has("direct") else UNITS[formula_class]
        thresholds = self.thresholds(item, polarity, unit)
        primary = _flag(item, "primary")
        domains, ranking, meaning = item.get("domains"), item.get("ranks"), item.get("meaning")
        section = self.section_of(item)
        return None if formula is None else Indicator(
            name, text, section, formula_class, formula, polarity, thresholds[-1] if thresholds else None,
            primary, primary or _flag(item, "headline"),
            self.groupings(domains, REGION) if domains else None,
            _flag(item, "veto"), self.ranking(ranking) if ranking else None, item.place, thresholds,
            wording(meaning.named(f"{item.element}, meaning")) if meaning else Text(),
        )  # fmt: skip

    def identity(self, item: DocumentItem) -> str:
        written = item.need("id")
        name = written.text()
        taken = [other for other in self.elements if other.need("id").source == name]
        if not _ID.fullmatch(name):
            written.complain("I010", f"{name!r} is not an id.", "Write capitals, digits and _, a letter first.")
        elif name in self.form.variables or taken[0].place != item.place:
            fact = (
                f"The id {name!r} is taken by {'a question' if name in self.form.variables else 'another indicator'}."
            )
            written.complain("I011", fact, "Choose another.")
        return name

    def section_of(self, item: DocumentItem) -> str:
        written = item.need("section")
        known = [section.id for section in self.sections]
        if written.text() not in known:
            written.complain("I012", f"No section has the id {written.source!r}.", nearest(written.source, known))
        return written.source

    def thresholds(self, item: DocumentItem, polarity: Polarity, unit: Unit) -> tuple[Thresholds, ...]:
        given = item.get("thresholds")
        if given is None and polarity != "0":
            fact = f"An indicator of polarity {polarity} has a status, but no thresholds are given."
            item.complain("I013", fact, 'Give both borders, or polarity "0".', length=1)
        elif given is not None and polarity == "0":
            item.key("thresholds").complain("I014", "A descriptive indicator has no borders.", "Remove them.")
        history = _by_date(given.named(f"{item.element}, thresholds") if given is not None else None)
        return tuple(self.borders(one, polarity, unit) for one in history)

    def borders(self, item: DocumentItem, polarity: Polarity, unit: Unit) -> Thresholds:
        stable, negative, since = item.need("stable"), item.need("negative"), item.get("since")
        made = Thresholds(
            stable.number(), negative.number(), item.need("version").text(), item.need("date").day(),
            item.need("state").choice(get_args(ThresholdState)), since.day() if since is not None else None,
        )  # fmt: skip
        low, high = LIMITS[unit]
        for border in (stable, negative):
            if border.is_number() and not low <= border.number() <= high:
                border.complain("I016", f"{border.source} is off the scale {low:g} to {high:g}.", "Look at the unit.")
        if polarity != "0" and stable.is_number() and negative.is_number():
            self.check_order(stable, made, lower_is_better=polarity == "-")
        return made

    def check_order(self, item: DocumentItem, made: Thresholds, *, lower_is_better: bool) -> None:
        if (made.stable < made.negative) is lower_is_better and made.stable != made.negative:
            return
        fact = f"The border of stable ({made.stable:g}) is on the wrong side of negative ({made.negative:g})."
        side = "below" if lower_is_better else "above"
        item.complain("I015", fact, f"With this polarity it must be {side} it; or the polarity is wrong.")

    def ranking(self, item: DocumentItem) -> Ranking:
        item = item.named(f"{item.element}, ranks")
        domain = item.need("domain")
        known_parts = [one for one in parts(domain.text()) if one in self.form.groupings]
        if domain.text() not in self.domains:
            domain.complain("I021", f"{domain.source!r} is not a domain here.", nearest(domain.source, self.domains))
        elif any(is_in_role(self.form.groupings[one], self.form, "ethnicity") for one in known_parts):
            domain.complain("I019", "Ethnic groups are not ranked.", "Rank territorial units.")
        return Ranking(domain.text(), item.need("draws").integer(), item.need("seed").integer())

    def check_circles(self, items: tuple[Indicator, ...]) -> None:
        parts = {one.id: _parts(one) for one in items}
        for one, element in zip(items, (item for item in self.elements), strict=False):
            reached, front = set[str](), set(parts[one.id])
            while front:
                reached |= front
                front = {part for name in front for part in parts.get(name, ())} - reached
            if one.id in reached:
                fact = f"{one.id} is made of itself, by way of {', '.join(sorted(reached - {one.id})) or 'itself'}."
                element.key("id").complain("I020", fact, "Make the parts of questions.")


def _parts(indicator: Indicator) -> tuple[str, ...]:
    match indicator.formula:
        case ScoreFormula(items):
            return tuple(item.name for item in items)
        case ScoreShare(score):
            return (score,)
        case GeometricMean(items):
            return items
    return ()


def _name(item: DocumentItem) -> str:
    return f"indicator {item.need('id').text()}"


def _flag(item: DocumentItem, key: str) -> bool:
    given = item.get(key)
    return given.boolean() if given is not None else False


def _by_date(item: DocumentItem | None) -> list[DocumentItem]:
    """Records by date: the only one, or those of a list, of which the first holds from the beginning, each later from its day."""
    if item is None or not item.is_list():
        return [item] if item is not None and item.is_mapping() else []
    records = [one for one in item.elements() if one.is_mapping()]
    days = [one.get("since") for one in records]
    for one, before, day in zip(records[1:], days, days[1:], strict=False):
        if day is None or (before is not None and before.source >= day.source):
            remedy = "Write since: the day from which it holds, later than the one before it."
            (day or one).complain("I039", "From when this holds is not known.", remedy)
    if days and days[0] is not None:
        days[0].complain("I040", "Nothing holds before this day.", "Remove since from the first of the list.")
    return records


_RULE_NUMBERS = ("level", "alert", "least_n", "least_psus", "psus_hit", "reach")
_CHANGE_NUMBERS = ("margin", "margin_of_scale", "smallest", "rate")


def _numbers(item: DocumentItem | None, names: Iterable[str]) -> dict[str, float]:
    """Numbers of a rule by their names; what the file does not name stays as it is."""
    if item is None:
        return {}
    given = {name: item.get(name) for name in names}
    return {name: found.number() for name, found in given.items() if found is not None}
