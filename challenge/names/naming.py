"""Who somebody is, for whoever looks: a name, or "Candidate K7" where names are hidden from them.

Every name of a candidate on a page comes from here, and every function takes who looks, so that no caller can forget.
`challenge.names.blinded` is the net below: it draws the same veil over whatever a reviewer is answered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from time import monotonic
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext

from challenge import access
from challenge.access import Person
from challenge.models import Submission, Target, Team
from challenge.names.veil import Known, Veil
from challenge.names.veil import Person as Somebody


def real_name(submission: Submission) -> str:
    """Who hands it in; only for what the candidate gets, and for what is kept."""
    if submission.team is not None:
        return submission.team.name
    owner = submission.owner
    return (owner.get_full_name() or owner.get_username()) if owner is not None else submission.code


def label(submission: Submission) -> str:
    """What stands in the place of a name."""
    return gettext("Candidate %(code)s") % {"code": submission.code}


def name_of(viewer: Person, submission: Submission) -> str:
    """Who hands it in, for people."""
    return names_of(viewer, [submission])[submission.pk]


def names_of(viewer: Person, submissions: Iterable[Submission]) -> dict[int, str]:
    """submission -> who hands it in, in two queries for all of them."""
    rows = list(submissions)
    hidden = access.names_hidden_from(viewer, rows)
    return {row.pk: label(row) if row.pk in hidden else real_name(row) for row in rows}


def people_of(viewer: Person, submission: Submission) -> Callable[[Person], str]:
    """Names whoever acted on a submission: the candidate as `name_of` does."""
    hidden = not access.may_see_name(viewer, submission)
    owners = {row.pk for row in _users_of(submission)} if hidden else set()

    def name(person: Person) -> str:
        if person.pk in owners:
            return label(submission)
        return getattr(person, "get_full_name", str)() or person.get_username()

    return name


def veil_for(viewer: Person, submission: Submission) -> Veil:
    """For texts of one submission; an empty veil where this person may read them as they are."""
    if access.may_see_name(viewer, submission):
        return Veil()
    known = _known(Submission.objects.filter(pk=submission.pk), whole=False)
    return Veil.of([*_kept(viewer, [submission.cohort.name], but=(Veil.of(known),)), *known])


def veil(viewer: Person, cohorts: Iterable[int], *, about: int | None = None) -> Veil:
    """For everything this person must not read yet in these cohorts.

    about: the submission that a page is about; of the others, only what can hardly mean anybody else is hidden there.
    """
    ids = list(cohorts)
    rows = Submission.objects.filter(cohort__in=ids, withdrawn_at=None)
    light = list(
        rows.select_related("cohort").only("pk", "owner_id", "team_id", "cohort__names_hidden", "cohort__name")
    )
    hidden = access.names_hidden_from(viewer, light)
    if not hidden:
        return Veil()
    others = _strings(rows, light, whole=about is not None).without({row.pk for row in light} - hidden)
    known = _known(rows.filter(pk=about), whole=False) if about in hidden else []
    kept = _kept(viewer, {row.cohort.name for row in light}, but=(others, Veil.of(known)))
    return others.after(Veil.of([*kept, *known]))


LARGE, SECONDS, MOST_KEPT = 200, 60.0, 8
"""In a cohort of more people than this the strings are kept for so long: a changed name is known a minute later. Pages
that ask `name_of` know it at once. So many such lists are kept in a process."""
_held: dict[tuple[object, ...], tuple[float, Veil]] = {}


def _strings(rows: QuerySet[Submission], light: list[Submission], *, whole: bool) -> Veil:
    if len(light) <= LARGE:
        return Veil.of(_known(rows, whole=whole))
    key = (whole, get_language(), len(light), *sorted({row.cohort_id for row in light}), max(row.pk for row in light))
    at, made = _held.get(key, (0.0, Veil()))
    if not made or monotonic() - at > SECONDS:
        made = Veil.of(_known(rows, whole=whole))
        if len(_held) >= MOST_KEPT:
            _held.clear()
        _held[key] = (monotonic(), made)
    return made


def _known(rows: QuerySet[Submission], *, whole: bool) -> list[Known]:
    people = _people(list(rows.select_related("owner", "team")))
    return [replace(known, of=pk) for pk, one in people.items() for known in (one.whole() if whole else one.known())]


def _users_of(submission: Submission) -> list[User]:
    if submission.owner is not None:
        return [submission.owner]
    return list(submission.team.members.all()) if submission.team else []


def _kept(viewer: Person, cohorts: Iterable[str], *, but: Iterable[Veil] = ()) -> list[Known]:
    """What stays as a whole: one's own name, and those of the cohorts. but: a name of one's own that hides somebody there
    stays hidden, because everybody chooses theirs.
    """
    own = [viewer.get_full_name(), viewer.get_username(), viewer.email] if isinstance(viewer, User) else []
    own = [text for text in own if text and not any(veil.knows(text) for veil in but)]
    return [Known(text, None) for text in (*own, *cohorts) if text]


def _people(rows: list[Submission]) -> dict[int, Somebody]:
    cohorts = {row.cohort_id for row in rows}
    there = Submission.objects.filter(cohort__in=cohorts) if len(rows) > 1 else Submission.objects.filter(pk=rows[0].pk)
    members: dict[int, list[User]] = defaultdict(list)
    teams = {row.team_id for row in rows if row.team_id}
    for team in Team.objects.filter(pk__in=teams).prefetch_related("members") if teams else ():
        members[team.pk] = list(team.members.all())
    logins: dict[int, list[str]] = defaultdict(list)
    for submission, login in Target.objects.filter(submission__in=there).values_list("submission_id", "username"):
        logins[submission].append(login)
    users = {row.pk: [row.owner] if row.owner else members[row.team_id or 0] for row in rows}
    mails, accounts = _addresses(there), _accounts(there)
    return {row.pk: _somebody(row, users[row.pk], logins[row.pk], mails, accounts) for row in rows}


def _somebody(
    row: Submission,
    users: list[User],
    logins: list[str],
    mails: Mapping[int, list[str]],
    accounts: Mapping[int, list[str]],
) -> Somebody:
    handles = [user.username for user in users if "@" not in user.username]
    handles += [login for user in users for login in accounts[user.pk]]
    emails = {mail for user in users for mail in (user.email, user.username, *mails[user.pk]) if "@" in mail}
    return Somebody(
        code=row.code,
        label=label(row),
        names=tuple((user.first_name, user.last_name) for user in users if user.get_full_name()),
        handles=tuple(filter(None, [*handles, *logins, forge_user(row.document_url)])),
        emails=tuple(sorted(emails)),
        teams=(row.team.name,) if row.team else (),
    )


def forge_user(address: str) -> str:
    """Whose fork it is, by its address; "" = none, or no forge."""
    try:
        parts = urlsplit(address if "//" in address else f"//{address}")
    except ValueError:
        return ""
    path = parts.path.strip("/").split("/")
    return path[0] if parts.netloc and len(path) > 1 else ""


def _addresses(rows: QuerySet[Submission]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for user, mail in EmailAddress.objects.filter(_hand_in(rows)).values_list("user_id", "email"):
        found[user].append(mail)
    return found


def _accounts(rows: QuerySet[Submission]) -> Mapping[int, list[str]]:
    """Logins at other sites."""
    found: dict[int, list[str]] = defaultdict(list)
    for user, told in SocialAccount.objects.filter(_hand_in(rows)).values_list("user_id", "extra_data"):
        found[user] += [told[key] for key in ("login", "preferred_username") if isinstance(told.get(key), str)]
    return found


def _hand_in(rows: QuerySet[Submission]) -> Q:
    """Of whoever hands these in. As a query within a query: a list of ten thousand ids is more than a database takes."""
    members = Team.members.through.objects.filter(team__in=rows.values("team_id"))
    return Q(user_id__in=rows.values("owner_id")) | Q(user_id__in=members.values("user_id"))
