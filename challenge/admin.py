"""What an operator may look at, and the little they may change. Secrets are not shown at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from challenge.models import Cohort, DefinitionVersion, Event, Membership, Run, Submission, Team

if TYPE_CHECKING:
    Admin = admin.ModelAdmin[Any]
else:
    Admin = admin.ModelAdmin


class ReadOnly(Admin):
    """Shown, and never changed here: a change is a new version, a new run or a new event."""

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, *_: Any, **__: Any) -> bool:
        return False

    def has_delete_permission(self, *_: Any, **__: Any) -> bool:
        return False


@admin.register(DefinitionVersion)
class DefinitionVersionAdmin(ReadOnly):
    list_display = ("label", "challenge", "published_at")


@admin.register(Event)
class EventAdmin(ReadOnly):
    list_display = ("id", "kind", "cohort_id", "submission_id", "run_id", "actor_id", "at")
    list_filter = ("kind",)


@admin.register(Run)
class RunAdmin(ReadOnly):
    list_display = ("id", "submission", "state", "started_by", "created_at", "ended_at", "points")
    list_filter = ("state",)


@admin.register(Cohort)
class CohortAdmin(Admin):
    list_display = ("name", "version", "practice_visible_to", "has_board")


@admin.register(Membership)
class MembershipAdmin(Admin):
    list_display = ("user", "cohort", "role")
    list_filter = ("role", "cohort")


@admin.register(Team)
class TeamAdmin(Admin):
    list_display = ("name", "cohort")


@admin.register(Submission)
class SubmissionAdmin(Admin):
    list_display = ("code", "cohort", "owner", "team", "handed_in_at")
