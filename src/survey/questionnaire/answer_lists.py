"""Answers as the file states them: options, named lists, numeric scales, missing codes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, get_args

from survey.documents import DocumentItem
from survey.errors import nearest
from survey.languages import with_english
from survey.questionnaire.ambiguous_answers import Spelling, WordingRole, spellings
from survey.questionnaire.answer_codes import Code, code_named, codes_named, is_text, known_codes, read_codes, read_text
from survey.questionnaire.former_declarations import check_former_answers, read_former, read_former_answers
from survey.questionnaire.model import LOWEST_WRITTEN, MissingCode, Option, Reason, ReasonName
from survey.questionnaire.wordings import wording
from survey.spelling import fold, looks
from survey.text import Language

SIDES = ("positive", "neutral", "negative")
"""Keys under which a question, a list or a scale groups its codes."""

_ATTRIBUTES = ("kato", "type")

Noun = TypeVar("Noun")


@dataclass(frozen=True, slots=True)
class AnswerList:
    """A named list: options with the codes that count as positive, neutral and negative."""

    options: tuple[Option, ...] = ()
    positive: tuple[int, ...] = ()
    neutral: tuple[int, ...] = ()
    negative: tuple[int, ...] = ()
    spellings: tuple[Spelling, ...] = ()


@dataclass(frozen=True, slots=True)
class NumericScale:
    """A named numeric scale with its worded ends."""

    minimum: float = 0.0
    maximum: float = 10.0
    scored: bool = False
    positive: tuple[int, ...] = ()
    neutral: tuple[int, ...] = ()
    negative: tuple[int, ...] = ()
    missing: DocumentItem | None = None
    anchors: tuple[Option, ...] = ()
    spellings: tuple[Spelling, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingCodes:
    """The missing codes stated at the top of the file."""

    codes: tuple[MissingCode, ...] = ()
    spellings: tuple[Spelling, ...] = ()

    def chosen(self, item: DocumentItem) -> tuple[MissingCode, ...]:
        """The codes a list names; ``Q015`` when one of them is not stated at the top of the file."""
        for element in item.elements():
            if code_named(element, self.codes) is None:
                fact = f"{element.source} is not stated under 'missing' at the top of the file."
                element.complain("Q015", fact, f"Stated there: {known_codes(self.codes)}.")
        by_number = {code.code: code for code in self.codes}
        return tuple(by_number[number] for number in codes_named(item, self.codes))

    def spelt(self, codes: Collection[MissingCode]) -> tuple[Spelling, ...]:
        """The spellings of some of the codes."""
        numbers = {code.code for code in codes}
        return tuple(spelling for spelling in self.spellings if spelling.code in numbers)


class Named(Mapping[str, Noun]):
    """Lists or scales by name; remembers which were used, so that an unused one can be reported.

    Parameters
    ----------
    item : DocumentItem or None
        The mapping of the file that holds them.
    what : str
        ``list`` or ``scale``.
    read : callable
        Reads one of them.
    """

    def __init__(self, item: DocumentItem | None, what: str, read: Callable[[DocumentItem], Noun]) -> None:
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

    def named_by(self, item: DocumentItem) -> Noun | None:
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


def titled(item: DocumentItem, what: str, key: str) -> DocumentItem:
    """The item under the name that one of its keys gives it, for the complaints about it."""
    given = item.get(key)
    return item.named(f"{what} {given.source}" if given is not None else what)


def read_options(item: DocumentItem, role: WordingRole = "option") -> tuple[tuple[Option, ...], tuple[Spelling, ...]]:
    """The options of a question or a list, in the order of the card, and how each may be spelt.

    Complaints: those of :func:`survey.questionnaire.answer_codes.read_codes`.
    """
    items = [titled(element, f"{item.element}, option", "code") for element in item.elements()]
    codes = read_codes([one.need("code") for one in items])
    options = tuple(_option(one, code) for one, code in zip(items, codes, strict=True))
    pairs = zip(options, items, strict=True)
    if role == "option":
        check_former_answers(options, items)
    return options, tuple(spelling for option, one in pairs for spelling in spellings(option, one, role))


def _option(item: DocumentItem, code: Code) -> Option:
    text = wording(item)
    score = item.get("score")
    given = ((name, item.get(name)) for name in _ATTRIBUTES)
    option = Option(
        code.number,
        text,
        score.number() if score else None,
        item.flag("exclusive"),
        item.flag("specify"),
        item.words("goto") or None,
        tuple((name, attribute.text()) for name, attribute in given if attribute is not None),
        code.written,
        read_accepted(item),
        read_former(item, text),
        read_former_answers(item, code, text),
    )
    item.no_other_keys()
    return option


def read_accepted(item: DocumentItem) -> tuple[tuple[Language, str], ...]:
    """Further wordings that a file may hold for an answer, by language."""
    given = item.get("accepted")
    listed = [(language, given.get(language)) for language in with_english(item.languages)] if given is not None else []
    texts = dict.fromkeys(
        (language, one.text().strip()) for language, texts in listed if texts is not None for one in texts.elements()
    )
    if given is not None and not texts:
        given.complain("Q051", "No wording is accepted here.", "List the wordings by language, or remove the key.")
    return tuple((language, text) for language, text in texts if text)


def read_list(item: DocumentItem) -> AnswerList:
    """One named list of options."""
    options, spelt = read_options(item.need("options"))
    answers = AnswerList(options, *read_sides(item, options), spelt)
    item.no_other_keys()
    return answers


def read_sides(
    item: DocumentItem, answers: Sequence[Option] | range | None
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Codes under ``positive``, ``neutral`` and ``negative``: of options, of points of a scale, or any numbers (None).

    Complaints: ``Q009`` a code that is not among them, ``Q022`` a code on two sides.
    """
    sides: list[tuple[int, ...]] = []
    for side in SIDES:
        given = item.get(side)
        codes: list[int] = []
        for element in given.elements() if given else []:
            code = _code_of_side(element, answers, side)
            if code is not None and any(code in other for other in sides):
                element.complain("Q022", f"{element.source} is named on two sides.", "Keep it on one.")
            codes += [code] if code is not None else []
        sides.append(tuple(codes))
    return sides[0], sides[1], sides[2]


