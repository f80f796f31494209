"""Former wordings, ids and codes as the questionnaire declares them under ``was``, read and checked."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from survey.documents import DocumentItem
from survey.questionnaire.answer_codes import Code, is_text, read_text
from survey.questionnaire.former_answers import answers_on, days_of
from survey.questionnaire.former_parts import FormerAnswer, FormerName, FormerWording
from survey.questionnaire.model import Option
from survey.questionnaire.wordings import check_spelling
from survey.spelling import fold, looks
from survey.text import Text


@dataclass(frozen=True, slots=True)
class FormerId:
    """Former id with its place in the file, and the question or row that had it."""

    item: DocumentItem
    owner: DocumentItem


def declared(item: DocumentItem) -> list[DocumentItem]:
    """The entries under ``was``, a single one or a list, in the order of the file."""
    given = item.get("was")
    if given is None:
        return []
    return [one.named(f"{item.element}, was") for one in (given.elements() if given.is_list() else [given])]


def read_former(item: DocumentItem, text: Text) -> FormerWording | None:
    """Former wording under ``was``; a language that it leaves out was worded as now.

    None without one, where several answers were merged, because none of their wordings was that of the present one, and where
    a former code meant something else.
    ``Q083`` when a question or a row has two.
    """
    worded = [one for one in declared(item) if one.has("text") or not (one.has("id") or one.has("code"))]
    if not worded:
        return None
    for more in worded[1:] if not all(one.has("code") for one in worded) else ():
        more.complain("Q083", "A second former wording is declared.", "Keep the latest wording before the present one.")
    latest = [one for one in worded if _day(one) == _day(worded[-1])]
    if len(latest) > 1 or (latest[0].has("code") and latest[0].flag("breaks")):
        return None
    one = latest[0]
    return FormerWording(_former_text(one, text), text, _day(one), breaks=one.flag("breaks"))


def read_former_names(item: DocumentItem, ids: list[FormerId]) -> tuple[FormerName, ...]:
    """Former ids of a question or a row, the earliest first; each is added to ``ids`` for the check of all of them.

    Complaints: ``Q076`` a rename in a circle, ``Q078`` days that are not in order.
    """
    named = [one for one in declared(item) if one.has("id")]
    present = item.need("id")
    seen = {present.source.casefold()}
    for one in named:
        name = one.need("id")
        if name.source.casefold() in seen:
            chain = " → ".join((*(each.need("id").source for each in named), present.source))
            name.complain(
                "Q076", f"The rename goes in a circle: {chain}.", "Name every former id once, the earliest first."
            )
        else:
            ids.append(FormerId(name, present.named(item.element)))
        seen.add(name.source.casefold())
    _check_order(declared(item), is_strict=True)
    return tuple(FormerName(one.need("id").text(), _day(one), one.flag("breaks")) for one in named)


def read_former_answers(item: DocumentItem, code: Code, text: Text) -> tuple[FormerAnswer, ...]:
    """Former codes of an answer, the earliest first.

    Complaints: ``Q078`` days that are not in order, ``Q081`` a text code where codes are numbers or the reverse, ``Q082``
    merged answers of which one has no wording.
    """
    coded = [one for one in declared(item) if one.has("code")]
    _check_order(declared(item), is_strict=False)
    days = [_day(one) for one in coded]
    found = []
    for one, day in zip(coded, days, strict=True):
        written = one.need("code")
        if is_text(written) != (code.written is not None):
            fact = f"The former code {written.source} is of another kind than the codes of this list."
            written.complain("Q081", fact, "Read files of that time with the questionnaire of that time.")
            continue
        shown = read_text(written) if code.written is not None else str(written.integer())
        worded = _former_text(one, text) if one.has("text") else None
        if worded is None and days.count(day) > 1:
            fact = f"Several answers were merged into this one, and nothing says how {shown} was worded."
            one.complain("Q082", fact, "Write its wording under text.")
        found.append(FormerAnswer(shown, day, worded, one.flag("breaks")))
    return tuple(found)


def check_former_answers(options: Sequence[Option], items: Sequence[DocumentItem]) -> None:
    """Complain of a former code of two answers (``Q079``) and of two former answers worded alike (``Q084``).

    Answers that all say ``breaks`` may share a former code: the answer was split, and its series ends.
    """
    places = [[one for one in declared(item) if one.has("code")] for item in items]
    for day in days_of(options):
        claims: dict[str, list[tuple[DocumentItem, bool]]] = {}
        for option, entries in zip(options, places, strict=True):
            then = [pair for pair in zip(option.former_answers, entries, strict=False) if pair[0].before >= day]
            first = min((former.before for former, _ in then), default=None)
            for former, entry in then:
                if former.before == first:
                    claims.setdefault(former.shown, []).append((entry.need("code"), former.breaks))
            if entries and not then:  # an answer with a history had its present code already
                claims.setdefault(option.shown, []).append((entries[-1].need("code"), False))
        for code, claimed in claims.items():
            if len(claimed) > 1 and not all(breaks for _, breaks in claimed):
                claimed[-1][0].complain(
                    "Q079",
                    f"The former code {code} is declared twice.",
                    "One former code has one present code. An answer that was split cannot be recoded: say breaks: true in each.",
                )
        _check_wordings(options, day, [one for entries in places for one in entries if _day(one) == day])


def check_former_ids(former: Sequence[FormerId], ids: Sequence[DocumentItem]) -> None:
    """Complain of a former id that something still has (``Q075``), and of one that two questions had (``Q077``)."""
    present = {one.source.casefold(): one.element for one in ids}
    owners: dict[str, str] = {}
    for one in former:
        name = one.item.source
        if name.casefold() in present:
            fact = f"The former id {name!r} is still in use: {present[name.casefold()]}."
            one.item.complain("Q075", fact, "Give that one another id: data of both times are joined by ids.")
        elif owners.setdefault(name.casefold(), one.owner.element) != one.owner.element:
            fact = f"The former id {name!r} is also declared by {owners[name.casefold()]}."
            one.item.complain("Q077", fact, "Keep it where the question is continued.")


def _check_wordings(options: Sequence[Option], day: datetime.date, entries: Sequence[DocumentItem]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for one in answers_on(options, day - datetime.timedelta(days=1)):
        for language, words in one.text:
            twin = seen.setdefault((language, looks(fold(words))), one.shown)
            if twin != one.shown and entries:
                fact = f"Before {day.isoformat()} the codes {twin} and {one.shown} have the same wording {words!r}."
                entries[0].complain("Q084", fact, "Write the wording that each of them had.")


def _check_order(entries: Sequence[DocumentItem], *, is_strict: bool) -> None:
    for earlier, later in itertools.pairwise(entries):
        if _day(earlier) > _day(later) or (is_strict and _day(earlier) == _day(later)):
            fact = f"{later.need('before').source} comes after {earlier.need('before').source}."
            later.need("before").complain(
                "Q078", fact, "Write the changes in the order of their days, the earliest first."
            )


def _day(one: DocumentItem) -> datetime.date:
    return one.need("before").day()


def _former_text(one: DocumentItem, text: Text) -> Text:
    worded = one.need("text")
    written = {language: words for language in text.languages if (words := worded.get(language)) is not None}
    for language, words in written.items():
        check_spelling(words, language)
    return Text(tuple((name, written[name].text().strip() if name in written else now) for name, now in text))
