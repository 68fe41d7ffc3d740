"""What the document shows of the Agent: its tags, and the database with its integration."""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifier.checks import check
from verifier.checks.told import (
    UNABLE,
    about,
    is_asked,
    last,
    passage_evidence,
    picture_evidence,
    pictures_at,
    pictures_in,
    place_evidence,
    saying,
)
from verifier.facts.document import Answers, Pictures, ShownAgent, ShownTags, Snippets
from verifier.verdicts import Evidence, Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE

_IN_CONFIG = (
    r"\btags?\b.{0,200}(?:config|datadog\.yaml|datadog\.conf|\.ya?ml)|(?:config|datadog\.yaml|\.ya?ml).{0,200}\btags?\b"
)
_IN_UI = (
    r"\btags?\b[^.]{0,120}(?:via|using|through|with|from|in|by)\s+(?:\w+\s+){0,3}(?:add tags|edit tags|ui\b|gui\b|web ?ui|button|web ?site|"
    r"user interface|datadog (?:site|app|web\w*|dashboard|portal))|\b(?:button|pop-?up|click\w*)\b[^.]{0,80}\b(?:add\w*|assign\w*|"
    r"creat\w*|edit\w*) (?:a |the )?tags?\b|"
    r"\b(?:add\w*|assign\w*|creat\w*|edit\w*) (?:a |the )?tags?\b[^.]{0,80}\b(?:button|pop-?up)\b"
)
_IN_A_COMMENT = re.compile(r"(?m)^[ \t]*#+[ \t]*tags:[^\n]*(?:\n[ \t]*#+[ \t]*-[ \t]*[\w-]+:\S+)+")
_SET = re.compile(r"(?m)^[ \t]*tags:")
_AGENT_5 = re.compile(r"/etc/dd-agent|datadog\.conf\b|\bdd-agent\s+info|agent\s*v?5\b")

_NAMES = {"mysql": r"my ?sql|maria ?db", "postgresql": r"postgres\w*|psql", "mongodb": r"mongo\w*"}
_OTHERS = r"sql ?server|oracle|cassandra|redis|sqlite|dynamo\w*|elastic\w*"
_TILE = re.compile(
    r"(?i)\btiles?\b|\bintegrations? (?:page|tab|menu|list|section)\b|\bclick\w*\b[^.]{0,40}\binstall\b|"
    r"\binstall\w*\b[^.]{0,60}\b(?:button|(?:in|from|through|via|on) (?:the )?(?:\w+ )?(?:ui|gui|web ?site|app))\b"
)
_CONFIGURES = re.compile(
    r"(?i)conf(?:ig\w*)?\b|\.ya?ml|\.d\b|\bgrant\w*|\bcredentials?\b|\buser\b|\binstructions?\b|\bsteps?\b|\bstatus\b|\bmetrics?\b|\bok\b"
)
_INSTALLS = r"(?i)(?:install|docker(?:-compose)?\s+(?:run|pull)|image:|service\s|systemctl\s|brew\s|start)[^\n]{0,120}"


