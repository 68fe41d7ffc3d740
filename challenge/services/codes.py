"""Short codes of submissions, such as K7: easy to say, and they tell neither a name nor who came first."""

from __future__ import annotations

import random
from collections.abc import Callable

from django.db import IntegrityError, transaction

from challenge.models import Cohort, Submission

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"  # without I, O and S, which are read as 1, 0 and 5
TRIES = 8


def with_free_code(cohort: Cohort, make: Callable[[str], Submission]) -> Submission:
    """What `make` makes of a code that nobody in the cohort has; tried again where somebody else was faster."""
    for _try in range(TRIES):
        try:
            with transaction.atomic():
                return make(free_code(cohort))
        except IntegrityError:
            continue
    raise RuntimeError(f"No free code was found in cohort {cohort.pk}.")


def free_code(cohort: Cohort) -> str:
    """A letter and as many digits as it takes for at least half of the codes to be free."""
    taken = set(cohort.submissions.values_list("code", flat=True))
    digits = 1
    while True:
        every = [f"{letter}{number}" for letter in LETTERS for number in range(10 ** (digits - 1) + 1, 10**digits)]
        free = [code for code in every if code not in taken]
        if len(free) * 2 >= len(every):
            return random.SystemRandom().choice(free)
        digits += 1
