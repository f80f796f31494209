"""Conditions in words: every form of a condition in three languages, and none that falls back to code."""

from __future__ import annotations

import re

import numpy as np
import pytest

from survey.exchange.paper.condition_clauses import clause_of
from survey.exchange.paper.condition_words import ConditionWords
from survey.expressions import evaluate, parse
from survey.interviews import Interviews
from survey.questionnaire import Questionnaire
from tests.exchange.said_clauses import judged

# Condition, then its words in Kazakh, Russian and English.
TABLE = """
D04 == 3
D04 сұрағына 3 деп жауап берсе
в D04 отмечено 3
the answer to D04 is 3

D04 in [3, 4]
D04 сұрағына 3 немесе 4 деп жауап берсе
в D04 отмечено 3 или 4
the answer to D04 is 3 or 4

D04 != 3
D04 сұрағына 1, 2 немесе 4 деп жауап берсе
в D04 отмечено 1, 2 или 4
the answer to D04 is 1, 2 or 4

not D04 in [3, 4]
D04 сұрағына 1 немесе 2 деп жауап берсе
в D04 отмечено 1 или 2
the answer to D04 is 1 or 2

R01 > 1
R01 сұрағына 2, 3 немесе 4 деп жауап берсе
в R01 отмечено 2, 3 или 4
the answer to R01 is 2, 3 or 4

D04 < 1
D04 сұрағына кодтар тізімінде жоқ жауап берілсе
в D04 дан ответ не из списка кодов
the answer to D04 is outside its codes

H04 in [1, 2, 3, 4, 5, 9]
H04 сұрағына 1–5 немесе 9 деп жауап берсе
в H04 отмечено 1–5 или 9
the answer to H04 is 1–5 or 9

D04 in [3, 4] or D01a in [4, 5]
D04 сұрағына 3 немесе 4 деп жауап берсе немесе D01a сұрағына 4 немесе 5 деп жауап берсе
в D04 отмечено 3 или 4, или если в D01a отмечено 4 или 5
the answer to D04 is 3 or 4, or if the answer to D01a is 4 or 5

(D04 == 3 or S03 < 30) and S05 == 1
(D04 сұрағына 3 деп жауап берсе немесе S03 сұрағының жауабы 30-дан кем болса) және S05 сұрағына 1 деп жауап берсе
(в D04 отмечено 3 или ответ на S03 меньше, чем 30), и если в S05 отмечено 1
(the answer to D04 is 3 or the answer to S03 is below 30), and if the answer to S05 is 1

not (D04 == 1 or S03 > 29)
D04 сұрағына 2, 3 немесе 4 деп жауап берсе және S03 сұрағының жауабы 29-дан артық болмаса
в D04 отмечено 2, 3 или 4, и если ответ на S03 не больше, чем 29
the answer to D04 is 2, 3 or 4, and if the answer to S03 is not above 29

G01a == 1 or G01b == 1
G01a, G01b сұрақтарының кем дегенде біріне 1 деп жауап берсе
хотя бы в одном из вопросов G01a, G01b отмечено 1
the answer to at least one of G01a, G01b is 1

G01a == 1 and G01b == 1
G01a, G01b сұрақтарының әрқайсысына 1 деп жауап берсе
в каждом из вопросов G01a, G01b отмечено 1
the answer to each of G01a, G01b is 1

any(E01) in [1, 2]
E01 сұрағының кем дегенде бір жолында 1 немесе 2 деп жауап берсе
хотя бы в одной строке E01 отмечено 1 или 2
the answer in at least one row of E01 is 1 or 2

all(C01) == 1
C01 сұрағының әр жолында 1 деп жауап берсе
в каждой строке C01 отмечено 1
the answer in every row of C01 is 1

not all(C01) == 1
C01 сұрағының кем дегенде бір жолында 2, 3 немесе 4 деп жауап берсе
хотя бы в одной строке C01 отмечено 2, 3 или 4
the answer in at least one row of C01 is 2, 3 or 4

any(B03) in [11, 12]
B03 сұрағында 11 немесе 12 белгіленсе
в B03 отмечено 11 или 12
11 or 12 is marked in B03

all(B03) in [1, 2]
B03 сұрағына жауап беріліп, 1 немесе 2 кодтарынан басқасы белгіленбесе
в B03 есть ответ и не отмечено ничего, кроме 1 или 2
B03 has an answer, and nothing but 1 or 2 is marked

has(B03, 11, 12)
B03 сұрағында 11 немесе 12 белгіленсе
в B03 отмечено 11 или 12
11 or 12 is marked in B03

not has(B03, 11, 12)
B03 сұрағына жауап беріліп, 11 де, 12 де белгіленбесе
в B03 есть ответ, но не отмечено ни 11, ни 12
B03 has an answer, but not 11 or 12

B03_11 == 1
B03 сұрағында 11 белгіленсе
в B03 отмечено 11
11 is marked in B03

B03_11 == 0
B03 сұрағына жауап беріліп, 11 белгіленбесе
в B03 есть ответ, но не отмечено 11
B03 has an answer, but not 11

count(I03) >= 2
I03 сұрағында белгіленген жауаптар саны 2-ден кем болмаса
число отмеченных в I03 ответов не меньше, чем 2
the number of answers marked in I03 is not below 2

count(E01) < 2
E01 сұрағында жауап берілген жолдар саны 2-ден кем болса
число строк E01 с ответом меньше, чем 2
the number of rows answered in E01 is below 2

count(I03) in [2, 3]
I03 сұрағында белгіленген жауаптар саны 2-ге тең болса немесе I03 сұрағында белгіленген жауаптар саны 3-ке тең болса
число отмеченных в I03 ответов – ровно 2, или если число отмеченных в I03 ответов – ровно 3
the number of answers marked in I03 equals 2, or if the number of answers marked in I03 equals 3

S03 < 18
S03 сұрағының жауабы 18-ден кем болса
ответ на S03 меньше, чем 18
the answer to S03 is below 18

18 <= S03
S03 сұрағының жауабы 18-ден кем болмаса (999 есепке алынбайды)
ответ на S03 не меньше, чем 18 (не считая 999)
the answer to S03 is not below 18 (not counting 999)

S03 in [20, 30]
S03 сұрағына 20 немесе 30 деп жауап берсе
в S03 записано 20 или 30
the answer to S03 is 20 or 30

S03 not in [20, 30]
S03 сұрағының жауабы 20 мен 30-дан басқа сан болса (999 есепке алынбайды)
ответ на S03 – число, отличное от 20 и 30 (не считая 999)
the answer to S03 is a number other than 20 and 30 (not counting 999)

S03 > Z08
S03 сұрағының жауабы Z08 сұрағының жауабынан артық болса (999, 998 есепке алынбайды)
ответ на S03 больше, чем ответ на Z08 (не считая 999, 998)
the answer to S03 is above the answer to Z08 (not counting 999, 998)

2 * Z08 - 1 > S03 / 10
«(2 × Z08) − 1» мәні «S03 ÷ 10» мәнінен артық болса (998, 999 есепке алынбайды)
значение «(2 × Z08) − 1» больше, чем значение «S03 ÷ 10» (не считая 998, 999)
the value of “(2 × Z08) − 1” is above the value of “S03 ÷ 10” (not counting 998, 999)

count(I03) + B03_11 != 3
«[I03 сұрағында белгіленген жауаптар саны] + [B03 сұрағындағы 11 коды белгісінің (1 не 0) мәні]» мәні 3-ке тең болмаса
значение «[число отмеченных в I03 ответов] + [отметка у кода 11 в B03 (1 или 0)]» – не 3
the value of “[the number of answers marked in I03] + [the mark at code 11 of B03 (1 or 0)]” differs from 3

H02 == '2018Q1'
H02 сұрағында «2018Q1» деп жазылса
в H02 записано «2018Q1»
“2018Q1” is written in H02

H02 not in ['2018Q1', '2018Q2']
H02 сұрағында «2018Q1» немесе «2018Q2» дегеннен басқа жауап жазылса
в H02 записано что-либо другое, чем «2018Q1» или «2018Q2»
something other than “2018Q1” or “2018Q2” is written in H02

H10 >= '2018-02-01'
H10 сұрағының жауабы 2018-02-01-ден ерте болмаса
ответ на H10 не раньше, чем 2018-02-01
the answer to H10 is not before 2018-02-01

answered(Z02)
Z02 сұрағына жауап берілсе
на Z02 дан ответ
Z02 has an answer

not answered(C01)
C01 сұрағының бірде-бір жолында жауап болмаса
нет ответа ни в одной строке C01
no row of C01 has an answer

dont_know(D04)
D04 сұрағына 98 деп жауап берсе
в D04 отмечено 98
the answer to D04 is 98

not refused(D04)
D04 сұрағына 99 деп жауап бермесе
в D04 не отмечено 99
99 is not the answer to D04

not dont_know(E01)
E01 сұрағының бірде-бір жолында 98 деп жауап бермесе
ни в одной строке E01 не отмечено 98
98 is not the answer in any row of E01

refused(H01)
респондент H01 сұрағына жауап беруден бас тартса
респондент отказался отвечать на H01
the respondent refused to answer H01
"""