@check(hint="Show the `tags:` lines of datadog.yaml.")
def document_shows_agent_tags(
    agent: ShownAgent, answers: Answers, pictures: Pictures, snippets: Snippets, *, minimum: int, container_env: str
) -> Finding:
    """The document shows tags in the Agent's configuration."""
    shown = last(tags for tags in agent.tags)
    if shown is not None:
        return _judged_tags(shown, minimum, container_env, agent_5=_is_agent_5(answers, snippets))
    told = saying(
        answers, _IN_CONFIG, "collecting", "environment", "", but=rf"{UNABLE}|\bnever (?:add|set|put|got|edit)"
    )
    told += [p for p in saying(answers, r"\btags?\b.*\b[a-z]\w*:\w+") if "tags-agent-config" in p.place.asked]
    by_hand = saying(answers, _IN_UI, "collecting", "environment", "")
    renamed = [
        c
        for c in snippets.items
        if "tags-agent-config" in c.place.asked and re.search(r"(?m)^[ \t]*hostname[ \t]*:", c.text)
    ]
    if told and renamed and not by_hand:
        seen = place_evidence("configuration", renamed[0].text, renamed[0].place, wanted="tags:")
        return failed("The lines shown set the host's name, not tags.", seen, rests_on=TEXT)
    commented = [c for c in snippets.items if _IN_A_COMMENT.search(c.text) and not _SET.search(c.text)]
    if told and commented and not by_hand:
        seen = place_evidence("configuration", commented[-1].text, commented[-1].place, wanted="tags:")
        return failed("The tags stand in a comment, where the Agent does not read them.", seen, rests_on=TEXT)
    if told:
        return passed(
            "The document says that tags were set in the Agent's configuration.",
            passage_evidence(told[0]),
            rests_on=TEXT,
        )
    if by_hand:
        return failed(
            "The tags were added in the UI, not in the Agent's configuration.",
            passage_evidence(by_hand[0]),
            rests_on=TEXT,
        )
    at_step = pictures_at(pictures, "tags-agent-config")
    if at_step:
        return unknown(
            "Only a picture could tell how the tags were set.", picture_evidence(at_step[0]), rests_on=PICTURE
        )
    return absent("The document shows no tags of the Agent.", rests_on=TEXT)


def _judged_tags(shown: ShownTags, minimum: int, container_env: str, *, agent_5: bool) -> Finding:
    seen = place_evidence("tags", ", ".join(shown.tags), shown.place)
    if shown.form == "env" and container_env == "no":
        return failed("The tags are given to the container, not set in a configuration file.", seen, rests_on=TEXT)
    if len(shown.tags) < minimum:
        return failed(f"{len(shown.tags)} tags are shown.", seen, rests_on=TEXT)
    if (
        shown.form == "string"
        and not agent_5
        and len(shown.tags) == 1
        and shown.tags[0].count(":") > 1
        and "," in shown.tags[0]
    ):
        return failed("Without blanks after the commas this is one single tag.", seen, rests_on=TEXT)
    return passed(f"{len(shown.tags)} tags are shown in the Agent's configuration.", seen, rests_on=TEXT)


def _is_agent_5(answers: Answers, snippets: Snippets) -> bool:
    return any(_AGENT_5.search(c.text) for c in snippets.items) or bool(saying(answers, _AGENT_5.pattern))


