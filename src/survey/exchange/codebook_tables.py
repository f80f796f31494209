"""The codebook as tables of the document model: one per block of the questionnaire, and the profile of blanks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from survey.blank_reasons import Reason
from survey.exchange.answer_counts import SMALLEST, AnswerCount, CountsByQuestion, lines_of, scale_points
from survey.questionnaire.model import Block, Questionnaire, Variable
from survey.reports.document_model import ReportTable, TableCell, TableColumn, TableRow
from survey.text import Catalogue, Language, Text, number_text

_HIDDEN = TableCell("count", publish="hidden")


@dataclass(frozen=True, slots=True)
class CodebookTables:
    """Tables of a codebook in one language.

    Parameters
    ----------
    form : Questionnaire
    language : str
    counts : mapping of variable to tuple of AnswerCount
        Empty for a codebook of the questionnaire alone.
    n : int
        Number of interviews counted; 0 without data.
    smallest : int
        Smallest count shown.
    """

    form: Questionnaire
    language: Language
    counts: CountsByQuestion
    n: int = 0
    smallest: int = SMALLEST

    def tables(self) -> list[ReportTable]:
        """A table per block with questions and, with data, the profile of blanks."""
        found = [self._of_block(number, block) for number, block in enumerate(self.form.blocks, 1)]
        return [*found, *([self._profile(len(found) + 1)] if self.n else [])]

    @property
    def title(self) -> str:
        """Title of the codebook: that of the survey, with the version of its questionnaire."""
        return f"{self.form.title[self.language]} ({self.form.version})"

    def _of_block(self, number: int, block: Block) -> ReportTable:
        asked = {question.id for question in block.questions}
        variables = [one for one in self.form.variables.values() if one.question.id in asked]
        columns = [self._column("code"), self._column("state")]
        columns += [self._column("n"), self._column("share")] if self.n else []
        return ReportTable(
            id=f"block-{block.id}",
            title=self._plain(f"{block.id}. {block.title[self.language]}"),
            corner=self._say("corner_answer"),
            columns=tuple(columns),
            rows=tuple(row for variable in variables for row in self._of_variable(variable)),
            notes=self._notes,
            number=number,
        )

    @property
    def _notes(self) -> tuple[Text, ...]:
        if not self.n:
            return ()
        note = self._say("note_counts", n=self.n)
        return (note, self._say("note_small", smallest=self.smallest)) if self.smallest > 1 else (note,)

    def _of_variable(self, variable: Variable) -> Iterator[TableRow]:
        yield TableRow(f"variable-{variable.id}", self._heading(variable), detail=self._facts(variable))
        for at, line in enumerate(self.counts.get(variable.id) or lines_of(variable)):
            state = "missing" if line.kind == "reason" else "valid"
            cells = [self._words(self._code(variable, line)), self._words(self._word(f"state_{state}"))]
            cells += list(self._numbers(line)) if self.n else []
            label = self._plain(self._label(variable, line))
            yield TableRow(f"{variable.id}-{at}", label, tuple(cells), indent=1)

    def _heading(self, variable: Variable) -> Text:
        wording = variable.text[self.language]
        if variable.row is not None:
            wording = f"{variable.question.text[self.language]} — {wording}"
        return self._plain(f"{variable.id}. {wording}")

    def _facts(self, variable: Variable) -> Text:
        """Kind of the answer, bounds, and the condition of asking as the questionnaire writes it."""
        question = variable.question
        facts = [self._word(f"kind_{variable.kind}")]
        if question.minimum is not None and question.maximum is not None:
            facts.append("–".join(number_text(one, self.language) for one in (question.minimum, question.maximum)))
        if variable.ask_if is not None:
            facts.append(self._word("asked_if", condition=variable.ask_if.source))
        return self._plain("; ".join(facts))

    def _numbers(self, line: AnswerCount) -> Iterator[TableCell]:
        if line.is_hidden or line.n is None:
            yield from (_HIDDEN, _HIDDEN)
            return
        yield TableCell("count", value=float(line.n), n=line.n)
        yield TableCell("estimate", "percent", 100 * line.n / self.n, n=self.n)

    def _code(self, variable: Variable, line: AnswerCount) -> str:
        if line.kind != "reason":
            return line.code
        return ", ".join(code.shown for code in variable.missing if code.reason == line.reason)

    def _label(self, variable: Variable, line: AnswerCount) -> str:
        if line.kind == "reason":
            worded = [code.text[self.language] for code in variable.missing if code.reason == line.reason]
            return "; ".join(dict.fromkeys(worded)) or self._word(line.reason.name.lower())
        if line.kind == "answered":
            return self._word("other_answers" if scale_points(variable) else "answers")
        answers = {one.shown: one.text[self.language] for one in (*variable.options, *variable.question.anchors)}
        return answers.get(line.code, line.code)

    def _profile(self, number: int) -> ReportTable:
        """A row per question: interviews with an answer, and those without by reason."""
        reasons = [one for one in Reason if one == Reason.ANSWERED or self._occurs(one)]
        return ReportTable(
            id="profile",
            title=self._say("title_profile"),
            corner=self._say("corner_question"),
            columns=tuple(TableColumn(one.name.lower(), self._say(one.name.lower())) for one in reasons),
            rows=tuple(
                TableRow(f"profile-{name}", self._plain(name), tuple(self._sum(name, one) for one in reasons))
                for name in self.form.variables
            ),
            notes=self._notes,
            number=number,
        )

    def _occurs(self, reason: Reason) -> bool:
        return any(line.reason == reason and line.n != 0 for lines in self.counts.values() for line in lines)

    def _sum(self, name: str, reason: Reason) -> TableCell:
        """The interviews of a question with an answer, or without for a reason; hidden where a part is hidden."""
        lines = [line for line in self.counts[name] if line.is_part and line.reason == reason]
        if any(line.is_hidden for line in lines):
            return _HIDDEN
        n = sum(line.n or 0 for line in lines)
        return TableCell("count", value=float(n), n=n)

    def _column(self, name: str) -> TableColumn:
        return TableColumn(name, self._say(f"column_{name}"))

    def _say(self, key: str, **places: object) -> Text:
        return self._plain(self._word(key, **places))

    def _word(self, key: str, **places: object) -> str:
        return Catalogue.load("survey.exchange").sentence(self.language, key, **places)

    def _words(self, wording: str) -> TableCell:
        return TableCell("text", text=self._plain(wording))

    def _plain(self, wording: str) -> Text:
        return Text(((self.language, wording),))
