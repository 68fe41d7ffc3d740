"""Questions that document checks put to what was told: sentences and pictures. No judgment of any step here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from verifier.facts.document import Answers, Passage, Picture, Pictures, Place
from verifier.spoken import meant
from verifier.verdicts import Evidence

OWN = ("own", "heading")
# A dashboard of Datadog itself: only on its own sites, and not in its documentation. board: its own page, not a shared one.
_SITE = r"(?!(?:docs|www|api|help|pypi)\.)(?:[\w-]+\.){0,2}(?:datadoghq\.(?:com|eu)|ddog-gov\.com)"
BOARD = re.compile(rf"^https?://{_SITE}(?::443)?/(?:dash|dashboard|screen)/(?!integration/|lists?\b)")
DASHBOARD = re.compile(rf"{BOARD.pattern}|^https?://p\.{_SITE}/sb/|^https?://{_SITE}/graph/embed")
DASHBOARD_IN = re.compile(rf"(?:{DASHBOARD.pattern.replace('^https', 'https')})[^\s)\]}}>\"']*")
"""One inside of a text."""
Placed = TypeVar("Placed")
_ASIDE = re.compile(r",\s*(?:however|though|unfortunately|sadly|in the end)\s*,", re.IGNORECASE)
_CLAUSES = re.compile(r"([.;:,]\s+|\s(?:but|because|since|although|so that|- |– ))", re.IGNORECASE)
PENDING = re.compile(
    r"\bT(?:BD|BA|ODO)\b|(?i:^\W*n/?a\b|^\W*not done\b|\btb[da]\b|\bto be (?:filled|done|written|added|answered|completed)\b|"
    r"\bcoming soon\b|"
    r"\bstill (?:open|missing|to do|to be done)\b|\b(?:not|n['’]t) (?:done|written|finished|set up|got to) [^.]{0,20}\byet\b|"
    r"\bran out of time\b|\bif i had (?:had )?(?:more|the) time\b|\bskipped\W*$|"
    r"(?:\bwould|['’]d) have (?:done|been|made|set|put|built|written|\w{2,}ed)\b|\bwould be (?:set|added|configured|created|made)\b|"
    r"\b(?:i|we) (?:(?:am|are|was|were) )?(?:plan(?:ned|ning)?|"
    r"intend(?:ed|ing)?) to\b|"
    r"\bdid ?n[o'’]?t get (?:that|this|so) far\b|\bdid not get (?:that|this|so) far\b)"
)
"""Says that something is still to be done. "To do" in small letters is mostly another thing ("in order to do so")."""

_VERBS = (
    r"(?:warn|alert|set|notif|send|sent|creat|chang|configur|work|get|got|ma[dk]e|schedul|silenc|add|use|using|appl|submit|report|install|trigger|"
    r"writ|wrote|includ)\w*"
)
DENIES = re.compile(
    rf"(?i)\b(?:do|does|did|could|can|was|were|is|are|have|has|had)(?: ?n[o'’]t| not)\b(?! (?:only|just|need|"
    rf"have to))[^.;:,]{{0,40}}\b{_VERBS}\b|"
    rf"\b(?:never|not yet|without ever)\b[^.;:,]{{0,30}}\b{_VERBS}\b|\bi did not,|\bi did n[o'’]t,|"
    rf"\bfail(?:ed)? to\b|\b(?:skipped|left out|missed) (?:it|that|this|the)\b|"
    r"\bno (?:notification|downtime|mail|e-?mail|monitor|alert|threshold|message)s?\b[^.;]{0,60}\b(?:is|are|was|"
    r"were|for|from|made|set|sent)\b|"
    r"\bthere (?:is|are|was|were) no (?!data\b)\w+|\bwould have\b|\bwanted to\b(?![^.]{0,60}\bso\b)"
)
COULD_NOT = (
    r"(?:unable|not able|(?:was|were|is|are)n[o'’]?t able|could ?n[o'’]?t|couldn['’]?t|can ?not|can['’]t|fail(?:ed|ing)?|not possible|"
    r"(?:was|is) ?n[o'’]?t possible|(?:was|is)n['’]t possible|impossible|no success|without success|gave up|give up|struggl\w+ to)"
)
UNABLE = rf"(?:{COULD_NOT}|did ?n[o'’]?t|didn['’]?t)"


def own(answers: Answers, *sections: str) -> Iterator[Passage]:
    """The candidate's own words, of some sections or of all."""
    for passage in answers.items:
        if passage.kind in OWN and (not sections or passage.place.section in sections):
            yield passage


