"""Run within an installation's environment: answers questions, and does small deeds.

`fill PORT`  a cohort with one candidate, whose document is in VAR and whose machine is on that port
`start`      press "Check now"; gives the run's id
`run ID`     everything a test wants to know of a run
`ended ID`   the same, once the run has ended
`keep ID`    look at everything, as a worker that is killed before it judges what it saw; how many looks that were
`ring ID`    send the messages of the run's collections once more
`forget`     throw away the messages that lie in the embedded queue
`connections` how many others are connected to the database, which is PostgreSQL
`append N`   append N times two events to the record, from several threads at once
`record`     how many events there are, and where the chain is broken
`count N`    count N times what all processes count together; gives what it came to each time
`knock N`    try N times to sign in as the candidate with a wrong password; gives how many were tried at all
`write TEXT` the candidate's document says this
`hand-in`    press "Hand in"
`handed-in`  everything a test wants to know of the hand-in, once it is over
`contest URL` a contest of three entries, swept every two seconds, whose account is the sandbox at URL
`swept`      everything a test wants to know of the contest
`follow N`   read the record as a live page does, until N events were read; gives their ids

What reviewers do stands in `tests.faults.reviewers`.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from challenge import bell
from challenge.looks import at_hand, looking
from challenge.models import Cohort, Entry, Event, Membership, Run, Submission
from challenge.selectors.sweeps import state_of
from challenge.services import bundles, collecting, contests, events, handing_in, submissions
from challenge.services.definitions import publish
from challenge.services.runs import cancel, start
from tests.asking import answer
from tests.faults import reviewers
from tests.faults.installation import until
from tests.shared_site import API_KEY, APP_KEY, TAGS

DEFINITION = settings.BASE_DIR / "challenge" / "definitions" / "solutions-engineer.yaml"


def fill(port: str) -> int:
    version, _new = publish(DEFINITION.read_text("utf-8"))
    cohort = Cohort.objects.create(key="faults", name="Faults", version=version)
    user = User.objects.create_user("ada")
    Membership.objects.create(cohort=cohort, user=user, role="candidate")
    submission = submissions.join(cohort, code="A1", owner=user)
    folder = Path(settings.VAR) / "documents" / "A1"
    folder.mkdir(parents=True)
    (folder / "answers.md").write_text("# Answers\n\nI used a Vagrant VM with Ubuntu 22.04.\n", "utf-8")
    submission.document = "documents/A1"
    submission.save()
    if port != "none":
        submissions.set_machine(
            submission, address="127.0.0.1", port=int(port), username="ada", password="correct horse"
        )
    return submission.pk


def begin() -> int:
    return start(Submission.objects.get(), User.objects.get()).pk


def stop(run_id: str) -> str:
    return cancel(Run.objects.get(pk=run_id), User.objects.get()).state


def keep(run_id: str) -> int:
    leases = [collecting.claim(row.pk) for row in Run.objects.get(pk=run_id).collections.all()]
    for lease in leases:
        assert lease is not None
        collecting.keep(lease, looking.look(lease.collection_id, report=lambda _facts: None))
    return len(leases)


def ring(run_id: str) -> bool:
    bell.ring(Run.objects.get(pk=run_id).collections.all())
    return True


def forget() -> int:
    messages = list((settings.QUEUE_FOLDER / "messages").iterdir())
    for message in messages:
        message.unlink()
    return len(messages)


def tell(run_id: str) -> dict[str, Any]:
    run = Run.objects.get(pk=run_id)
    return {
        "state": run.state,
        "sources": {c.source: [c.state, c.tries, c.reason] for c in run.collections.all()},
        "steps": dict(run.judgments.values_list("step__key", "verdict")),
        "provisional": run.judgments.filter(provisional=True).count(),
        "finished": Event.objects.filter(run_id=run.pk, kind="run.finished").count(),
        "broken": list(events.broken_links(Event.objects.order_by("id"))),
        "asked": run.version.steps.count(),
    }


def connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        found: int = cursor.fetchone()[0]
    return found


def append(number: str) -> bool:
    def write() -> None:
        submission = Submission.objects.get()
        for _ in range(int(number)):
            with transaction.atomic():
                events.append([events.News("one", submission), events.News("two", submission)])
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return True


def record() -> dict[str, Any]:
    return {"events": Event.objects.count(), "broken": list(events.broken_links(Event.objects.order_by("id")))}


def count(number: str) -> list[int]:
    cache.add("counted", 0, None)
    return [cache.incr("counted") for _ in range(int(number))]


def knock(number: str) -> int:
    browser = Client(SERVER_NAME="localhost")
    given = {"username": "ada", "password": "wrong"}
    pages = [browser.post("/sign-in/", given).content.decode() for _ in range(int(number))]
    return sum("Too many" not in page for page in pages)


def follow(number: str) -> list[int]:
    seen: list[int] = []
    while len(seen) < int(number):
        after = seen[-1] if seen else 0
        seen += Event.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    return seen


def ended(run_id: str) -> dict[str, Any]:
    return until(lambda: tell(run_id) if not Run.objects.get(pk=run_id).is_open else None)


def write(text: str) -> bool:
    at_hand.document_path(Submission.objects.get()).joinpath("answers.md").write_text(text, "utf-8")
    return True


def hand_in() -> int:
    User.objects.update(email="ada@example.com")
    return handing_in.ask(Submission.objects.get(), User.objects.get()).pk


def handed_in() -> dict[str, Any]:
    row = until(lambda: Submission.objects.filter(handed_in_at__isnull=False).first())
    folder = bundles.folder_of(row)
    mails = until(lambda: list(Path(settings.EMAIL_FILE_PATH).glob("*")))
    return {
        "fence": row.hand_in_fence,
        "receipt": row.receipt,
        "asked": Event.objects.filter(kind="submission.handing-in").count(),
        "done": Event.objects.filter(kind="submission.handed-in").count(),
        "looks": row.runs.filter(purpose="hand-in").count(),
        "mails": sum(path.read_bytes().count(b"Subject:") for path in mails),
        "bundles": sorted(path.name for path in folder.parent.iterdir()) == [folder.name] if folder else None,
        "changed": bundles.differences(folder, row.bundle_digest) if folder else None,
        "broken": list(events.broken_links(Event.objects.order_by("id"))),
    }


def contest(url: str) -> int:
    version, _new = publish(DEFINITION.read_text("utf-8"))
    cohort = Cohort.objects.create(key="faults", name="Faults", version=version, has_board=True)
    lead = User.objects.create_user("lead")
    Membership.objects.create(cohort=cohort, user=lead, role="lead")
    made = contests.make(cohort)
    made.sweep_seconds = 2
    made.save()
    contests.set_account(made, site="datadoghq.com", api_url=url, api_key=API_KEY, app_key=APP_KEY)
    for name, tag in zip(("ada", "bob", "cy"), TAGS, strict=True):
        entry = contests.enter(submissions.join(cohort, code=name, owner=User.objects.create_user(name)))
        Entry.objects.filter(pk=entry.pk).update(tag=tag)
    return made.pk


def swept() -> dict[str, Any]:
    """The sweeps are read first, while a worker goes on: what they say has ended, all the rest then shows."""
    cohort = Cohort.objects.get()
    sweeps = [[sweep.state, sweep.tries, sweep.reason] for sweep in cohort.contest.sweeps.order_by("pk")]
    state = state_of(User.objects.get(username="lead"), cohort)
    newest = Run.objects.filter(purpose="sweep").order_by("pk")
    return {
        "sweeps": sweeps,
        "clash": dict(Entry.objects.values_list("submission__code", "clash")),
        "looked": len(set(Entry.objects.values_list("looked_at", flat=True))) == 1,
        "runs": list(newest.values_list("submission__code", flat=True)),
        "proved": {
            run.submission.code: sorted(run.judgments.filter(verdict="pass").values_list("step__key", flat=True))
            for run in newest.select_related("submission")
        },
        "stamped": all(
            event.effective_at in set(cohort.contest.sweeps.values_list("asked_at", flat=True))
            for event in Event.objects.filter(kind="run.finished")
        ),
        "failing": state.failing,
        "because": state.because,
        "broken": list(events.broken_links(Event.objects.order_by("id"))),
    }


DEEDS = {
    "contest": contest,
    "swept": swept,
    "write": write,
    "hand-in": hand_in,
    "handed-in": handed_in,
    "connections": connections,
    "count": count,
    "knock": knock,
    "ended": ended,
    "append": append,
    "follow": follow,
    "record": record,
    "fill": fill,
    "start": begin,
    "cancel": stop,
    "keep": keep,
    "ring": ring,
    "forget": forget,
    "run": tell,
    "reviewers": reviewers.reviewers,
    "enter": reviewers.enter,
    "decide": reviewers.decide,
    "look": reviewers.look,
    "decided": reviewers.decided,
}

if __name__ == "__main__":
    answer(DEEDS)
