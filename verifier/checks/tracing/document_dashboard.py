"""What the document shows of the dashboard with APM and infrastructure metrics."""

from __future__ import annotations

import re

from verifier.checks import check
from verifier.checks.linked_boards import foreign, is_foreign
from verifier.checks.told import (
    DASHBOARD,
    about,
    file_words,
    generic_free,
    picture_evidence,
    pictures_in,
    place_evidence,
)
from verifier.facts import NotLooked, NotThere
from verifier.facts.account import Boards
from verifier.facts.document import Link, Links, Picture, Pictures
from verifier.verdicts import Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE

KEYS = frozenset({"apm-infra-dashboard-link", "apm-infra-dashboard-screenshot"})
_OTHER_PAGE = re.compile(
    r"^https?://(?:app|[\w-]+\.app)?\.?[\w.]*datadoghq\.(?:com|eu)/(?:(?!dash|screen)\w+|dash(?:board)?/(?:integration/|lists?\b))"
)
_DOCS = re.compile(r"^https?://(?:docs|www|api|pypi|help)\.datadoghq|/account/|/signup|/intro|/install|/docs")
_APM = r"(?<![/\w])apm\b(?!/)|\btrac(?:e|es|ing)\b|\bflask\b|\bservice\b|\brequests?\b"
_INFRA = r"infra\w*|\bload\b|\bmachine\b|\blaptop\b|\bsystem\b|\bhost\b|\bcpu\b|\bmemory\b|\bboth\b"
_BOARD = r"dash ?boards?|time ?boards?|screen ?boards?|\bboard\b"
_OTHER_PICTURE = re.compile(
    r"(?i)\btraces?(?: list)?(?:$| \|)|\b(?:trace|service) (?:list|page|view)\b|flame|error|install|terminal|\bcode\b|"
    r"output|curl|running"
)
NEAR = 4


@check(hint="The address of the dashboard, or its public link; not the APM service page.")
def document_links_the_apm_dashboard(links: Links, known: Boards | NotLooked | NotThere) -> Finding:
    """A link to the dashboard with APM and infrastructure metrics stands in the document."""
    linked = [link for link in links.items if DASHBOARD.match(link.target) and _of_apm(link)]
    boards = [link for link in linked if not is_foreign(link, known)]
    if linked and not boards:
        return foreign(linked[-1])
    if boards:
        return passed(
            "A dashboard is linked there.", place_evidence("link", boards[-1].target, boards[-1].place), rests_on=TEXT
        )
    others = [
        link for link in links.items
        if link.place.section in ("tracing", "handing-in") and _OTHER_PAGE.match(link.target) and not _DOCS.search(link.target)
        and (KEYS & set(link.place.asked) or "/apm/" in link.target or re.search(r"(?i)\blinks?\b|dash ?board", link.label))
    ]  # fmt: skip
    if others:
        seen = place_evidence("link", others[-1].target, others[-1].place)
        return failed("The link leads to another page than a dashboard.", seen, rests_on=TEXT)
    return absent("No dashboard is linked there.", rests_on=TEXT)


def _of_apm(link: Link) -> bool:
    return (
        link.place.section == "tracing"
        or bool(KEYS & set(link.place.asked))
        or bool(re.search(r"(?i)\bapm\b|infrastructure", link.label))
    )


@check(hint="Both kinds of graphs in one picture.")
def document_has_a_picture_of_the_apm_dashboard(pictures: Pictures, links: Links) -> Finding:
    """A picture of that dashboard stands in the document."""
    here = pictures_in(pictures, "tracing")
    boards = [link for link in links.items if DASHBOARD.match(link.target) and link.place.section == "tracing"]
    good = [p for p in here if _is_it(p) or any(0 < p.place.order - link.place.order <= NEAR for link in boards)]
    if good:
        return passed("A picture of the dashboard stands there.", picture_evidence(good[0]), rests_on=PICTURE)
    vague = [p for p in here if _may_be(p)]
    if vague:
        return unknown(
            "Pictures stand there; that one shows both on one dashboard is not said.",
            picture_evidence(vague[0]),
            rests_on=PICTURE,
        )
    return absent("No picture of such a dashboard stands in the document.", rests_on=TEXT)


def _is_it(picture: Picture) -> bool:
    text = about(picture)
    if re.search(rf"(?i){_BOARD}", text) and re.search(rf"(?i){_INFRA}", text) and re.search(rf"(?i){_APM}", text):
        return True
    asked = bool(KEYS & set(picture.place.asked)) and "bonus-service-vs-resource" not in picture.place.asked
    return (
        asked
        and not _OTHER_PICTURE.search(about(picture))
        and (not picture.lead or bool(re.search(rf"(?i){_BOARD}", picture.lead)))
    )


def _may_be(picture: Picture) -> bool:
    if _OTHER_PICTURE.search(about(picture)):
        return False
    described = picture.lead or generic_free(picture.caption) or file_words(picture)
    return (
        not described
        or bool(KEYS & set(picture.place.asked))
        or bool(re.search(rf"(?i){_BOARD}|(?<![/\w])apm\b(?!/)", described))
    )
