"""Answers of a row of a foreign form: the kind of the question, its list, and the limits of a number."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from survey.exchange.foreign_choice_limits import choice_limit
from survey.exchange.foreign_choices import OTHER, ForeignChoices
from survey.exchange.form_account import FormAccount
from survey.exchange.form_workbook import DeliveredRow
from survey.exchange.questionnaire_tree import Tree
from survey.exchange.xpath_condition import NotUnderstoodError, bounds_of

_PLAIN = {
    "text": "text", "string": "text", "integer": "integer", "int": "integer", "decimal": "decimal", "date": "date",
    "time": "time", "barcode": "code",
}  # fmt: skip
_SELECT = re.compile(
    r"(?P<many>select_multiple|select multiple|select all that apply(?: from)?|add select multiple prompt using)\s"
    r"|(?P<one>select_one|select one(?: from)?|select1|add select one prompt using)\s"
)
_FROM_FILE = re.compile(r"select[_ ](?:one|multiple)[_ ](?P<how>from[_ ]file|external)\s+(?P<file>.+)")
_OTHER = frozenset({"or_other", "or other", "or specify other"})
_USUAL_RANGE = {"start": "1", "end": "10", "step": "1"}
"""Parameters of a range that names none (XLSForm reference, section "Range")."""


@dataclass(frozen=True, slots=True)
class AskedType:
    """Cell ``type`` of a question, taken apart.

    ``kind`` is that of a questionnaire, or ``range``; ``list_name`` is the list that is named, and ``rest`` are words after
    it that say nothing to a questionnaire.
    """

    kind: str
    list_name: str = ""
    has_other: bool = False
    rest: str = ""


def asked_type(written: str) -> AskedType | None:
    """The type of a question; None for a type that no questionnaire has.

    Examples
    --------
    >>> asked_type("select_one yes_no or_other")
    AskedType(kind='single', list_name='yes_no', has_other=True, rest='')
    >>> asked_type("integer"), asked_type("geopoint")
    (AskedType(kind='integer', list_name='', has_other=False, rest=''), None)
    """
    plain = written.casefold()
    if plain in (*_PLAIN, "range"):
        return AskedType(_PLAIN.get(plain, plain))
    match = _SELECT.match(plain)
    if match is None:
        return None
    name, _, more = written[match.end() :].strip().partition(" ")
    has_other = more.strip().casefold() in _OTHER
    return AskedType("multiple" if match["many"] else "single", name, has_other, "" if has_other else more)


def lists_of_several(rows: Iterable[DeliveredRow]) -> frozenset[str]:
    """Names of the lists of which several answers can be chosen."""
    types = (asked_type(" ".join(row.cells.get("type", "").split())) for row in rows)
    return frozenset(one.list_name for one in types if one is not None and one.kind == "multiple")


class ForeignAnswers:
    """Reader of the cells ``type``, ``parameters`` and ``constraint``.

    Parameters
    ----------
    choices : ForeignChoices
    account : FormAccount
        Gets a line for everything that is not understood.
    """

    def __init__(self, choices: ForeignChoices, account: FormAccount) -> None:
        self._choices = choices
        self._account = account

    def answers(self, row: DeliveredRow, kind: str) -> Tree | None:
        """Keys of the tree for type, list and bounds; None, and a line of the account, for what no questionnaire has."""
        asked = asked_type(kind)
        if asked is None:
            self._unknown(row, kind)
            return None
        if asked.kind == "range":
            return self._range(row)
        if not asked.list_name:
            return {"type": asked.kind, **self._bounds(row, asked.kind)}
        listed = self._choices.use(asked.list_name, has_other=asked.has_other)
        if listed is None:
            self._account.lost("survey", row, "line_no_list", list=asked.list_name)
            return None
        if asked.has_other and self._choices.other_code(listed) != OTHER:
            self._account.lost("survey", row, "line_recoded", code=OTHER, new=self._choices.other_code(listed))
        if asked.rest:
            self._account.lost("survey", row, "line_cell", column="type", found=asked.rest)
        limits = self._chosen(row, listed) if asked.kind == "multiple" else self._bounds(row, asked.kind)
        return {"type": asked.kind, "list": listed, **limits, **self._order(row)}

    def _unknown(self, row: DeliveredRow, kind: str) -> None:
        external = _FROM_FILE.fullmatch(kind)
        if kind.casefold() == "calculate":
            self._account.lost("survey", row, "line_calculation", formula=row.cells.get("calculation", "–"))
        elif external is not None:
            key = "line_external" if external["how"] == "external" else "line_file"
            self._account.lost("survey", row, key, file=external["file"])
        else:
            self._account.lost("survey", row, "line_kind", kind=kind)

    def _range(self, row: DeliveredRow) -> Tree:
        """A range as a number between its ends; its step is reported where it is not 1."""
        given = dict(_parameters(row))
        known = {key: given.get(key, usual) for key, usual in _USUAL_RANGE.items()}
        numbers = {key: number for key, text in known.items() if (number := _number(text)) is not None}
        if len(numbers) < len(known):
            self._account.lost_cell("survey", row, "parameters")
            return {"type": "decimal", **self._bounds(row, "decimal")}
        is_whole = all(number.is_integer() for number in numbers.values())
        if set(given) - set(_USUAL_RANGE):
            self._account.lost_cell("survey", row, "parameters")
        if numbers["step"] != 1:
            self._account.lost("survey", row, "line_step", step=known["step"])
        ends = sorted((numbers["start"], numbers["end"]))
        kind = "integer" if is_whole else "decimal"
        stated = {key: _plain(end) for key, end in zip(("min", "max"), ends, strict=True)}
        limits = self._bounds(row, kind)
        low, high = max(stated["min"], limits.get("min", -math.inf)), min(stated["max"], limits.get("max", math.inf))
        return {"type": kind, "min": low, "max": high}

    def _bounds(self, row: DeliveredRow, kind: str) -> Tree:
        """The bounds that a constraint states; what it says beyond them is reported."""
        written = row.cells.get("constraint")
        if not written:
            return {}
        is_whole = kind == "integer"
        low, high, told = -math.inf, math.inf, kind not in ("integer", "decimal")
        for part in () if told else _conjuncts(written):
            try:
                least, most = bounds_of(part, whole=is_whole)
            except NotUnderstoodError:
                told = True
                continue
            low = low if least is None else max(low, least)
            high = high if most is None else min(high, most)
        if told:
            self._account.lost_cell("survey", row, "constraint")
        found = {key: bound for key, bound in (("min", low), ("max", high)) if math.isfinite(bound)}
        return {key: _plain(bound) for key, bound in found.items()}

    def _chosen(self, row: DeliveredRow, listed: str) -> Tree:
        """Number of answers that a constraint allows, and those that exclude all others; what it says beyond them is reported."""
        written, codes = row.cells.get("constraint"), self._choices.codes(listed)
        most, alone = len(codes), list[int | str]()
        for part in _conjuncts(written) if written else ():
            try:
                limit = choice_limit(part, list(codes))
            except NotUnderstoodError:
                self._account.lost_cell("survey", row, "constraint")
                continue
            most = min(most, limit.most or most)
            alone += [codes[name] for name in limit.alone if codes[name] not in alone]
        return {
            **({"max_choices": most} if most < len(codes) else {}),
            **({"exclusive": alone} if alone else {}),
        }

    def _order(self, row: DeliveredRow) -> Tree:
        """Answers in random order; other parameters of choices are reported."""
        given = dict(_parameters(row))
        is_random = given.get("randomize", "").casefold() in ("true", "yes")
        if row.cells.get("parameters") and set(given) - ({"randomize", "seed"} if is_random else set()):
            self._account.lost_cell("survey", row, "parameters")
        return {"rotate": True} if is_random else {}


def _parameters(row: DeliveredRow) -> Iterator[tuple[str, str]]:
    for part in re.split(r"[\s,;]+", re.sub(r"\s*=\s*", "=", row.cells.get("parameters", ""))):
        key, mark, value = part.partition("=")
        if mark:
            yield key.casefold(), value


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def _plain(number: float) -> float | int:
    return int(number) if number.is_integer() else number


def _conjuncts(written: str) -> list[str]:
    """Parts of a constraint that must all hold; the whole where it is not such a list; brackets around it do not count."""
    plain = written.strip()
    while _is_enclosed(plain):
        plain = plain[1:-1].strip()
    depth, start, parts = 0, 0, []
    for match in re.finditer(r"[()]|\sor\s|\sand\s|'[^']*'|\"[^\"]*\"", plain):
        sign = match.group().strip()
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign == "or":
            return [plain]
        if depth == 0 and sign == "and":
            parts.append(plain[start : match.start()])
            start = match.end()
    parts.append(plain[start:])
    return [one for part in parts for one in (_conjuncts(part) if _is_enclosed(part.strip()) else [part])]


def _is_enclosed(text: str) -> bool:
    """Whether the first bracket closes with the last sign."""
    depth = 0
    for at, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return at == len(text) - 1 and at > 0
    return False