@check(hint="Put a screenshot of the Host Map, with the tags visible, where you speak of the tags.")
def document_has_a_picture_of_the_host_map(pictures: Pictures, answers: Answers) -> Finding:
    """A picture of the host and its tags stands in the document."""
    map_or_tags = re.compile(
        r"(?i)host ?map|hexagon|\bmap\b.{0,40}\b(?:shows?|showed|display)|\btags?\b.{0,80}\bhost|\bhost.{0,80}\btags?\b|"
        r"tags? (?:online|in (?:the )?(?:ui|gui|dashboard|datadog))"
    )
    of_config = re.compile(r"(?i)datadog\.yaml|config|\.ya?ml|\.conf\b|terminal|install")
    near = pictures_in(pictures, "collecting", "environment", "")
    at_step = pictures_at(pictures, "tags-hostmap-screenshot")
    named = [
        p
        for p in (*at_step, *near)
        if map_or_tags.search(about(p))
        and not (of_config.search(about(p)) and not re.search(r"(?i)host ?map", about(p)))
    ]
    here = named or [p for p in at_step if not of_config.search(about(p))]
    if here:
        return passed("A picture stands where the Host Map is asked for.", picture_evidence(here[0]), rests_on=PICTURE)
    if at_step:
        return unknown(
            "The picture there may be of the configuration only.", picture_evidence(at_step[0]), rests_on=PICTURE
        )
    vague = [p for p in near if not about(p)]
    if vague and not is_asked(answers, "tags-hostmap-screenshot"):
        return unknown(
            "A picture that is not described may show the Host Map.", picture_evidence(vague[0]), rests_on=PICTURE
        )
    return absent("No picture of the Host Map stands in the document.", rests_on=TEXT)


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
    told = saying(
        answers,
        rf"(?:install\w*|integrat\w*|set ?up|setting up|chose|choose|decided|using|used|running|created?)\b.{{0,120}}(?:{names})|"
        rf"(?:{names}).{{0,80}}"
        r"(?:install\w*|running|started|set ?up|integrat\w+)",
        but=rf"(?:{UNABLE}|\bnever\b)[^.]{{0,40}}\b(?:install|set|start|run|get|us(?:e|ing)\b|creat)|"
        rf"\b(?:not|instead of|rather than|without) (?:an? |the )?(?:{names})",
    )
    if told:
        return passed("The document says that a database was installed.", passage_evidence(told[0]), rests_on=TEXT)
    if known:
        return passed(
            f"A {known[0].kind} is at work.",
            place_evidence(known[0].what, known[0].detail, known[0].place),
            rests_on=TEXT,
        )
    other = saying(answers, rf"install\w*.{{0,60}}(?:{_OTHERS})|(?:{_OTHERS}).{{0,60}}install", "collecting")
    if other:
        return failed("The database is none of those asked for.", passage_evidence(other[0]), rests_on=TEXT)
    shown = pictures_at(pictures, "db-install")
    if shown:
        return unknown(
            "Only a picture could tell which database was installed.", picture_evidence(shown[0]), rests_on=PICTURE
        )
    return absent("The document shows no database.", rests_on=TEXT)


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
    gave_up = saying(
        answers,
        UNABLE + r"[^.]{0,100}\bintegrat\w+|\bintegrat\w+[^.]{0,60}" + UNABLE,
        "collecting",
        but=r"\b(?:resolved|fixed|solved|finally|success\w*)\b",
    )
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
    edited = [entry for entry in agent.integrations if entry.what == "file" and entry.kind in kinds]
    if edited:
        seen = place_evidence("conf.yaml", f"the file of {edited[0].kind}", edited[0].place)
        return passed("The integration's configuration file is edited.", seen, rests_on=TEXT)
    told = saying(
        answers,
        r"\bintegrat(?:ed|ing)\b|\bintegrat(?:e|ion)s?\b.{0,80}\b(?:install\w*|configur\w*|added|set ?up|complet\w*|success\w*|"
        r"enabled|followed|updated)|"
        r"\b(?:install\w*|configur\w*|added|set ?up|complet\w*|enabled|followed)\b.{0,80}\bintegrat(?:e|ion)\b|"
        rf"(?:config\w*|edit\w*|creat\w*|updat\w*).{{0,100}}(?:{names})(?:\.d|.{{0,30}}(?:config\w*|\.ya?ml))|"
        rf"(?:{names}).{{0,60}}\b(?:config\w* file|conf\.ya?ml)\b",
        "collecting", "environment",
        but=rf"{UNABLE}|\bnever (?:enabl|configur|install|add|complet|set|edit)|\bclon(?:e|ed|ing)\b|"
        rf"^(?!.*(?:{names})).*(?:{_OTHERS})",
    )  # fmt: skip
    if told and all(_TILE.search(p.text) and not _CONFIGURES.search(p.text) for p in told):
        return failed(
            "The integration was only installed on its page; the Agent is not configured.",
            passage_evidence(told[0]),
            rests_on=TEXT,
        )
    if told:
        return passed(
            "The document says that the integration was configured.", passage_evidence(told[0]), rests_on=TEXT
        )
    at_step = pictures_at(pictures, "db-integration")
    hints = list(agent.integrations) or saying(answers, names, "collecting", "environment", "")
    if at_step:
        return unknown(
            "Only a picture could tell whether the integration works.", picture_evidence(at_step[0]), rests_on=PICTURE
        )
    if hints:
        return unknown("The database is there; its integration is not shown.", Evidence("integration"), rests_on=TEXT)
    return absent("The document does not show the integration.", rests_on=TEXT)
