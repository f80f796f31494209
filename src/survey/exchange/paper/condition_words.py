"""Conditions in the words of a language, as an interviewer reads them before a question: "the answer to D04 is 3 or 4"."""

from __future__ import annotations

from collections.abc import Sequence

from survey.exchange.paper.condition_clauses import (
    AnswerGiven,
    Asked,
    Clause,
    ClauseGroup,
    CodesGiven,
    Marked,
    Measured,
    NumberOther,
    OnlyMarked,
    ReasonGiven,
    WrittenAs,
    clause_of,
    code_of_column,
)
from survey.expressions.syntax_tree import (
    Arithmetic,
    Condition,
    CountCall,
    Name,
    Negative,
    NumberLiteral,
    Operation,
    Quantity,
    Sign,
    TextLiteral,
)
from survey.questionnaire.model import Questionnaire, choice_with
from survey.text import Catalogue, Language, number_text, written

_SIGNS: dict[Sign, str] = {"==": "equal", "!=": "unequal", "<": "below", "<=": "most", ">": "above", ">=": "least"}
_OPERATIONS: dict[Operation, str] = {
    "+": "+",
    "-": "\N{MINUS SIGN}",
    "*": "\N{MULTIPLICATION SIGN}",
    "/": "\N{DIVISION SIGN}",
}
_LONGEST_LIST = 5
"""Codes in a row from which on a list names the first and the last of them."""


