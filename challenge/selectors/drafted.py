"""A first draft of the feedback, written from the rows in the tone of a colleague: what was shown, what was not and how to
mend it, what a person decided and why; what was shown comes last. No names, no comments, no secrets; whoever gives it edits it first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from django.utils.translation import gettext, ngettext

from challenge.models import Submission
from challenge.selectors.decisions import counting
from challenge.selectors.grading import GradedRow, graded_rows
from challenge.services.deciding import REASONED
from challenge.words import word_for
from verifier import scrub

_SIGNS = re.compile(r"([\\\[\]<*])")
"""What would be Markdown in a sentence of ours. Underlines within words and `code` may stay."""


def drafted(submission: Submission) -> str:
    """Markdown. Asks nothing: whoever comes here was let in by `access.graded_by`."""
    rows = graded_rows(submission, counting(submission))
    parts = [_greeting(rows), *filter(None, (_part(rows, *part) for part in _parts())), *_shown(rows), _end()]
    text = "\n\n".join(parts) + "\n"
    return scrub.mask(text, scrub.find(text))


def _parts() -> Iterable[tuple[str, str, Callable[[GradedRow], bool], Callable[[GradedRow], str]]]:
    """(heading, a sentence below it, which rows, how one is told), in the order of the text."""
    return (
        (
            gettext("What is not as asked yet"),
            gettext("Each with what was seen, and with a way to mend it."),
            lambda row: _counts(row) in ("fail", "disagree"),
            _mend,
        ),
        (
            gettext("What we did not find"),
            gettext("It may be there under another name, or where we could not see it."),
            lambda row: _counts(row) in ("absent", "blocked"),
            _mend,
        ),
        (
            gettext("What your document says, and nobody saw for themselves"),
            "",
            lambda row: _counts(row) == "claimed",
            _line,
        ),
        (
            gettext("What could not be settled"),
            gettext("It is not held against you."),
            lambda row: _counts(row) in ("unknown", "wait", "review", ""),
            _line,
        ),
        (gettext("What was left out for you"), "", lambda row: _counts(row) == "excused", _decided),
    )


def _part(
    rows: Iterable[GradedRow],
    heading: str,
    sentence: str,
    wanted: Callable[[GradedRow], bool],
    told: Callable[[GradedRow], str],
) -> str:
    lines = [f"- {told(row)}" for row in rows if wanted(row)]
    if not lines:
        return ""
    return "\n\n".join(filter(None, (f"## {heading}", sentence, "\n".join(lines))))


def _greeting(rows: tuple[GradedRow, ...]) -> str:
    shown = sum(_counts(row) == "pass" for row in rows)
    told = ngettext(
        "of %(all)d row that was asked you showed %(shown)d.",
        "of %(all)d rows that were asked you showed %(shown)d.",
        len(rows),
    ) % {"all": len(rows), "shown": shown}
    return f"{gettext('Hello,')}\n\n{gettext('thank you for the work that you handed in:')} {told}"


def _end() -> str:
    return gettext("If something here looks wrong to you, ask on the page of its row: we read it and answer there.")


def _counts(row: GradedRow) -> str:
    """What the row counts as; "excused" where it does not."""
    decision = row.grade.decision
    excused = row.grade.excused or (decision and decision.kind == "excuse")
    return "excused" if excused else row.grade.verdict


def _shown(rows: tuple[GradedRow, ...]) -> Iterable[str]:
    """Last, and in one sentence, because what is to be mended is read first; with a line for what has a reason."""
    shown = [row for row in rows if _counts(row) == "pass"]
    if not shown:
        return
    yield f"## {gettext('What you showed')}"
    reasoned = [row for row in shown if _kind(row) == "override"]
    by_itself = [_title(row) for row in shown if not _kind(row)]
    looked = [_title(row) for row in shown if _kind(row) not in ("", "override")]
    if by_itself:
        yield f"{', '.join(by_itself)}."
    if looked:
        yield f"{gettext('Somebody looked, and it is shown:')} {', '.join(looked)}."
    if reasoned:
        yield "\n".join(f"- {_decided(row)}" for row in reasoned)


def _kind(row: GradedRow) -> str:
    return row.grade.decision.kind if row.grade.decision else ""


def _mend(row: GradedRow) -> str:
    told = _decided(row) if row.grade.decision else _line(row)
    return f"{told} {gettext('A way:')} {_one_line(row.step.hint)}" if row.step.hint else told


def _line(row: GradedRow) -> str:
    return f"{_title(row)}: {_plain(row.step.reason)}" if row.step.reason else _title(row)


def _decided(row: GradedRow) -> str:
    decision = row.grade.decision
    if row.grade.excused:
        return f"{_title(row)}: {gettext('excused for everybody:')} {_plain(row.step.excused)}"
    if decision is None or decision.kind not in REASONED:
        somebody = gettext("Somebody looked, and it does not show what was asked.")
        return f"{_title(row)}: {somebody}" if decision and decision.kind == "reject" else _line(row)
    counts = "" if decision.kind == "excuse" else _counts_as(row)
    return f"{_title(row)}: {counts}{_plain(decision.reason)}"


def _counts_as(row: GradedRow) -> str:
    return gettext("somebody decided that it counts as “%(word)s”, because: ") % {
        "word": word_for(row.grade.verdict).label
    }


def _title(row: GradedRow) -> str:
    return f"**{_plain(row.step.title)}**"


def _plain(text: str) -> str:
    return _SIGNS.sub(r"\\\1", _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