def _code_of_side(element: DocumentItem, answers: Sequence[Option] | range | None, side: str) -> int | None:
    if answers is None or isinstance(answers, range):
        code = element.integer()
        if element.is_spoilt:
            return None
        known, shown = answers is None or code in answers, f"{answers.start} to {answers.stop - 1}" if answers else ""
    else:
        found = code_named(element, answers)
        code, known, shown = found or 0, found is not None, known_codes(answers)
    if not known:
        fact = f"{element.source} is called {side}, and no answer has this code."
        element.complain("Q009", fact, f"Codes here: {shown}.")
    return code if known else None


def read_scale(item: DocumentItem) -> NumericScale:
    """One named numeric scale; ``Q060`` when a worded end is not on it."""
    low, high = item.need("min").integer(), item.need("max").integer()
    complain_of_bounds(item, low, high)
    worded = item.get("anchors")
    anchors, spelt = read_options(worded, "end") if worded else ((), ())
    for anchor in worded.elements() if worded else []:
        code = anchor.get("code")
        if code is not None and low <= high and not (code.is_integer() and low <= code.integer() <= high):
            code.complain("Q060", f"{code.source} is not on the scale {low} to {high}.", "Give a code of the scale.")
    scale = NumericScale(
        low,
        high,
        item.flag("scored"),
        *read_sides(item, range(low, high + 1)),
        item.get("missing"),
        anchors,
        spelt,
    )
    item.no_other_keys()
    return scale


def complain_of_bounds(item: DocumentItem, low: float | None, high: float | None) -> None:
    """Complain (``Q010``) of a smallest value above the largest."""
    if low is not None and high is not None and low > high:
        item.need("min").complain(
            "Q010", f"min {low:.15g} is above max {high:.15g}.", "Swap them or correct one of them."
        )


def read_missing(item: DocumentItem) -> MissingCodes:
    """Codes that mean no substantive answer; ``Q023`` when one is stated twice."""
    codes: list[MissingCode] = []
    spelt: list[Spelling] = []
    for place, element in enumerate(item.elements()):
        one = titled(element, "missing code", "code")
        written = one.need("code")
        text = read_text(written) if is_text(written) else None
        reason: ReasonName = one.need("reason").choice(get_args(ReasonName))
        number = LOWEST_WRITTEN - place if text is not None else written.integer()
        code = MissingCode(number, Reason[reason.upper()], wording(one), text, read_accepted(one))
        one.no_other_keys()
        if any(_same_code(code, other) for other in codes):
            fact = f"The missing code {written.source} is stated twice."
            written.complain("Q023", fact, "Give every missing code one meaning.")
        codes.append(code)
        spelt += spellings(code, one, "missing code")
    return MissingCodes(tuple(codes), tuple(spelt))


def _same_code(one: MissingCode, other: MissingCode) -> bool:
    if one.written is None or other.written is None:
        return one.code == other.code
    return looks(fold(one.written)) == looks(fold(other.written))
