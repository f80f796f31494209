"""Answers as the file states them: options, named lists, numeric scales, missing codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from survey.documents import Item
from survey.errors import nearest
from survey.questionnaire.model import MissingCode, Option, Reason
from survey.questionnaire.wordings import complain_of_twins, wording
from survey.text import Language

ReasonName = Literal["dont_know", "refused", "not_applicable"]

_ATTRIBUTES = ("kato", "type")

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True)
class AnswerList:
    """A named list: options with the codes that count as positive, neutral and negative."""

    options: tuple[Option, ...] = ()
    positive: tuple[int, ...] = ()
    neutral: tuple[int, ...] = ()
    negative: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """A named numeric scale with its worded ends."""

    minimum: float = 0.0
    maximum: float = 10.0
    scored: bool = False
    positive: tuple[int, ...] = ()
    neutral: tuple[int, ...] = ()
    negative: tuple[int, ...] = ()
    missing: Item | None = None
    anchors: tuple[Option, ...] = ()


class Named(Mapping[str, Noun]):
    """Lists or scales by name; remembers which were used, so that a forgotten one can be told.

    Parameters
    ----------
    item : Item or None
        The mapping of the file that holds them.
    what : str
        ``list`` or ``scale``.
    read : callable
        Reads one of them.
    """

    def __init__(self, item: Item | None, what: str, read: Callable[[Item], Noun]) -> None:
        self._what = what
        self._item = item
        self._nouns = {name: read(one.named(f"{what} {name}")) for name, one in item.entries()} if item else {}
        self._used: set[str] = set()

    def __getitem__(self, name: str) -> Noun:
        return self._nouns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._nouns)

    def __len__(self) -> int:
        return len(self._nouns)

    def named_by(self, item: Item) -> Noun | None:
        """The list the item names; ``Q005`` when there is none."""
        name = item.text()
        self._used.add(name)
        if name not in self._nouns:
            item.complain("Q005", f"There is no {self._what} {name!r}.", nearest(name, self._nouns))
        return self._nouns.get(name)

    def complain_of_unused(self) -> None:
        """Complain (``Q006``) of what no question names, unless a mistyped name may mean it."""
        mistyped = self._used - set(self._nouns)
        for name in self._nouns:
            if name not in self._used and not mistyped and self._item is not None:
                key = self._item.key(name).named(f"{self._what} {name}")
                key.complain(
                    "Q006", f"No question uses the {self._what} {name!r}.", "Remove it, or name it where it belongs."
                )


def titled(item: Item, what: str, key: str) -> Item:
    """The item under the name that its own key gives it, for the complaints about it."""
    given = item.get(key)
    return item.named(f"{what} {given.source}" if given is not None else what)


def read_options(item: Item, languages: tuple[Language, ...]) -> tuple[Option, ...]:
    """The options of a question or a list, in the order of the card.

    Complaints: ``Q007`` a code used twice, ``Q021`` the same wording twice.
    """
    options: list[Option] = []
    items: list[Item] = []
    for element in item.elements():
        one = titled(element, f"{item.element}, option", "code")
        option = _option(one, languages)
        if any(option.code == other.code for other in options):
            fact = f"The code {option.code} is used twice."
            one.need("code").complain("Q007", fact, "Give every option a code of its own.")
        options.append(option)
        items.append(one)
    pairs = zip(options, items, strict=True)
    complain_of_twins((f"option {option.code}", one, option.text) for option, one in pairs)
    return tuple(options)


def _option(item: Item, languages: tuple[Language, ...]) -> Option:
    code = item.need("code").integer()
    text = wording(item, languages)
    score, exclusive, specify, leads_to = (item.get(name) for name in ("score", "exclusive", "specify", "goto"))
    given = ((name, item.get(name)) for name in _ATTRIBUTES)
    option = Option(
        code,
        text,
        score.number() if score else None,
        exclusive.boolean() if exclusive else False,
        specify.boolean() if specify else False,
        leads_to.text() if leads_to else None,
        tuple((name, attribute.text()) for name, attribute in given if attribute is not None),
    )
    item.no_other_keys()
    return option


def read_list(item: Item, languages: tuple[Language, ...]) -> AnswerList:
    """One named list of options."""
    options = read_options(item.need("options"), languages)
    codes = [option.code for option in options]
    answers = AnswerList(options, *(read_sides(item, codes)))
    item.no_other_keys()
    return answers


def read_sides(item: Item, codes: list[int] | None) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Codes named ``positive``, ``neutral`` and ``negative``.

    Complaints: ``Q009`` a code that is not among ``codes`` (None: not checked), or that stands on two sides.
    """
    sides: list[tuple[int, ...]] = []
    for side in ("positive", "neutral", "negative"):
        given = item.get(side)
        elements = given.elements() if given else []
        for element in elements:
            code = element.integer()
            if codes is not None and code not in codes:
                fact = f"{element.source} is called {side}, and no answer has this code."
                element.complain("Q009", fact, f"Codes here: {', '.join(map(str, codes)) or 'none'}.")
            elif any(code in other for other in sides):
                element.complain("Q022", f"{element.source} stands on two sides.", "Keep it on one.")
        sides.append(tuple(element.integer() for element in elements if element.is_integer()))
    return sides[0], sides[1], sides[2]


def read_scale(item: Item, languages: tuple[Language, ...]) -> Scale:
    """One named numeric scale."""
    low, high = item.need("min").integer(), item.need("max").integer()
    complain_of_bounds(item, low, high)
    anchors, scored = item.get("anchors"), item.get("scored")
    for anchor in anchors.elements() if anchors else []:
        code = anchor.get("code")
        if code is not None and code.is_integer() and low <= high and not low <= code.integer() <= high:
            code.complain("Q060", f"{code.source} is not on the scale {low} to {high}.", "Give a code of the scale.")
    scale = Scale(
        low,
        high,
        scored.boolean() if scored else False,
        *read_sides(item, list(range(low, high + 1))),
        item.get("missing"),
        read_options(anchors, languages) if anchors else (),
    )
    item.no_other_keys()
    return scale


def complain_of_bounds(item: Item, low: float | None, high: float | None) -> None:
    """Complain (``Q010``) of a smallest value above the largest."""
    if low is not None and high is not None and low > high:
        item.need("min").complain("Q010", f"min {low:g} is above max {high:g}.", "Swap them or mend one of them.")


def read_missing(item: Item, languages: tuple[Language, ...]) -> dict[int, MissingCode]:
    """Codes that mean no substantive answer, by code."""
    codes: dict[int, MissingCode] = {}
    for element in item.elements():
        one = titled(element, "missing code", "code")
        code = one.need("code").integer()
        reason: ReasonName = one.need("reason").choice(get_args(ReasonName))
        text = wording(one, languages)
        one.no_other_keys()
        if code in codes:
            fact = f"The missing code {code} is stated twice."
            one.need("code").complain("Q023", fact, "Give every missing code one meaning.")
        codes[code] = MissingCode(code, Reason[reason.upper()], text)
    return codes


def choose_missing(item: Item, known: Mapping[int, MissingCode]) -> tuple[MissingCode, ...]:
    """The missing codes a list of codes names; ``Q015`` when one of them is not stated under ``missing``."""
    for element in item.elements():
        if element.is_integer() and element.integer() not in known:
            fact = f"{element.source} is not stated under 'missing' at the top of the file."
            element.complain("Q015", fact, f"Stated there: {', '.join(map(str, known)) or 'none'}.")
    return tuple(known[code] for code in item.integers() if code in known)
