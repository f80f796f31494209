"""The questionnaire as a paper form: cover with the header, sections, show cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from survey.exchange.form_words import FormWords
from survey.exchange.paper.paper_answers import PaperAnswers
from survey.exchange.paper.paper_model import Choice, PaperForm, PaperQuestion, PaperSection, ShowCard
from survey.exchange.paper.paper_routing import PaperRouting
from survey.questionnaire.model import Block, Question, Questionnaire
from survey.text import Language, Text


def paper_form(form: Questionnaire, languages: Sequence[Language], split: str | None = None) -> PaperForm:
    """The paper form in these languages.

    Parameters
    ----------
    form : Questionnaire
    languages : sequence of str
        One or two languages that the questionnaire and the catalogue have.
    split : str, optional
        The version of list experiments that the form is for.
    """
    words = FormWords(languages)
    cards = _cards(form, words)
    numbers = {name: card.number for card in cards for name in card.questions}
    building = _Building(form, words, PaperRouting(form, words), PaperAnswers(form, words, numbers, split))
    key = form.variable(form.key)
    return PaperForm(
        tuple(languages),
        words.only(form.title),
        words.say("paper_version", version=form.version)
        if split is None
        else words.say("paper_version_split", version=form.version, code=split),
        words.say("paper_legend"),
        tuple(building.legend()),
        words.only(key.text),
        words.say("paper_no_answer"),
        tuple(building.section(block) for block in form.blocks if block.questions),
        words.say("paper_cards"),
        cards,
    )


class _Building:
    """Sections and questions."""

    def __init__(self, form: Questionnaire, words: FormWords, routing: PaperRouting, answers: PaperAnswers) -> None:
        self._form = form
        self._words = words
        self._routing = routing
        self._answers = answers

    def legend(self) -> Iterator[tuple[str, Text]]:
        """Signs of the form and their meaning; those that the form does not use are left out."""
        questions = self._form.questions
        say = self._words.say
        yield "circle", say("paper_legend_one")
        if any(one.kind == "multiple" for one in questions):
            yield "square", say("paper_legend_several")
        used = {code.shown for one in questions for code in one.missing}
        missing = [code.shown for code in self._form.missing if code.shown in used]
        if missing:
            yield "missing", say("paper_legend_missing", codes=", ".join(missing))
        yield "instruction", say("paper_legend_face")
        if any(option.leads_to for one in questions for option in one.options):
            yield "arrow", say("paper_legend_arrow")

    def section(self, block: Block) -> PaperSection:
        """A block with its questions."""
        questions = tuple(self._question(one) for one in block.questions)
        return PaperSection(
            block.id,
            self._words.only(block.title),
            questions,
            self._words.only(block.intro),
            self._words.only(block.outro),
        )

    def _question(self, question: Question) -> PaperQuestion:
        return PaperQuestion(
            question.id,
            self._words.only(question.text),
            tuple(self._routing.before(question)),
            (*self._answers.parts(question), *self._routing.after(question)),
        )


def _cards(form: Questionnaire, words: FormWords) -> tuple[ShowCard, ...]:
    """Cards in the order of their first questions; questions with the same answers share one.

    Codes for no answer and answers that are written in words ("other") are never on a card.
    """
    shared: dict[tuple[Choice, ...], list[str]] = {}
    for question in form.questions:
        if question.card:
            answers = question.anchors if question.kind == "scale" else question.options
            shown = tuple(Choice(one.shown, words.only(one.text)) for one in answers if not one.specify)
            shared.setdefault(shown, []).append(question.id)
    return tuple(
        ShowCard(number, words.say("paper_card", number=number), tuple(names), answers)
        for number, (answers, names) in enumerate(shared.items(), 1)
    )
