"""The tables, one domain noun a module. Constraints live in the database; writes live in `services`."""

from challenge.models.again import Recheck, Rejudging, RejudgingLine, WantedCheck
from challenge.models.answer import Comment, WrittenAnswer, WrittenPicture
from challenge.models.beat import Beat
from challenge.models.challenge import Challenge, Criterion, DefinitionDraft, DefinitionVersion, Section, Step
from challenge.models.cohort import Cohort
from challenge.models.contest import Contest, ContestKey, Entry, Sweep
from challenge.models.contest_act import ContestAct
from challenge.models.event import Event
from challenge.models.for_all import CohortDecision
from challenge.models.imported import Import
from challenge.models.own_look import OwnLook, OwnLookToken
from challenge.models.people import Invitation, MailRefused, Membership, Profile
from challenge.models.practice import PracticePass, PracticeWork
from challenge.models.remembered import Remembered
from challenge.models.review import Assignment, Decision, InterviewQuestion, Review
from challenge.models.run import Collection, Judgment, Run
from challenge.models.standing import StandingRow
from challenge.models.submission import AccountLink, Credential, Submission, Target
from challenge.models.summary import Summary
from challenge.models.team import Team

__all__ = [
    "AccountLink",
    "Assignment",
    "Beat",
    "Challenge",
    "Cohort",
    "CohortDecision",
    "Collection",
    "Comment",
    "Contest",
    "ContestAct",
    "ContestKey",
    "Credential",
    "Criterion",
    "Decision",
    "DefinitionDraft",
    "DefinitionVersion",
    "Entry",
    "Event",
    "Import",
    "InterviewQuestion",
    "Invitation",
    "Judgment",
    "MailRefused",
    "Membership",
    "OwnLook",
    "OwnLookToken",
    "PracticePass",
    "PracticeWork",
    "Profile",
    "Recheck",
    "Rejudging",
    "RejudgingLine",
    "Remembered",
    "Review",
    "Run",
    "Section",
    "StandingRow",
    "Step",
    "Submission",
    "Summary",
    "Sweep",
    "Target",
    "Team",
    "WantedCheck",
    "WrittenAnswer",
    "WrittenPicture",
]
