"""Delivered files as interviews: read as they came, then decoded by the questionnaire.

``read_file`` knows formats and nothing of the questionnaire; ``decode`` knows the questionnaire and nothing of
formats. What cannot be read is never guessed: the answer is blank and a finding names row, column and value.

===========================  =========  ===============================================================================
rule                         severity   what was found
===========================  =========  ===============================================================================
``code_unknown``             (a)        a code the question does not have
``wording_unknown``          (a)        a text that is not the wording of an answer in any language
``code_unknown_choice``      (a)        sentence of ``code_unknown`` for a part of a multiple choice
``wording_unknown_choice``   (a)        sentence of ``wording_unknown`` for a part of a multiple choice
``wording_unknown_mark``     (a)        sentence of ``wording_unknown`` for a word in the column of an option
``number_unreadable``        (a)        not a whole number where one is asked for
``decimal_unreadable``       (a)        not a number where one is asked for
``out_of_range``             (a)        a number outside the bounds of the question
``date_unreadable``          (a)        no date
``date_out_of_range``        (a)        a day that programs write for "no date", or one centuries away
``century_unclear``          (a)        a year of two digits that the interview does not complete
``time_unreadable``          (a)        no time of day
``wave_unreadable``          (a)        no quarter
``identifier_damaged``       (a)        an identifier that a spreadsheet turned into a power, a date, a rounded number
``choice_and_missing``       warning    "does not know" or "refused" with options; the options stay
``codings_differ``           warning    a multiple choice delivered in two codings that do not agree
``coding_unclear``           error (b)  option columns or mentions: both fit
``separator_unclear``        error (b)  a decimal mark or a separator of thousands: both fit
``date_order_unclear``       error (b)  day or month first: both fit
``wording_ambiguous``        error (b)  a text that may mean two codes
``declared_substantive``     error (b)  the file declares missing what is an answer by the questionnaire
``columns_compete``          error (b)  two columns that name one answer and differ
``options_unplaced``         error (b)  columns of a question that nothing assigns to its options
``formula_texts``            info       texts written as formulas (``="007"``), read as the text
``declared_missing``         warning    values the file declares missing, unknown to the questionnaire; read as blank
``missing_decided``          info       values read as blank because the wave says so
``blank_marker``             info       NA, NULL, error cells of Excel and the like, read as empty cells
``formula_marks``            info       apostrophes by which a text file marks what a spreadsheet would compute, left out
``coding_yes_no``            info       option columns read as 1 = yes, 2 = no
``coding_ranks``             info       option columns read as ranks
``separator_decimal``        info       a sign read as decimal mark by the rest of the file
``separator_thousands``      info       a sign read as separator of thousands by the rest of the file
``closing_row``              error      a row at the end with a word where all others have a number: a sum or a note
``labels_unlike``            warning    labels of codes that resemble no wording of their answers
``specify_unchosen``         warning    texts of "other" in interviews that did not choose it
``zeros_lost``               warning    identifiers shorter than others of the column that begin with zero
``percent_unclear``          error (b)  12.5% as 12.5 or as 0.125: both fit
``percent_number``           info       percent signs read as the number before them
``percent_share``            info       percent signs read as shares
``separator_unclear_extra``  warning    a column of no question stays text because its numbers could be read in two ways
``dates_from_1904``          info       serial numbers of days that count from 1904
``decision_unused``          warning    a line under ``read:`` that decided nothing
``question_absent``          (a)        the file has no column for a question
``options_absent``           warning    the file has columns for some options of a multiple choice and none for others
``columns_ambiguous``        error (b)  columns whose heading fits several questions; not used as answers
``letters_unclear``          error (b)  answers such as A3 that may be codes of the questionnaire or places in its list
``columns_joined``           info       columns of one answer of which no interview fills two, read as one
``headings_shared``          info       wordings that head several columns, with the letters of the column added
``columns_same``             info       two columns that name one answer and hold the same
``column_renamed``           error      a column has a former id of a question: its codes may be former ones, too; not read
``columns_beside``           info       columns that begin with the id of a question and hold a time or a comment
``columns_extra``            info       columns that belong to no question, kept with the answers
``labels_differ``            error      the file gives a code the wording of another code of the questionnaire
``specify_unexpected``       warning    "other, specify" text to a question that has no such answer
``letters_replaced``         info       wordings read although letters came from another alphabet
``letters_lost``             warning    wordings read although letters had become question marks
``heading_letters``          info       headings read although letters came from another alphabet
``rows_empty``               info       rows without a single filled cell, left out
``submissions_rejected``     warning    submissions that the tool marks as rejected or as a test, no interviews
``submissions_doubtful``     warning    submissions that the tool marks as unfinished or doubtful, read
``form_versions``            info       interviews of several versions of the form
``sheets_unclear``           error (b)  several visible sheets look like tables of interviews
``sheet_hidden``             warning    the sheet read is hidden
``sheets_hidden``            warning    hidden sheets that were not read
``sheets_unread``            info       visible sheets that were not read
``tables_unread``            info       tables of an archive that were not read
``rows_hidden``              warning    hidden or filtered rows, read
``columns_hidden``           info       hidden columns, read
``formulas_uncomputed``      warning    formulas without a value, empty
``titles_above``             info       rows above the heading, left out
``headings_below``           warning    further heading rows below the heading, no interviews
``heading_repeated``         warning    rows that repeat the heading, no interviews
``heading_doubtful``         warning    a row that looks like wordings, kept as an interview
``row_numbers``              info       a first column that only numbers the rows, left aside
``quotes_stray``             warning    quotation marks inside answers
``last_line_open``           warning    a last line without its line end
``cases_differ``             error (b)  a header that declares another number of cases
``encoding_repaired``        warning    text in another encoding than declared
``encoding_undeclared``      info       text of a file that declares no encoding
``cells_merged``             warning    merged cells below the heading of a sheet
``zeros_shown``              info       numbers that a sheet shows with zeros in front, read as shown
``encoding_twice``           warning    letters that were encoded twice, read as they were meant
``encoding_latin``           info       accented letters read as Windows-1252 and the like; a warning where two encodings fit
``letters_damaged``          warning    letters that no encoding reads
``portable_file``            warning    an SPSS portable file, which loses Cyrillic and missing values
===========================  =========  ===============================================================================

(a) ``error`` for what an interview cannot be used without: required questions, and those with the role interview,
wave, stratum, psu, consent or age; ``warning`` for every other question.

(b) without an interview and a row: the file cannot be used until a line under ``read:`` of the wave decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from survey.lazy_names import lazy_names

if TYPE_CHECKING:
    from survey.ingest.answer_text import WrittenAnswer, read_answer, read_day, write_answer
    from survey.ingest.applied_corrections import AnswerChange
    from survey.ingest.decoding import decode
    from survey.ingest.delivered_file import read_file
    from survey.ingest.read_lines import Decisions, read_decisions

__all__ = [
    "AnswerChange",
    "Decisions",
    "WrittenAnswer",
    "decode",
    "read_answer",
    "read_day",
    "read_decisions",
    "read_file",
    "write_answer",
]

__getattr__ = lazy_names(
    __name__,
    {
        "answer_text": "WrittenAnswer read_answer read_day write_answer",
        "applied_corrections": "AnswerChange",
        "decoding": "decode",
        "delivered_file": "read_file",
        "read_lines": "Decisions read_decisions",
    },
)
