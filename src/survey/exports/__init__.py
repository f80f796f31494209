"""Data files that leave the office: for SPSS, Stata, R and spreadsheets, with labels and reasons of blanks.

===========================  ========  ===========================================================================
rule                         severity  what the file does not hold as it is
===========================  ========  ===========================================================================
``set_aside_left_out``       info      interviews set aside, which are not in the file
``strays_left_out``          info      answers to questions that the routing did not ask
``column_absent``            info      a column the delivery did not have either
``column_replaced``          info      a delivered column whose name a computed column has
``name_changed``             info      a name that the format does not allow, or that differs in capitals only
``label_over_bytes``         info      a label longer than the format holds; the codebook has it whole
``label_over_characters``    info      the same, in a format that counts characters
``value_label_shortened``    info      the same of the label of a code
``title_shortened``          info      the same of the title
``words_untranslated``       warning   the program has no words in the language: yes, no, not asked stay unlabelled
``reason_empty``             (a)       a reason that no code states; its cells are empty
``code_added``               warning   a reason that the questionnaire has no code for, under a negative code
``missing_undeclared``       warning   codes of blanks that SPSS cannot declare missing with the others
``dates_as_text``            info      a date with codes for "does not know", written as text
``zero_bytes``               warning   texts with zero bytes, which are replaced
``line_ends``                warning   texts whose line ends became line feeds
``spaces_at_the_end``        warning   texts whose spaces at the end are lost
``text_shortened``           warning   texts longer than the format holds
``public_classes``           info      a public-use file: k, and the smallest class
``public_below``             info      interviews below k before single values were withheld
``public_touched``           info      interviews of which a value was withheld
``public_columns``           info      columns withheld
===========================  ========  ===========================================================================

(a) ``info`` for "not asked", which the routing gives again when the file is read; ``warning`` for the others.
"""

from survey.exports.exported_file import ExportedFile
from survey.exports.file_writing import write_file
from survey.exports.public_file import PublicUse, public_use

__all__ = ["ExportedFile", "PublicUse", "public_use", "write_file"]