CASES = [tuple(block.splitlines()) for block in TABLE.strip().split("\n\n")]


def test_every_form_of_a_condition_has_its_words(form: Questionnaire) -> None:
    """As written by hand, in three languages."""
    words = [ConditionWords(form, language) for language in ("kk", "ru", "en")]
    said = {source: tuple(one.words(parse(source).root) for one in words) for source, *_ in CASES}
    assert said == {source: (kk, ru, en) for source, kk, ru, en in CASES}
    assert len(said) > 35


def test_text_codes_are_said_as_they_are_written(household: Interviews) -> None:
    """In a questionnaire whose answers have codes in letters."""
    spoken = ConditionWords(household.form, "en")
    assert spoken.words(parse("A4 == 'price'").root) == "the answer to A4 is price"
    assert spoken.words(parse("A4 != 'price'").root) == "the answer to A4 is building or other"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_shipped_condition_is_left_as_code(form: Questionnaire, language: str) -> None:
    """Signs and words of the language of conditions do not occur."""
    spoken = ConditionWords(form, language)
    conditions = [one.ask_if for one in form.questions if one.ask_if is not None]
    conditions += [condition for one in form.questions for condition, _ in one.routing]
    said = [spoken.words(one.root) for one in conditions]
    assert len(said) > 8
    assert [one for one in said if re.search(r"==|!=|<|>|\[|\b(any|all|has|count)\(", one)] == []


def test_what_is_said_is_true_where_the_condition_is(wave: Interviews) -> None:
    """Every condition of the table and its opposite, in 300 interviews with blanks of every reason."""
    sources = [source for source, *_ in CASES if "B03_11" not in source]  # interviews answer by question
    sources += [f"not ({source})" for source in sources]
    differing, ever = [], 0
    for source in sources:
        expression = parse(source)
        expected = evaluate(expression, wave).true
        ever += bool(expected.any())
        if not np.array_equal(judged(clause_of(expression.root, wave.form), wave), expected):
            differing.append(source)
    assert differing == []
    assert ever > 60