class ConditionWords:
    """Conditions of a questionnaire in the words of one language.

    Parameters
    ----------
    form : Questionnaire
    language : str
        A language of the catalogue.

    Notes
    -----
    Sentences are those of the catalogue. Kazakh puts the condition first and inflects what it names; Russian and
    English put it after "if". A clause inside a clause of the other word is in brackets.
    """

    def __init__(self, form: Questionnaire, language: Language) -> None:
        self._form = form
        self._language = language
        self._catalogue = Catalogue.load("survey.exchange")

    def words(self, condition: Condition) -> str:
        """The condition as a clause that follows "if"."""
        return self._clause(clause_of(condition, self._form))

    def code(self, name: str, code: str) -> str:
        """The clause that the answer to a question, or to a row of a battery, is this code."""
        rows = tuple(row.id for row in self._form.battery(name))
        return self._clause(CodesGiven(Asked(rows, "any") if rows else Asked((name,)), (code,)))

    def either(self, parts: Sequence[str]) -> str:
        """Words of which one applies: "1, 2 or 3"."""
        return self._listed(parts, "when_list_or")

    def _say(self, key: str, **places: object) -> str:
        return self._catalogue.sentence(self._language, key, **places)

    def _clause(self, clause: Clause, *, is_inner: bool = False) -> str:
        match clause:
            case ClauseGroup(word=word, parts=parts):
                kind = "inner" if is_inner else "outer"
                said = self._say(f"when_{kind}_{word}").join(self._clause(one, is_inner=True) for one in parts)
                return f"({said})" if is_inner else said
            case CodesGiven():
                return self._codes(clause)
            case NumberOther(asked=asked, numbers=numbers, excepted=excepted):
                answer, listed = self._answer(asked), self._listed([*map(self._decimal, numbers)], "when_list_and")
                return self._except(self._say("when_number_other", answer=answer, numbers=listed), excepted)
            case Marked(name=name, codes=codes, holds=True):
                return self._say("when_marked" if codes else "when_unlisted_one", name=name, codes=self._either(codes))
            case Marked(name=name, codes=codes):
                each = [self._say("when_neither", code=one) for one in codes]
                neither = ", ".join(each) if len(codes) > 1 else codes[0]
                return self._say("when_unmarked", name=name, neither=neither, codes=self.either(codes))
            case OnlyMarked(name=name, codes=codes):
                return self._say("when_only" if codes else "when_unlisted_one", name=name, codes=self._either(codes))
            case WrittenAs(asked=asked, texts=texts, holds=holds):
                quoted = self.either([self._say("when_quoted", text=one) for one in texts])
                return self._about("when_written" if holds else "when_written_other", asked, texts=quoted)
            case Measured():
                return self._measured(clause)
            case AnswerGiven(asked=asked, holds=holds):
                return self._about("when_answered" if holds else "when_unanswered", asked)
            case ReasonGiven(asked=asked, state=state, holds=holds):
                return self._about(f"when_{state}" if holds else f"when_not_{state}", asked)

    def _codes(self, clause: CodesGiven) -> str:
        if not clause.codes:
            return self._about("when_unlisted", clause.asked)
        kind = "codes_not" if not clause.holds else "numbers" if clause.is_number else "codes"
        codes = [self._decimal(one) for one in clause.codes] if clause.is_number else clause.codes
        return self._about(f"when_{kind}", clause.asked, codes=self._either(codes))

    def _about(self, key: str, asked: Asked, **places: object) -> str:
        """A sentence about one question, several, or the rows of a battery."""
        suffix, names = self._named(asked)
        return self._say(f"{key}_{suffix}", name=names, **places)

    def _answer(self, asked: Asked) -> str:
        suffix, names = self._named(asked)
        return self._say(f"when_answer_{suffix}", name=names)

    def _named(self, asked: Asked) -> tuple[str, str]:
        """The kind of subject, and its names: the battery where all its rows are meant."""
        if len(asked.names) == 1:
            return "one", asked.names[0]
        first = self._form.variable(asked.names[0]).question
        if asked.names == tuple(row.id for row in first.rows):
            return f"{asked.scope}_row", first.id
        return asked.scope, ", ".join(asked.names)

    def _measured(self, clause: Measured) -> str:
        left = self._answer(clause.left) if isinstance(clause.left, Asked) else self._value(clause.left)
        kind = f"when_text_{_SIGNS[clause.sign]}" if clause.is_text else f"when_{_SIGNS[clause.sign]}"
        said = self._say(kind, left=left, right=self._value(clause.right))
        return self._except(said, clause.excepted)

    def _except(self, said: str, codes: Sequence[str]) -> str:
        """A clause about numbers, and the codes for no answer that it does not count."""
        return self._say("when_excepted", clause=said, codes=", ".join(codes)) if codes else said

    def _value(self, node: Quantity) -> str:
        match node:
            case NumberLiteral(value=value):
                return written(value, self._language)
            case TextLiteral(value=value):
                return value
            case Name(name=name):
                choice = choice_with(name, self._form.variables)
                if choice is not None:
                    return self._say("when_mention", name=choice.id, code=code_of_column(choice, name))
                return self._answer(Asked((name,)))
            case CountCall(name=inside):
                key = "when_count_rows" if self._form.battery(inside.name) else "when_count"
                return self._say(key, name=inside.name)
            case _:
                return self._say("when_formula", formula=self._formula(node))

    def _formula(self, node: Quantity, *, is_inner: bool = False) -> str:
        """A calculation in signs, in which the id of a question is its answer and a count is said in brackets."""
        match node:
            case Name(name=name) if choice_with(name, self._form.variables) is None:
                return name
            case Negative(operand=operand):
                return f"\N{MINUS SIGN}{self._formula(operand, is_inner=True)}"
            case Arithmetic(operation=operation, left=left, right=right):
                sides = (self._formula(one, is_inner=True) for one in (left, right))
                said = f" {_OPERATIONS[operation]} ".join(sides)
                return f"({said})" if is_inner else said
            case NumberLiteral() | TextLiteral():
                return self._value(node)
            case _:
                return f"[{self._value(node)}]"

    def _decimal(self, number: str) -> str:
        return number_text(float(number), self._language)

    def _either(self, codes: Sequence[str]) -> str:
        return self.either(_shortened(codes))

    def _listed(self, parts: Sequence[str], key: str) -> str:
        if len(parts) < 2:
            return "".join(parts)
        return self._say(key, first=", ".join(parts[:-1]), last=parts[-1])


def _shortened(codes: Sequence[str]) -> list[str]:
    """Codes, of which many whole numbers in a row become the first and the last with a dash."""
    found: list[list[str]] = []
    for code in codes:
        last = found[-1][-1] if found else ""
        if code.isdecimal() and last.isdecimal() and int(code) == int(last) + 1:
            found[-1].append(code)
        else:
            found.append([code])
    return [
        one
        for run in found
        for one in (run if len(run) < _LONGEST_LIST else [f"{run[0]}\N{EN DASH}{run[-1]}"])
    ]  # fmt: skip
