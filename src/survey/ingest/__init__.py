"""A delivered file becomes interviews: read as it came, then decoded by the questionnaire.

``read_file`` knows formats and nothing of the questionnaire; ``decode`` knows the questionnaire and nothing of
formats. What cannot be read is never guessed: the answer is blank and a finding names row, column and value.

=======================  ========  =====================================================================
rule                     severity  what was found
=======================  ========  =====================================================================
``code_unknown``         (a)       a code the question does not have
``wording_unknown``      (a)       a text that is no wording of an answer in any language
``number_unreadable``    (a)       not a whole number where one is asked for
``out_of_range``         (a)       a number outside the bounds of the question
``date_unreadable``      (a)       no date, or one that could be two different days
``time_unreadable``      (a)       no time of day
``wave_unreadable``      (a)       no quarter
``choice_and_missing``   warning   "does not know" or "refused" beside options; the options stay
``codings_differ``       warning   a multiple choice delivered in two codings that do not agree
``question_absent``      (a)       the file has no column for a question
``columns_ambiguous``    warning   columns whose heading fits several questions; not used as answers
``labels_differ``        error     the file gives a code the wording of another code of the questionnaire
``columns_extra``        info      columns that belong to no question, kept beside the answers
``specify_unexpected``   warning   "other, specify" text to a question that has no such answer
``letters_replaced``     info      wordings read although letters came from another alphabet
``letters_lost``         warning   wordings read although letters had become question marks
``heading_letters``      info      headings read although letters came from another alphabet
``rows_empty``           info      rows without a single filled cell, left out
=======================  ========  =====================================================================

(a) ``error`` for what an interview cannot be used without: required questions, and those with the role interview,
wave, stratum, psu, consent or age; ``warning`` for every other question.
"""

from survey.ingest.decode import decode
from survey.ingest.read_file import read_file

__all__ = ["decode", "read_file"]
