"""What the document shows of the database and its integration."""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifier.checks import check
from verifier.checks.told import (
    UNABLE,
    captions,
    passage_evidence,
    picture_evidence,
    pictures_at,
    place_evidence,
    saying,
)
from verifier.facts.document import Answers, Passage, Pictures, ShownAgent, Snippets
from verifier.verdicts import Evidence, Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE


_NAMES = {"mysql": r"my ?sql|maria ?db", "postgresql": r"postgres\w*|psql", "mongodb": r"mongo\w*"}
_OTHERS = r"sql ?server|oracle|cassandra|redis|sqlite|dynamo\w*|elastic\w*"
_TILE = re.compile(
    r"(?i)\btiles?\b|\bintegrations? (?:page|tab|menu|list|section)\b|\bclick\w*\b[^.]{0,40}\binstall\b|"
    r"\b(?:install|enabl|activat)\w*\b[^.]{0,60}\b(?:button|(?:in|from|through|via|on) (?:the )?(?:\w+ )?(?:ui|gui|web ?site|"
    r"site|app|portal|console))\b"
)
_CONFIGURES = re.compile(
    r"(?i)conf(?:ig\w*)?\b|\.ya?ml|\.d\b|\bgrant\w*|\bcredentials?\b|\buser\b|\binstructions?\b|\bsteps?\b|\bstatus\b|\bmetrics?\b|\bok\b"
)
_NOT_SOLVED = (
    r"(?:\b(?:can|could)(?: ?not| never)|\b(?:can|could)n['’]t|\bunable to|\bnever) (?:been able to )?(?:resolve|fix|solve)\w*\b|"
    r"\b(?:integration|database|agent|mysql|postgres|mongo)? ?check (?:is|was)(?:n['’]t| not) (?:yet )?working\b"
)
_MENDED = r"\b(?:resolved|fix(?:ed|ing)|solved|turned out|corrected|now (?:it )?(?:works?|ok|shows?))\b"
AHEAD = 4
"""So many parts after it may tell that it was mended."""
_TAKEN = r"\b(?:install\w*|chose|choose|us(?:e|ed|ing)|enabl\w*|had|have|runs?|running|integrat\w*)\b"
_INSTALLS = r"(?i)(?:install|docker(?:-compose)?\s+(?:run|pull)|image:|service\s|systemctl\s|brew\s|start)[^\n]{0,120}"


def _in_a_clause(text: str, wanted: str, denied: str) -> bool:
    """Is it told, and not denied, by the whole sentence or by a clause of it?"""
    return any(
        re.search(wanted, part, re.IGNORECASE) and not re.search(denied, part, re.IGNORECASE)
        for part in (text, *re.split(r"[,;]\s", text))
    )


@check(hint="Show the command that installed the database.")
def document_installs_a_database(
    answers: Answers, snippets: Snippets, agent: ShownAgent, pictures: Pictures, *, kinds: tuple[str, ...]
) -> Finding:
    """The document shows the database installed."""
    for kind in kinds:
        pattern = re.compile(_INSTALLS + f"(?:{_NAMES.get(kind, re.escape(kind))})")
        for code in snippets.items:
            if (match := pattern.search(code.text)) and not code.file:
                return passed(f"Commands install {kind}.", place_evidence("code", match[0], code.place), rests_on=TEXT)
    known = [entry for entry in agent.integrations if entry.kind in kinds]
    names = "|".join(_NAMES.get(kind, re.escape(kind)) for kind in kinds)
    claimed = (
        rf"(?:install\w*|integrat\w*|set ?up|setting up|chose|choose|decided|using|used|running|created?)\b.{{0,120}}(?:{names})|"
        rf"(?:{names}).{{0,80}}"
        r"(?:install\w*|running|started|set ?up|integrat\w+)"
    )
    denied = (
        rf"(?:{UNABLE}|\bnever\b)[^.]{{0,40}}\b(?:install|set|start|run|get|us(?:e|ing)\b|creat)|"
        rf"\b(?:not|instead of|rather than|without) (?:an? |the )?(?:{names})"
    )
    told = [p for p in saying(answers, claimed) if _in_a_clause(p.text, claimed, denied)]
    if told:
        return passed("The document says that a database was installed.", passage_evidence(told[0]), rests_on=TEXT)
    if known:
        return passed(
            f"A {known[0].kind} is at work.",
            place_evidence(known[0].what, known[0].detail, known[0].place),
            rests_on=TEXT,
        )
    pictured = captions(
        pictures, rf"install\w*[^|]{{0,60}}(?:{names})|(?:{names})[^|]{{0,60}}install", "collecting", "environment", ""
    )
    if pictured:
        seen = passage_evidence(pictured[0])
        return passed("A picture is said to show the database installed.", seen, rests_on=PICTURE)
    other = saying(answers, rf"{_TAKEN}.{{0,60}}(?:{_OTHERS})|(?:{_OTHERS}).{{0,60}}{_TAKEN}", "collecting")
    if other:
        return failed("The database is none of those asked for.", passage_evidence(other[0]), rests_on=TEXT)
    shown = pictures_at(pictures, "db-install")
    if shown:
        return unknown(
            "Only a picture could tell which database was installed.", picture_evidence(shown[0]), rests_on=PICTURE
        )
    return absent("The document shows no database.", rests_on=TEXT)


def _stuck(answers: Answers, names: str) -> list[Passage]:
    """Words that it does not work, right after the database was spoken of."""
    spoken = [p.place.order for p in saying(answers, names, "collecting", "environment")]
    return [
        p
        for p in saying(answers, _NOT_SOLVED, "collecting", "environment")
        if any(0 <= p.place.order - order <= AHEAD for order in spoken)
    ]


