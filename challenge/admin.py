"""What an operator may look at, and the little they may change. Secrets are not shown at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from challenge.models import Cohort, Contest, DefinitionVersion, Entry, Event, Membership, Run, Submission, Sweep, Team

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


@admin.register(Contest)
class ContestAdmin(Admin):
    list_display = ("cohort", "tie_rule", "sweep_seconds", "site", "organisation", "paused_at", "revealed_at")
    readonly_fields = ("cohort", "organisation", "public_token", "paused_at", "revealed_at")


@admin.register(Entry)
class EntryAdmin(ReadOnly):
    list_display = ("submission", "tag", "hidden", "looked_at", "heard_at", "clash")
    list_filter = ("submission__cohort", "hidden")


@admin.register(Sweep)
class SweepAdmin(ReadOnly):
    list_display = ("id", "contest", "asked_at", "state", "tries", "ended_at", "reason")
    list_filter = ("state", "contest")
    exclude = ("raw",)


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
