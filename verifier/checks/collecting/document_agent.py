"""What the document shows of the Agent's tags."""

from __future__ import annotations

import re
from dataclasses import replace

from verifier.checks import check
from verifier.checks.told import (
    UNABLE,
    about,
    captions,
    is_asked,
    last,
    passage_evidence,
    picture_evidence,
    pictures_at,
    pictures_in,
    place_evidence,
    saying,
)
from verifier.facts.document import Answers, Picture, Pictures, ShownAgent, ShownTags, Snippets
from verifier.verdicts import Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE

_IN_CONFIG = (
    r"\btags?\b.{0,200}(?:config|datadog\.yaml|datadog\.conf|\.ya?ml)|(?:config|datadog\.yaml|\.ya?ml).{0,200}\btags?\b"
)
_IN_UI = (
    r"\btags?\b[^.]{0,120}(?:via|using|through|with|from|in|by)\s+(?:\w+\s+){0,3}(?:add tags|edit tags|api\b|ui\b|gui\b|"
    r"web ?ui|button|web ?site|"
    r"user interface|datadog (?:site|app|web\w*|dashboard|portal))|\b(?:button|pop-?up|click\w*)\b[^.]{0,80}\b(?:add\w*|assign\w*|"
    r"creat\w*|edit\w*) (?:a |the )?tags?\b|"
    r"\b(?:add\w*|assign\w*|creat\w*|edit\w*) (?:a |the )?tags?\b[^.]{0,80}\b(?:button|pop-?up)\b|"
    r"\b(?:add|assign|put|creat|typ|enter)\w*\b[^.;]{0,30}\b(?:tags?|them)\b[^.;]{0,20}\b(?:by hand|manually)\b|"
    r"\b(?:added|assigned|put|created|typed|entered)\b[^.;,]{0,30}\btags?\b[^.;,]{0,40}\b(?:on|in|from|through|via) (?:the )?"
    r"(?:host ?map|infrastructure)\b"
)
_TRIED = re.compile(r"(?i)\btried to\b.*\bbut\b")
_INSTEAD = re.compile(r"(?i)\b(?:instead of|rather than) (?:\w+ ){0,4}(?:there|tags?|config\w*|datadog\.\w+)\b")
_IN_A_COMMENT = re.compile(r"(?m)^[ \t]*#+[ \t]*tags:[^\n]*(?:\n[ \t]*#+[ \t]*-[ \t]*[\w-]+:\S+)+")
_SET = re.compile(r"(?m)^[ \t]*tags:")
_AGENT_5 = re.compile(r"/etc/dd-agent|datadog\.conf\b|\bdd-agent\s+info|agent\s*v?5\b")


_MAP_ALONE = r"(?:^|\| |\. )map:?(?: \||$)"


@check(hint="Show the `tags:` lines of datadog.yaml.")
def document_shows_agent_tags(
    agent: ShownAgent, answers: Answers, pictures: Pictures, snippets: Snippets, *, minimum: int, container_env: str
) -> Finding:
    """The document shows tags in the Agent's configuration."""
    shown = last(tags for tags in agent.tags)
    if shown is not None:
        return _judged_tags(shown, minimum, container_env, agent_5=_is_agent_5(answers, snippets))
    told = saying(
        answers,
        _IN_CONFIG,
        "collecting",
        "environment",
        "",
        but=rf"{UNABLE}|\bnever (?:add|set|put|got|edit)|\bnot (?:in|via|by|through) (?:the )?(?:\w+ )?(?:config|datadog\.)",
    )
    told += [p for p in saying(answers, r"\btags?\b.*\b[a-z]\w*:\w+") if "tags-agent-config" in p.place.asked]
    by_hand = saying(answers, _IN_UI, "collecting", "environment", "")
    told = [
        p
        for p in told
        if not (p in by_hand and (_INSTEAD.search(p.text) or not re.search(_IN_CONFIG, p.text, re.IGNORECASE)))
        and not (by_hand and _TRIED.search(p.text))
    ]
    renamed = [
        c
        for c in snippets.items
        if "tags-agent-config" in c.place.asked and re.search(r"(?m)^[ \t]*hostname[ \t]*:", c.text)
    ]
    if told and renamed and not by_hand:
        seen = place_evidence("configuration", renamed[0].text, renamed[0].place, wanted="tags:")
        return failed("The lines shown set the host's name, not tags.", seen, rests_on=TEXT)
    commented = [c for c in snippets.items if _IN_A_COMMENT.search(c.text) and not _SET.search(c.text)]
    if commented and not by_hand:
        seen = place_evidence("configuration", commented[-1].text, commented[-1].place, wanted="tags:")
        return failed("The tags stand in a comment, where the Agent does not read them.", seen, rests_on=TEXT)
    if told:
        return passed(
            "The document says that tags were set in the Agent's configuration.",
            passage_evidence(told[0]),
            rests_on=TEXT,
        )
    pictured = captions(
        pictures, r"(?:datadog\.yaml|datadog\.conf|config).*\btags?\b|\btags?\b.*(?:datadog\.yaml|datadog\.conf|config)"
    )
    if pictured and not by_hand:
        seen = passage_evidence(pictured[0])
        return passed("A picture is said to show tags in the Agent's configuration.", seen, rests_on=PICTURE)
    if by_hand:
        way = "by the API" if re.search(r"(?i)\bapi\b", by_hand[0].text) else "in the UI"
        said = f"The tags were added {way}, not in the Agent's configuration."
        return failed(said, passage_evidence(by_hand[0]), rests_on=TEXT)
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


def _beside(picture: Picture) -> str:
    """What is said right beside a picture: its caption and name, and the sentence just before it."""
    last_sentence = re.split(r"(?<=[.!?])\s+", picture.lead.strip())[-1]
    return about(replace(picture, lead=last_sentence))


@check(hint="Put a screenshot of the Host Map, with the tags visible, where you speak of the tags.")
def document_has_a_picture_of_the_host_map(pictures: Pictures, answers: Answers) -> Finding:
    """A picture of the host and its tags stands in the document."""
    map_or_tags = re.compile(
        rf"(?i)host ?map|hexagon|{_MAP_ALONE}|\bmap\b.{{0,40}}\b(?:shows?|showed|display)|\btags?\b.{{0,80}}\bhost|"
        rf"\bhost.{{0,80}}\btags?\b|"
        r"tags? (?:online|in (?:the )?(?:ui|gui|dashboard|datadog))"
    )
    of_config = re.compile(r"(?i)datadog\.yaml|config|\.ya?ml|\.conf\b|terminal|install")
    near = pictures_in(pictures, "collecting", "environment", "")
    at_step = pictures_at(pictures, "tags-hostmap-screenshot")
    named = [
        p
        for p in (*at_step, *near)
        if map_or_tags.search(about(p))
        and not (of_config.search(_beside(p)) and not re.search(rf"(?i)host ?map|{_MAP_ALONE}", about(p)))
    ]
    here = named or [p for p in at_step if not of_config.search(_beside(p))]
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
