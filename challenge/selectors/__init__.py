"""Reads for pages. Each asks `access` first and gives frozen dataclasses, never a queryset or a model.

What a person may not see raises `access.Hidden` (a 404).
"""

from challenge.selectors.answers import AnswerPage, AnswerPicture, answer_page
from challenge.selectors.authoring import challenges, draft_page, version_page
from challenge.selectors.before import BeforePage, Looked, Thing, ThingGroup, before_page, things_before
from challenge.selectors.cohorts import (
    CohortCard,
    Strip,
    StripCell,
    SubmissionCard,
    is_contest,
    list_cohorts,
    own_submission_cards,
    shows_sandbox,
)
from challenge.selectors.connected_document import ConnectedDocument, connected_document
from challenge.selectors.deciding import EvidenceLine
from challenge.selectors.evidence import FindingView, StepEvidence, step_evidence
from challenge.selectors.grading import GradedRow, GradingPage, grading_page
from challenge.selectors.heads import RunCard, SubmissionView, as_reviewer
from challenge.selectors.home import Home, home
from challenge.selectors.imports import ImportLine, Imports, imports
from challenge.selectors.joining import Asked, what_is_asked
from challenge.selectors.judged import JudgedObjects, choosable_objects
from challenge.selectors.judging_again import JudgeAgainPage, NamedRule, judge_again_page, rule_offers
from challenge.selectors.likeness import CohortLikeness, PairView, PassageView, cohort_likeness
from challenge.selectors.machine import LoginView, MachinePage, MachineView, SecretView, machine_page
from challenge.selectors.members import Members, cohort_members
from challenge.selectors.not_asked import AskedPage, RowNotAsked, asked_page
from challenge.selectors.passing_on import PassingOn, passing_on
from challenge.selectors.people import Myself, myself
from challenge.selectors.pictures import PictureView, SubmissionPictures, submission_pictures
from challenge.selectors.progress import RunProgress, SourceProgress, StepProgress, run_progress
from challenge.selectors.rechecking import CheckPage, check_page, checkable, recheck_progress
from challenge.selectors.steps import (
    SectionView,
    StepView,
    SubmissionSteps,
    submission_steps,
)
from challenge.selectors.time_box import TimeBox, time_box
from challenge.selectors.tried import Tried, TriedRow, TriedSection, tried
from challenge.selectors.work_list import WorkLine, WorkList, followed, work_list

__all__ = [
    "AnswerPage",
    "AnswerPicture",
    "Asked",
    "AskedPage",
    "BeforePage",
    "CheckPage",
    "CohortCard",
    "CohortLikeness",
    "ConnectedDocument",
    "EvidenceLine",
    "FindingView",
    "GradedRow",
    "GradingPage",
    "Home",
    "ImportLine",
    "Imports",
    "JudgeAgainPage",
    "JudgedObjects",
    "LoginView",
    "Looked",
    "MachinePage",
    "MachineView",
    "Members",
    "Myself",
    "NamedRule",
    "PairView",
    "PassageView",
    "PassingOn",
    "PictureView",
    "RowNotAsked",
    "RunCard",
    "RunProgress",
    "SecretView",
    "SectionView",
    "SourceProgress",
    "StepEvidence",
    "StepProgress",
    "StepView",
    "Strip",
    "StripCell",
    "SubmissionCard",
    "SubmissionPictures",
    "SubmissionSteps",
    "SubmissionView",
    "Thing",
    "ThingGroup",
    "TimeBox",
    "Tried",
    "TriedRow",
    "TriedSection",
    "WorkLine",
    "WorkList",
    "answer_page",
    "as_reviewer",
    "asked_page",
    "before_page",
    "challenges",
    "check_page",
    "checkable",
    "choosable_objects",
    "cohort_likeness",
    "cohort_members",
    "connected_document",
    "draft_page",
    "followed",
    "grading_page",
    "home",
    "imports",
    "is_contest",
    "judge_again_page",
    "list_cohorts",
    "machine_page",
    "myself",
    "own_submission_cards",
    "passing_on",
    "recheck_progress",
    "rule_offers",
    "run_progress",
    "shows_sandbox",
    "step_evidence",
    "submission_pictures",
    "submission_steps",
    "things_before",
    "time_box",
    "tried",
    "version_page",
    "what_is_asked",
    "work_list",
]
