"""The pictures of a submission, each with the rows that it may settle. Nobody looks into them here: a person does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from verifier.facts import Fact, NotLooked, NotThere
from verifier.facts.document import Picture, Pictures, SubmittedFiles
from verifier.verdicts import Finding, RestsOn, Source

THERE, MISSING, ELSEWHERE, UNUSED = "there", "missing", "elsewhere", "unused"
MOST = 300


@dataclass(frozen=True)
class ListedPicture:
    """state: "there", "missing" (named, and not in the submission), "elsewhere" (another host, or it cannot be told) or
    "unused" (in the submission, and no text refers to it). says: caption and the words before it. may_settle: step keys."""

    target: str
    where: str
    says: str
    state: str
    may_settle: tuple[str, ...]


def listed(
    values: Mapping[type[Fact], Fact | NotLooked | NotThere], findings: Iterable[Finding]
) -> tuple[ListedPicture, ...]:
    """Pictures in the document's order, then those that it does not use. findings: of the document, in the steps' order."""
    pictures, files = values.get(Pictures), values.get(SubmittedFiles)
    if not isinstance(pictures, Pictures) or not isinstance(files, SubmittedFiles):
        return ()
    going_by = _going_by(findings)
    found = [
        ListedPicture(
            picture.target,
            str(picture.place),
            " · ".join(part for part in (picture.caption, picture.lead) if part)[:300],
            _state(picture),
            tuple(dict.fromkeys((*picture.place.asked, *going_by.get(str(picture.place), ())))),
        )
        for picture in pictures.items[:MOST]
    ]
    found += [ListedPicture(path, path, "", UNUSED, ()) for path in files.unused_pictures[:MOST]]
    return tuple(found)


def _going_by(findings: Iterable[Finding]) -> dict[str, list[str]]:
    """Place of a picture -> the steps whose finding goes by it."""
    found: dict[str, list[str]] = {}
    for finding in findings:
        if finding.source is Source.DOCUMENT and finding.rests_on is RestsOn.PICTURE:
            for evidence in finding.evidence:
                found.setdefault(evidence.where, []).append(finding.criterion)
    return found


def _state(picture: Picture) -> str:
    if picture.exists is None:
        return ELSEWHERE
    return THERE if picture.exists else MISSING