@check(hint="Show conf.d/<database>.d/conf.yaml, or the check's part of `datadog-agent status`.")
def document_configures_the_integration(
    agent: ShownAgent, answers: Answers, pictures: Pictures, *, kinds: tuple[str, ...]
) -> Finding:
    """The document shows the database's integration configured."""
    working = [e for e in agent.integrations if e.what == "status" and e.kind in kinds]
    if working:
        entry = working[-1]
        seen = place_evidence("status", f"{entry.kind} [{entry.detail.upper()}]", entry.place)
        return (passed if entry.detail == "ok" else failed)(
            f"The Agent's status lists {entry.kind}.", seen, rests_on=TEXT
        )
    names = "|".join(_NAMES.get(kind, re.escape(kind)) for kind in kinds)
    gave_up = saying(
        answers,
        rf"(?:can_connect|\bintegrat\w+|{names})[^.]{{0,60}}\b(?:critical|access denied|authentication failed|"
        rf"connection refused|(?:gives?|throws?|"
        rf"shows?|reports?|with) an error)\b|" + UNABLE + r"[^.]{0,100}\bintegrat\w+|\bintegrat\w+[^.]{0,60}" + UNABLE,
        "collecting",
        "environment",
        but=r"\b(?:resolved|fixed|solved|finally|success\w*)\b",
    )
    gave_up += _stuck(answers, names)
    mended = [p.place.order for p in saying(answers, _MENDED, "collecting", "environment")]
    gave_up = [p for p in gave_up if not any(0 < order - p.place.order <= AHEAD for order in mended)]
    if gave_up:
        return failed(
            "The document says that the integration could not be completed.",
            passage_evidence(gave_up[-1]),
            rests_on=TEXT,
        )
    shown = [e for e in agent.integrations if e.what == "config" and (e.kind in kinds or not e.kind)]
    if shown:
        return passed(
            "The integration's configuration is shown.",
            place_evidence("conf.yaml", shown[-1].kind, shown[-1].place),
            rests_on=TEXT,
        )
    return _told_integration(answers, agent, pictures, kinds)


def _told_integration(answers: Answers, agent: ShownAgent, pictures: Pictures, kinds: Sequence[str]) -> Finding:
    names = "|".join(_NAMES.get(kind, re.escape(kind)) for kind in kinds)
    pictured = captions(
        pictures, rf"(?:{names})[^|]{{0,40}}(?:\bok\b|conf\.ya?ml|\.ya?ml)", "collecting", "environment", ""
    )
    if pictured:
        seen = passage_evidence(pictured[0])
        return passed("A picture is said to show the integration at work.", seen, rests_on=PICTURE)
    edited = [entry for entry in agent.integrations if entry.what == "file" and entry.kind in kinds]
    if edited:
        seen = place_evidence("conf.yaml", f"the file of {edited[0].kind}", edited[0].place)
        return passed("The integration's configuration file is edited.", seen, rests_on=TEXT)
    told = saying(
        answers,
        r"\bintegrat(?:ed|ing)\b|\bintegrat(?:e|ion)s?\b.{0,80}\b(?:install\w*|configur\w*|added|set ?up|complet\w*|success\w*|"
        r"enabled|followed|updated)|\bfollowing\b.{0,40}\bintegrat(?:e|ion)\b.{0,120}\b(?:metrics?|works?|ok|status|data)\b|"
        r"\b(?:install\w*|configur\w*|added|set ?up|complet\w*|enabled|followed)\b.{0,80}\bintegrat(?:e|ion)\b|"
        rf"(?:config\w*|edit\w*|creat\w*|updat\w*).{{0,100}}(?:{names})(?:\.d|.{{0,30}}(?:config\w*|\.ya?ml))|"
        rf"(?:{names}).{{0,60}}\b(?:config\w* file|conf\.ya?ml)\b",
        "collecting", "environment",
        but=rf"{UNABLE}|\bnever (?:enabl|configur|install|add|complet|set|edit)|\bclon(?:e|ed|ing)\b|"
        rf"^(?!.*(?:{names})).*(?:{_OTHERS})",
    )  # fmt: skip
    tiles = [p.place.order for p in saying(answers, _TILE.pattern, "collecting")]
    near = [p for p in told if any(abs(p.place.order - order) <= 1 for order in tiles)]
    if told and len(near) == len(told) and not any(_CONFIGURES.search(p.text) for p in told):
        return failed(
            "The integration was only installed on its page; the Agent is not configured.",
            passage_evidence(told[0]),
            rests_on=TEXT,
        )
    if told:
        return passed(
            "The document says that the integration was configured.", passage_evidence(told[0]), rests_on=TEXT
        )
    other = saying(answers, rf"{_TAKEN}.{{0,60}}(?:{_OTHERS})|(?:{_OTHERS}).{{0,60}}{_TAKEN}", "collecting")
    if other and not saying(answers, names, "collecting", "environment", ""):
        seen = passage_evidence(other[0])
        return failed("The integration is that of a database which was not asked for.", seen, rests_on=TEXT)
    at_step = pictures_at(pictures, "db-integration")
    hints = list(agent.integrations) or saying(answers, names, "collecting", "environment", "")
    if at_step:
        return unknown(
            "Only a picture could tell whether the integration works.", picture_evidence(at_step[0]), rests_on=PICTURE
        )
    if hints:
        return unknown("The database is there; its integration is not shown.", Evidence("integration"), rests_on=TEXT)
    return absent("The document does not show the integration.", rests_on=TEXT)
