"""The texts of a submission -> every document fact. Pure: what to read was decided, and masked, before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from verifier.documents import (
    check_code,
    files,
    repair,
    shown_agent,
    shown_apps,
    shown_boards,
    shown_checks,
    shown_downtimes,
    shown_monitors,
    shown_queries,
)
from verifier.documents.files import File
from verifier.documents.locate import Located, locate, locate_answer
from verifier.documents.parts import Room
from verifier.facts import Fact, NotLooked, NotThere
from verifier.facts.document import (
    Answers,
    Leaks,
    Links,
    Origin,
    Pictures,
    ShownAgent,
    ShownApps,
    ShownChecks,
    ShownDowntimes,
    ShownLeak,
    ShownMonitors,
    ShownQueries,
    ShownScripts,
    Snippets,
    SubmittedFiles,
)

NO_GIT = "The document came without its Git repository, so a fork or pull request could not be seen."
MAX_FILES_OF_CODE = 200
_WRITTEN = frozenset({"python", "ruby", "shell", "yaml", "terraform", "go"})
MAX_CODE = 1_000_000
"""So many characters of files of code; where there are more, the smaller files are read."""


@dataclass(frozen=True)
class Submission:
    """What intake brought home. listed: files that exist and were not read (path, bytes). complete: nothing else was handed in.
    origin: where Git brought it from. history, history_left: what of its history was searched for credentials, and what not."""

    document: str
    files: tuple[File, ...]
    listed: tuple[tuple[str, int], ...]
    complete: bool
    leaks: tuple[ShownLeak, ...]
    unread: tuple[str, ...] = ()
    origin: Origin | None = None
    history: tuple[str, ...] = ()
    history_left: tuple[str, ...] = ()


def facts(submission: Submission) -> Mapping[type[Fact], Fact | NotLooked | NotThere]:
    """Every document fact."""
    found, cut = _located(submission)
    known = files.Known(
        [file.path for file in submission.files if file.text.strip() and submission.complete]
        + [path for path, size in submission.listed if size],
        told=submission.complete,
    )
    codes = tuple(found.codes)
    passages = tuple(found.passages)
    links = tuple(found.links)
    queries = shown_queries.find(codes, passages)
    checks = shown_checks.find(codes, passages)
    agent = shown_agent.find(codes, passages)
    monitors = shown_monitors.find(codes, passages, queries)
    downtimes = shown_downtimes.find(codes)
    named = files.named(links, passages, codes, known)
    full = (
        len(queries) >= shown_queries.MAX_QUERIES
        or len(checks.intervals) >= shown_checks.MAX_INTERVALS
        or any(len(check.values) >= check_code.MAX_VALUES for check in checks.codes)
        or len(agent.tags) >= shown_agent.MAX_TAGS
        or len(monitors.items) >= shown_monitors.MAX_MONITORS
        or len(downtimes.items) >= shown_downtimes.MAX_DOWNTIMES
        or len(named) >= files.MAX_NAMED
    )
    main = next(file for file in submission.files if file.path == submission.document)
    return {
        Answers: Answers(passages),
        Pictures: Pictures(
            tuple(
                picture
                for picture in files.with_existence(found.pictures, known)
                if picture.exists is True or picture.place.order not in found.bare
            )
        ),
        Links: Links(links),
        Snippets: Snippets(codes),
        ShownQueries: ShownQueries(queries),
        ShownScripts: ShownScripts(shown_boards.find(codes, passages, links)),
        ShownChecks: checks,
        ShownAgent: agent,
        ShownMonitors: monitors,
        ShownDowntimes: downtimes,
        ShownApps: shown_apps.find(codes, passages, links),
        SubmittedFiles: SubmittedFiles(
            document=submission.document,
            read=tuple(file.path for file in submission.files),
            listed=submission.listed,
            named=named,
            complete=submission.complete,
            template_only=files.is_template(repair.normalise(main.text)) and not _answers(submission),
            unused_pictures=files.unused_pictures(submission.listed, found.pictures, links),
            cut=cut or ((submission.document,) if full else ()),
        ),
        Origin: submission.origin or NotLooked(NO_GIT),
        Leaks: Leaks(
            items=submission.leaks,
            searched=(*(file.path for file in submission.files), *submission.history),
            unread=submission.unread,
            truncated=(*(file.path for file in submission.files if file.truncated), *submission.history_left),
        ),
    }


def _located(submission: Submission) -> tuple[Located, tuple[str, ...]]:
    """The document first, then other Markdown files, the files of code, and the answers that were written for one step
    each, which are the later word; and which of them were read in part, or not."""
    found = Located()
    cut: list[str] = []
    room = Room()
    for file in _markdown(submission):
        part = locate(repair.normalise(file.text), file.path, order=_reached(found), room=room)
        if part.cut or file.truncated:
            cut.append(file.path)
        _add(found, part)
    fitting = _fitting(submission.files)
    for file in submission.files:
        code = files.code_of(file, _reached(found) + 1)
        if code is not None and file.path in fitting:
            found.codes.append(code)
        if code is not None and (file.path not in fitting or (file.truncated and code.language in _WRITTEN)):
            cut.append(file.path)
    for file in _answers(submission):
        part = locate_answer(repair.normalise(file.text), file.path, file.answers, order=_reached(found) + 1, room=room)
        if part.cut or file.truncated:
            cut.append(file.path)
        _add(found, part)
    return found, tuple(cut)


def _add(found: Located, part: Located) -> None:
    found.passages += part.passages
    found.pictures += part.pictures
    found.links += part.links
    found.codes += part.codes
    found.bare |= part.bare


def _answers(submission: Submission) -> list[File]:
    """The files that were written as the answer to one step."""
    return [file for file in submission.files if file.answers]


def _fitting(given: Sequence[File]) -> frozenset[str]:
    """The files of code that are read, the smallest first: what is long was seldom written for the exercise."""
    left = MAX_CODE
    fitting: list[str] = []
    for file in sorted(given, key=lambda file: len(file.text)):
        if files.code_of(file, 0) is None:
            continue
        left -= len(file.text)
        if left < 0 or len(fitting) >= MAX_FILES_OF_CODE:
            break
        fitting.append(file.path)
    return frozenset(fitting)


def _reached(found: Located) -> int:
    parts: Sequence[Sequence[object]] = (found.passages, found.pictures, found.links, found.codes)
    return sum(len(part) for part in parts)


def _markdown(submission: Submission) -> list[File]:
    main = [file for file in submission.files if file.path == submission.document]
    others = [
        file
        for file in submission.files
        if file.path != submission.document
        and not file.answers
        and PurePosixPath(file.path).suffix.lower() in files.MARKDOWN
        and PurePosixPath(file.path).name.lower() not in files.GIVEN
    ]
    return main + others
