"""Clauses that deny what a check looks for: "so there is no database on it", "the snapshot could not be sent".

Each check has the words of its topic; a clause that denies something and names the topic leaves the claim open.
"""

from __future__ import annotations

import re

_BOARD = r"dash ?-?boards?|time ?-?boards?|\bboard\b"
_METRIC = r"my_?metric|\bmetric\b|\bvalues?\b"
_TOPICS = {
    "document_describes_the_machine": r"\bvm\b|\bmachine\b|\bset one up\b",
    "document_shows_the_agent": r"\bagents?\b|\bhost\b",
    "document_shows_agent_tags": r"\btags?\b|\btagging\b",
    "document_has_a_picture_of_the_host_map": r"\bhost ?map\b",
    "document_installs_a_database": r"\bdatabase\b|\bdb\b",
    "document_configures_the_integration": r"\bintegration\b|\blog ?in\b|\bconnect\w*",
    "document_shows_the_check": r"\bcustom check\b|\bmy_?metric\b",
    "document_value_is_random_within": r"\brandom\b|\brange\b",
    "document_sets_the_interval": r"\binterval\b|\b45\b|min_collection",
    "document_creates_the_board_by_api": rf"\bapi\b|\bscript\b|{_BOARD}",
    "document_graphs_the_metric_of_the_host": r"\bmy_?metric\b|\bscope\w*",
    "document_graphs_a_database_anomaly": r"\banomal\w*",
    "document_graphs_the_sum_of_the_metric": r"roll-?(?:ed )?up|\bsum\w*|\bsyntax\b",
    "document_shows_the_board_over": r"\b(?:5|five)[- ]?min\w*|time ?-?(?:frame|span|range)",
    "document_has_a_picture_of_the_snapshot": r"\bsnap ?shots?\b|\b(?:an)?notation\b",
    "document_monitor_averages_the_metric": rf"\baverag\w*|\b(?:5|five)[- ]?min\w*|{_METRIC}",
    "document_monitor_warns_at": r"\bwarn\w*|\b500\b",
    "document_monitor_alerts_at": r"\balert\w*|\b800\b",
    "document_monitor_notifies_on_no_data": r"\b(?:10|ten)[- ]?m\w*",
    "document_monitor_words_each_state": r"\bmessages?\b|\btexts?\b|\bdata\b",
    "document_monitor_tells_value_and_host": r"\bip\b|\bvalues?\b",
    "document_monitor_mails_in_every_state": r"\be-?mails?\b|\bmails?\b|\bnotif\w*",
    "document_has_a_picture_of_the_alert_mail": r"\be-?mails?\b|\bmails?\b|\bnotifications?\b",
    "document_downtime_covers_weeknights": r"\bdown ?times?\b|\bnights?\b",
    "document_downtime_covers_the_weekend": r"\bdown ?times?\b|\bweek-?ends?\b|\bsat(?:urdays?)?\b|\bsun(?:days?)?\b",
    "document_has_a_picture_of_the_downtime_mail": r"\be-?mails?\b|\bmails?\b|\bnotifications?\b",
    "document_instruments_the_app": r"\btrac\w+|\binstrument\w*|\bservices?\b|\breceived\b|\bapm\b",
    "document_has_a_picture_of_the_apm_dashboard": _BOARD,
}
_GIVEN = r"(?<!as )\b(?:was|were) (?:suggested|asked|wanted|required)\b[^.]{0,40}\b(?:mine|i|we)\b"
_BELOW = r"\b(?:falls?|drops?|goes|is|gets|(?:when|if)(?: it| the metric| my_metric)?) (?:below|under|less than)\b"
_CONTRARY = {
    "document_shows_agent_tags": r"\b(?:assign|add|click|typ|enter)\w*\b[^.;]{0,40}\b(?:button|on the host ?map|"
    r"in the (?:ui|gui))\b",
    "document_monitor_mails_in_every_state": r"\bwould (?:take|get|send|go|be)\b",
    "document_uses_one_tracing_method": r"\b(?:put|add\w*|insert\w*|import\w*|us\w+)\b[^.;]{0,30}"
    r"middleware[^.;]{0,40}\b(?:too|also|as well)\b",
    "document_monitor_notifies_on_no_data": _GIVEN,
    "document_value_is_random_within": _GIVEN,
    "document_creates_the_board_by_api": r"\b(?:clicked|dragged|built|made|created|used)\b[^.;]{0,40}\b(?:together|by hand|manually|"
    r"in the (?:ui|gui|web\w*)|dash ?board editor|graph editor)\b",
    "document_monitor_alerts_at": rf"{_GIVEN}|{_BELOW}",
    "document_monitor_warns_at": rf"{_GIVEN}|{_BELOW}",
}
"""Clauses that say the contrary without a word that denies."""
_DENIES = re.compile(
    r"(?i)\b(?:not|no|never|none|nothing|unable|fail(?:s|ed)?|forgot|skipped|without|"
    r"missing|crash\w*|refused?|reject\w*|removed|\w*Error|"
    r"to be (?:built|done|made|created|added)|invalid|deleted|spam|"
    r"left (?:off|out|away)|too \w+|should follow|(?:will )?follows? later)\b|n['’]t\b"
)
_HARMLESS = re.compile(
    r"(?i)\bno[ _-]?data\b|\b(?:data|it) is missing\b|\bmissing (?:data|for)\b|\bif missing\b|"
    r"\bno (?:errors?|problems?|issues?|need|longer|values?|points?)\b|\bnot only\b|"
    r"\bwithout (?:any |a )?(?:new )?(?:data|values?|points?|metrics?)\b|n['’]t forget\b|"
    r"\bnothing (?:comes|arrives|is sent|but|else)\b|\btoo\s*[.,;]|(?:\bnot|n['’]t) (?:need|have to|mind|expect|know)\w*\b|"
    r"\bnot (?:for all|all monitors|every|just|by hand|manually)\b|\b(?:python|code)\b[^.,;]{0,20}(?:\bnot|n['’]t)\b|"
    r"\bif (?:it|there|this|that) [^.,;]{0,40}"
)
_CUT = re.compile(
    r"[;,()|]\s*|(?<!missing):(?!\s*(?:to be|missing|none|not)\b)|\.\s+|\s(?:and|but|because|since|although|while|so|however)\s",
    re.IGNORECASE,
)
_TURN = re.compile(r"(?i)\b(?:but|however|instead|so (?=i\b|we\b))\b")
_OF_A_CALL = re.compile(r"(?<=\w)\([^()]{0,80}\)")


def denied(check: str, text: str) -> bool:
    """Does a clause of this text deny what the check looks for, and no later turn of it put that right?"""
    topic = _TOPICS.get(check, "")
    contrary = _CONTRARY.get(check, "")
    if contrary and re.search(contrary, _after_a_turn(text), re.IGNORECASE):
        return True
    text = _OF_A_CALL.sub(" ", _HARMLESS.sub(" data ", text))
    if not topic or not _DENIES.search(text):
        return False
    if not _DENIES.search(_after_a_turn(text)):
        return False
    return any(_DENIES.search(clause) and re.search(topic, clause, re.IGNORECASE) for clause in _CUT.split(text))


def _after_a_turn(text: str) -> str:
    """What is said after the last "but" of a text; all of it where nothing is."""
    end = max((match.end() for match in _TURN.finditer(text)), default=0)
    return text[end:] if re.search(r"\w{3}", text[end:]) else text
