"""Who may see and do what. Every selector and service asks here; templates never decide.

What somebody may not see does not exist for them: `Hidden` becomes a 404, whatever the reason.

| | own submission | others' submissions | practice results of others | board |
|---|---|---|---|---|
| candidate | all | nothing | nothing | cohort's own, if it has one |
| viewer | - | nothing | nothing | yes |
| reviewer, lead | - | all | if the cohort says coach, or after the hand-in | yes |
"""

from challenge.access.found import (
    Hidden,
    Withdrawn,
    author,
    cohort_for,
    draft_for,
    graded_by,
    import_into,
    imported_for,
    judged_again_by,
    led_by,
    named_for,
    owned_for,
    read_by,
    results_for,
    run_for,
    submission_for,
)
from challenge.access.may import (
    SEES_ALL,
    Person,
    is_owner,
    is_reviewer,
    may_cancel_run,
    may_choose_judged,
    may_connect,
    may_grade,
    may_import,
    may_judge_again,
    may_judge_cohort_again,
    may_read_grade,
    may_run_cohort,
    may_see_board,
    may_see_results,
    may_see_submission,
    may_start_run,
    may_write_challenges,
    open_results,
    own_submissions,
    results_are_open,
    roles,
)
from challenge.access.names import (
    may_see_name,
    names_hidden_from,
    open_names,
)

__all__ = [
    "SEES_ALL",
    "Hidden",
    "Person",
    "Withdrawn",
    "author",
    "cohort_for",
    "draft_for",
    "graded_by",
    "import_into",
    "imported_for",
    "is_owner",
    "is_reviewer",
    "judged_again_by",
    "led_by",
    "may_cancel_run",
    "may_choose_judged",
    "may_connect",
    "may_grade",
    "may_import",
    "may_judge_again",
    "may_judge_cohort_again",
    "may_read_grade",
    "may_run_cohort",
    "may_see_board",
    "may_see_name",
    "may_see_results",
    "may_see_submission",
    "may_start_run",
    "may_write_challenges",
    "named_for",
    "names_hidden_from",
    "open_names",
    "open_results",
    "own_submissions",
    "owned_for",
    "read_by",
    "results_are_open",
    "results_for",
    "roles",
    "run_for",
    "submission_for",
]