def saying(answers: Answers, pattern: str, *sections: str, but: str = "") -> list[Passage]:
    """Own words that match, and do not match `but`; not those that say what is still to be done."""
    wanted = re.compile(pattern, re.IGNORECASE)
    unwanted = re.compile(but, re.IGNORECASE) if but else None
    return [
        p
        for p in own(answers, *sections)
        if wanted.search(meant(p.text)) and not (unwanted and unwanted.search(p.text)) and not PENDING.search(p.text)
    ]


def affirmed(passage: Passage) -> Passage:
    """The passage without the clauses that deny something: "it alerts at 800, but does not warn at 500"."""
    text = _ASIDE.sub(" ", passage.text)
    if not DENIES.search(text):
        return passage
    pieces = _CLAUSES.split(text)
    kept = [piece for piece in pieces[::2] if not DENIES.search(piece)]
    return replace(passage, text=", ".join(piece for piece in kept if piece.strip()))


def answering(answers: Answers, key: str) -> list[Passage]:
    """Own words that stand under the question of a step."""
    return [p for p in own(answers) if key in p.place.asked and p.kind == "own"]


def is_asked(answers: Answers, key: str) -> bool:
    """Does the question of a step stand in the document at all?"""
    return any(key in p.place.asked for p in answers.items)


def pictures_at(pictures: Pictures, key: str, *, only: bool = False) -> list[Picture]:
    """The pictures under the question of a step; `only`: no other step was asked there."""
    return [p for p in pictures.items if p.place.asked == (key,) or (not only and key in p.place.asked)]


def pictures_in(pictures: Pictures, *sections: str) -> list[Picture]:
    return [p for p in pictures.items if p.place.section in sections]


def about(picture: Picture, *, heading: bool = False) -> str:
    """Everything that is said about a picture: caption, file name, the words before it."""
    parts = [generic_free(picture.caption), file_words(picture), picture.lead, picture.heading if heading else ""]
    return " | ".join(part for part in parts if part)


def file_words(picture: Picture) -> str:
    """The file name as words; "" when it is only an id."""
    stem = picture.name.rsplit(".", 1)[0].replace("%20", " ")
    words = re.sub(r"[_\-+.%0-9]+|(?<=[a-z])(?=[A-Z])", " ", stem).strip()
    return "" if re.fullmatch(r"[A-Za-z0-9]{6,8}|[0-9a-fA-F-]{12,}", stem) and not words.islower() else words


def _stem(picture: Picture) -> str:
    """The file name with its numbers, in words; "" when it is only an id."""
    return re.sub(r"[_+]+|%20", " ", picture.name.rsplit(".", 1)[0]) if file_words(picture) else ""


def generic_free(caption: str) -> str:
    """A caption, unless it is one that an editor puts there."""
    if re.fullmatch(r"(?i)\W*(?:alt[- ]?text|image|img|screen ?shot.*|title|picture|photo)?\W*", caption):
        return ""
    return re.sub(r"(?i)^\s*alt[- ]?text\b", "", caption).strip()


def captioned(pictures: Pictures, *sections: str) -> list[Passage]:
    """What pictures say of themselves, as passages: caption and file name count where they state something."""
    found = []
    for picture in pictures_in(pictures, *sections) if sections else pictures.items:
        said = " | ".join(part for part in (generic_free(picture.caption), _stem(picture)) if part)
        if said:
            found.append(Passage("caption", said, picture.place))
    return found


def captions(pictures: Pictures, pattern: str, *sections: str) -> list[Passage]:
    """What the candidate wrote under pictures that matches: it counts where it states something. (A file's name does not.)"""
    shown = pictures_in(pictures, *sections) if sections else pictures.items
    said = [Passage("caption", generic_free(picture.caption), picture.place) for picture in shown]
    return [
        p for p in said if p.text and re.search(pattern, meant(p.text), re.IGNORECASE) and not PENDING.search(p.text)
    ]


def passage_evidence(passage: Passage, what: str = "the document says") -> Evidence:
    return Evidence(what, seen=passage.text[:400], where=str(passage.place))


def picture_evidence(picture: Picture, what: str = "picture") -> Evidence:
    return Evidence(what, seen=about(picture)[:300] or picture.target[:200], where=str(picture.place))


def place_evidence(what: str, seen: str, place: Place, wanted: str = "") -> Evidence:
    return Evidence(what, seen=seen[:400], wanted=wanted, where=str(place))


def last(items: Iterable[Placed]) -> Placed | None:
    """The last one, or None."""
    found: Placed | None = None
    for found in items:  # noqa: B007  # the last one is wanted
        pass
    return found
