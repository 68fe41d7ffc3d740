"""What the document tells of the machine, the account and the Agent."""

from __future__ import annotations

import re

from verifier.checks import check
from verifier.checks.told import (
    UNABLE,
    captioned,
    captions,
    passage_evidence,
    picture_evidence,
    pictures_in,
    place_evidence,
    saying,
)
from verifier.facts.document import Answers, Pictures, ShownQueries, Snippets
from verifier.verdicts import Finding, RestsOn, absent, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE

_MACHINE = (
    r"\bvagrant\b|virtual ?box|\bvms?\b|virtual (?:machine|environment)|\bubuntu\b|\bcentos\b|\bdebian\b|\bred ?hat\b|\bfedora\b|"
    r"\bmac ?os\b|"
    r"\b(?:an?|my|the) mac\b|\bthinkpad\b|\bworkstation\b|\b(?:linux|windows) (?:box|pc|machine|laptop|desktop)\b|"
    r"\bos ?x\b|\bmacbook\b|\bimac\b|\bwindows (?:1\d|7|8|server|host|machine)|\bec2\b|\baws\b|\bazure\b|\bgcp\b|\bdigital ?ocean\b|"
    r"\bdocker\b|"
    r"\blaptop\b|\braspberry"
)
_NOT_NAMED = (
    r"\b(?:did ?n[o'’]?t|did not|never|forgot to) (?:use|used|give|gave|enter\w*|name\w*|call\w*|put|choose|chose|set|register\w*|"
    r"sign\w*)\b[^.,;]{0,40}"
)
_MACHINE_CODE = re.compile(
    r"(?m)\bvagrant\s+(?:init|up|ssh)|Vagrant\.configure|\bdocker(?:-compose)?\s+(?:run|up|exec)|^[ \t]*\[?[\w.-]+@[\w.-]+[: ~].{0,80}[$#]|"
    r"\bapt(?:-get)?\s+install|\byum\s+install|\bbrew\s+install|/etc/(?:datadog|dd)-agent"
)
_MACHINE_FILE = re.compile(
    r"Vagrant\.configure|config\.vm\.box|(?m:^\s*image:\s*[\"']?(?:gcr\.io/)?datadog/|^FROM\s+\S*datadog)"
)
_AGENT_CODE = re.compile(
    r"install_script\w*\.sh|install_mac_os\.sh|install-datadog|dd_agent_install|datadog/(?:agent|docker-dd-agent)|"
    r"datadog-agent\s+(?:status|health|check|configcheck|start|launch)|Agent health:|service\s+datadog-agent|"
    r"install\w*\s+datadog-agent|datadog-agent-\d|\bdd-agent\b"
)
_AGENT = (
    r"\bagents?\b[^.]{0,80}\b(?:active|healthy|happy|sends?|sending|install\w*|running|report\w*|set up|started|up and|"
    r"complete|configured|deployed|metrics)\b|"
    r"\b(?:install\w*|running|set up|start\w*|deploy\w*|configured)\b[^.]{0,60}\bagents?\b|\bagent-?status\b|datadog-agent status"
)
_NO_AGENT = (
    r"\bagents? (?:(?:is|was|has|does)(?: not|n['’]t)|never) (?:been )?(?:install|report|run|start|set)\w*"
    r"(?![^.]*\b(?:now|then|first|until|fixed)\b)"
)
_HOST_SEEN = r"host ?map|infrastructure list|host (?:is|was) (?:reporting|visible|shown)"


@check(hint="Say in one line which machine you use, and show how you made it.")
def document_describes_the_machine(
    answers: Answers, snippets: Snippets, queries: ShownQueries, pictures: Pictures
) -> Finding:
    """The document tells which machine was used."""
    said = saying(answers, _MACHINE, "environment", "") or saying(answers, _MACHINE)
    if said:
        return passed("The document says which machine was used.", passage_evidence(said[0]), rests_on=TEXT)
    for code in snippets.items:
        match = _MACHINE_FILE.search(code.text) if code.file else _MACHINE_CODE.search(code.text)
        if match:
            return passed(
                "The commands show a machine at work.", place_evidence("code", match[0], code.place), rests_on=TEXT
            )
    captioned_so = [p for p in captioned(pictures) if re.search(rf"(?i){_MACHINE}", p.text)]
    if captioned_so:
        return passed("A picture is said to show the machine.", passage_evidence(captioned_so[0]), rests_on=PICTURE)
    for query in queries.items:
        if "host:" in query.text:
            seen = place_evidence("query", query.text, query.place)
            return passed("The machine is not described; the queries name a host.", seen, rests_on=TEXT)
    return absent("The document tells of no machine.", rests_on=TEXT)


@check(hint="Name the company that you gave when you signed up.")
def document_names_the_account(answers: Answers, *, organisation: str) -> Finding:
    """The document names the company of the account."""
    said = saying(answers, re.escape(organisation), but=_NOT_NAMED + re.escape(organisation))
    if said:
        return passed(
            f"The document says that the account belongs to {organisation}.", passage_evidence(said[0]), rests_on=TEXT
        )
    signed = saying(
        answers,
        r"\bsign(?:ed|ing)?[ -]?up\b|\btrial\b|\bregist(?:er|ration)|\baccount (?:with|at|on|for)\b|datadog account",
    )
    if signed:
        return unknown(
            "The document speaks of an account, and not of its company.", passage_evidence(signed[0]), rests_on=TEXT
        )
    return absent("The document does not speak of an account.", rests_on=TEXT)


@check(hint="Show how the Agent was installed, or the output of `datadog-agent status`.")
def document_shows_the_agent(answers: Answers, snippets: Snippets, pictures: Pictures) -> Finding:
    """The document shows the Agent installed or reporting."""
    for code in snippets.items:
        match = _AGENT_CODE.search(code.text)
        if match and not code.file:
            return passed(
                "The Agent is installed, or asked for its state.",
                place_evidence("code", match[0], code.place),
                rests_on=TEXT,
            )
    said = saying(answers, _AGENT, but=rf"{UNABLE}|{_NO_AGENT}") or saying(answers, _HOST_SEEN)
    if said:
        return passed("The document says that the Agent is installed.", passage_evidence(said[0]), rests_on=TEXT)
    pictured = captions(pictures, _AGENT, "environment", "collecting", "")
    if pictured:
        return passed("A picture is said to show the Agent.", passage_evidence(pictured[0]), rests_on=PICTURE)
    written = [p for p in saying(answers, r"docker run|datadog/agent") if _AGENT_CODE.search(p.text)]
    if written:
        return passed("The Agent is started by a command.", passage_evidence(written[0]), rests_on=TEXT)
    named = saying(answers, r"/etc/(?:datadog|dd)-agent|datadog\.yaml|datadog-agent")
    if named:
        return passed("The document works in the Agent's own folder.", passage_evidence(named[0]), rests_on=TEXT)
    shown = pictures_in(pictures, "environment", "collecting")
    if shown:
        return unknown(
            "Only a picture could tell whether the Agent reports.", picture_evidence(shown[0]), rests_on=PICTURE
        )
    return absent("The document does not show the Agent.", rests_on=TEXT)
