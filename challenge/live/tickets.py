"""A ticket lets one page open one stream: who, what, how much, from which event on.

A view issues it after a selector has checked access; the stream only checks the signature and the
age, so it needs neither session nor database.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

from django.core import signing

GOOD_FOR_SECONDS = 120
SALT = "proofboard.live"


@dataclass(frozen=True)
class Ticket:
    """scope: "submission", "cohort" or "board" with its id; a board has that of its cohort. level: "full", "desk" for what
    other reviewers decide, or "lead" for who runs a contest; of a board, what of it its watchers see
    (`selectors.watching.LEVELS`). cohort: of a submission, the one whose news for everybody it hears too; 0 = of none.

    only: the submissions of the cohort that the page shows and this person may follow; None = all. after: the last event the
    page already shows. until: seconds since the epoch; later events are not sent.
    """

    user: int
    scope: str
    scope_id: int
    level: str = "full"
    only: tuple[int, ...] | None = None
    after: int = 0
    until: float | None = None
    cohort: int = 0


def issue(ticket: Ticket) -> str:
    """The signed text that the page carries."""
    return signing.dumps(astuple(ticket), salt=SALT, compress=True)


def read(text: str, *, max_age: int = GOOD_FOR_SECONDS) -> Ticket | None:
    """The ticket, or None if it is forged, too old, or no ticket at all."""
    try:
        user, scope, scope_id, level, only, after, until, cohort = signing.loads(text, salt=SALT, max_age=max_age)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Ticket(user, scope, scope_id, level, None if only is None else tuple(only), after, until, cohort)
