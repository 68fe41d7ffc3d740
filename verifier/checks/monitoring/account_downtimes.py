"""What the account tells of when the judged monitor is silent."""

from __future__ import annotations

from verifier.checks import check
from verifier.checks.monitoring.silence import WEEKDAYS_ONLY, WEEKEND_DAYS_ONLY, lacks, nights, silence_of, zone_note
from verifier.facts.account import Downtimes, JudgedHost, Monitor
from verifier.facts.base import NotLooked, NotThere
from verifier.facts.host import OperatingSystem
from verifier.schedules import NIGHTS, OFFICE, WEEKEND, WEEKNIGHTS, missing
from verifier.verdicts import Finding, failed, passed


@check(hint="Weekly on Monday to Friday, starts 19:00, lasts 14 hours, aimed at this monitor only.")
def account_downtime_covers_weeknights(
    downtimes: Downtimes,
    monitor: Monitor,
    judged: JudgedHost | NotLooked | NotThere,
    system: OperatingSystem | NotLooked | NotThere,
    *,
    slack_minutes: int,
    daily: str,
) -> Finding:
    """A downtime silences the monitor on weeknights, and not in between."""
    silence = silence_of(downtimes, monitor, judged)
    seen = silence.evidence("Mon-Fri 19:00-24:00, Tue-Sat 00:00-09:00")
    wrong = nights(silence, WEEKNIGHTS, WEEKDAYS_ONLY, "a weeknight", seen, slack=slack_minutes)
    if wrong is not None:
        return wrong
    notes = [zone_note(silence, system)]
    rule = ""
    if missing(silence.minutes_not_daily, WEEKNIGHTS, slack=slack_minutes):
        rule = "nightly_daily"
        if daily != "accept":
            return failed("The downtime repeats every day, not Monday to Friday.", *seen, rule=rule)
        notes.insert(0, "The downtime repeats every day, not Monday to Friday.")
    note = " ".join(filter(None, notes))
    return passed("The monitor is silent from 19:00 to 09:00 on weeknights.", *seen, note=note, rule=rule)


@check(hint="Weekly on Saturday and Sunday, starts 00:00, lasts one day, aimed at this monitor only.")
def account_downtime_covers_the_weekend(
    downtimes: Downtimes,
    monitor: Monitor,
    judged: JudgedHost | NotLooked | NotThere,
    system: OperatingSystem | NotLooked | NotThere,
    *,
    slack_minutes: int,
) -> Finding:
    """A downtime silences the monitor all Saturday and Sunday."""
    silence = silence_of(downtimes, monitor, judged)
    lacking = lacks(silence, WEEKEND, WEEKEND_DAYS_ONLY, "the weekend", slack=slack_minutes)
    if lacking is not None:
        return lacking
    seen = silence.evidence("Sat-Sun 00:00-24:00")
    if not silence.has_one_meant_for(WEEKEND_DAYS_ONLY, not_for=OFFICE, slack=slack_minutes):
        return failed("What silences the weekend silences working hours as well.", *seen)
    return passed("The monitor is silent all Saturday and Sunday.", *seen, note=zone_note(silence, system))


@check(hint="Repeats every day, starts 19:00, lasts 14 hours, aimed at this monitor only.")
def account_downtime_covers_every_night(
    downtimes: Downtimes,
    monitor: Monitor,
    judged: JudgedHost | NotLooked | NotThere,
    system: OperatingSystem | NotLooked | NotThere,
    *,
    slack_minutes: int,
) -> Finding:
    """A downtime silences the monitor every night, and not in between."""
    silence = silence_of(downtimes, monitor, judged)
    seen = silence.evidence("Mon-Sun 19:00-24:00, Mon-Sun 00:00-09:00")
    wrong = nights(silence, NIGHTS, NIGHTS, "every night", seen, slack=slack_minutes)
    if wrong is not None:
        return wrong
    return passed("The monitor is silent from 19:00 to 09:00 every night.", *seen, note=zone_note(silence, system))
