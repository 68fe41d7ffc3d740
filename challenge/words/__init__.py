"""The words on pages: one table for verdicts, one for each kind of provenance.

Templates take every word, icon and CSS class from here and invent none. What the judge calls a
thing stays in code and exports; people read these.
"""

from challenge.words.decisions import (
    DECISIONS,
    EXCUSED_FOR_ALL,
    OVERRIDES,
    ROLES,
    decision_text,
    overrides,
    somebody_decided,
)
from challenge.words.documents import PASSAGES, PICTURE_STATES, SHOWN
from challenge.words.sources import (
    HOW,
    OUTCOMES,
    RESTS_ON,
    RUN_STATES,
    SOURCE_MARKS,
    SOURCE_STATES,
    SOURCES,
    SUBJECTS,
    THE_SOURCES,
    judged_text,
    sources_text,
)
from challenge.words.verdicts import (
    ALWAYS_COUNTED,
    LOOKING,
    NOT_LOOKED,
    POINTS_COUNT,
    TO_MEND,
    VERDICTS,
    Counted,
    hint_label,
    known,
    tally,
    verdict_text,
    word_for,
)
from challenge.words.word import Text, Word

__all__ = [
    "ALWAYS_COUNTED",
    "DECISIONS",
    "EXCUSED_FOR_ALL",
    "HOW",
    "LOOKING",
    "NOT_LOOKED",
    "OUTCOMES",
    "OVERRIDES",
    "PASSAGES",
    "PICTURE_STATES",
    "POINTS_COUNT",
    "RESTS_ON",
    "ROLES",
    "RUN_STATES",
    "SHOWN",
    "SOURCES",
    "SOURCE_MARKS",
    "SOURCE_STATES",
    "SUBJECTS",
    "THE_SOURCES",
    "TO_MEND",
    "VERDICTS",
    "Counted",
    "Text",
    "Word",
    "decision_text",
    "hint_label",
    "judged_text",
    "known",
    "overrides",
    "somebody_decided",
    "sources_text",
    "tally",
    "verdict_text",
    "word_for",
]
