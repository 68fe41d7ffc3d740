"""What the handed-in document and the files with it can tell: as told, and where it stands.

Lines count from 1. `section` is one of the exercise's sections ("environment", "collecting", "visualizing",
"monitoring", "tracing", "handing-in", "" = before the first). `asked` holds the keys of the steps whose question,
or whose own heading, the place stands under. Secrets were masked before anything here was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from verifier.facts.base import Fact
from verifier.facts.host import SubmittedMetric
from verifier.verdicts import Source


@dataclass(frozen=True)
class DocumentFact(Fact):
    source: ClassVar[Source] = Source.DOCUMENT


@dataclass(frozen=True)
class Place:
    """Where something stands. order: its position among everything that was read."""

    file: str
    first: int
    last: int
    section: str = ""
    asked: tuple[str, ...] = ()
    order: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.first}" + (f"-{self.last}" if self.last > self.first else "")


@dataclass(frozen=True)
class Passage:
    """A sentence. kind: "own" words, "heading" (own words too), "question" (the exercise's text), "restated" (the same, told)."""

    kind: str
    text: str
    place: Place


@dataclass(frozen=True)
class Answers(DocumentFact):
    """Every sentence of the document, in its order."""

    items: tuple[Passage, ...]


@dataclass(frozen=True)
class Picture:
    """A picture that the document refers to. lead: own words just before it; caption: alt text and title; exists None = cannot be told."""

    target: str
    caption: str
    lead: str
    heading: str
    place: Place
    exists: bool | None = None
    broken: bool = False

    @property
    def name(self) -> str:
        """The file name, in words."""
        return self.target.split("?", 1)[0].split("#", 1)[0].rstrip("/").rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Pictures(DocumentFact):
    """All pictures, in the document's order."""

    items: tuple[Picture, ...]


@dataclass(frozen=True)
class Link:
    """A link that is no picture. label: its text, or the words just before it."""

    target: str
    label: str
    place: Place


@dataclass(frozen=True)
class Links(DocumentFact):
    """All links."""

    items: tuple[Link, ...]


@dataclass(frozen=True)
class Code:
    """A piece of code or terminal text. language: "python", "yaml", "json", "shell", "ruby" … "" = not known; file: its own
    name when it is a file of the submission."""

    language: str
    text: str
    place: Place
    file: bool = False


@dataclass(frozen=True)
class Snippets(DocumentFact):
    """All code, from fences, from plain text that reads like code, and from the submitted files."""

    items: tuple[Code, ...]


@dataclass(frozen=True)
class ShownQuery:
    """A metric query as written. role: "board" (in a script, a request body or a graph definition), "answer" (what the API
    answered), "monitor" or "prose". block: number of the code block it stands in (-1 = prose)."""

    text: str
    role: str
    block: int
    place: Place


@dataclass(frozen=True)
class ShownQueries(DocumentFact):
    """Every metric query that can be found in text and code."""

    items: tuple[ShownQuery, ...]


@dataclass(frozen=True)
class ShownScript:
    """A way in which a board was made, or shown. form: "python", "ruby", "curl", "http", "terraform", "linked" (a file that is
    only named) or "definition" (a graph's JSON without a call). call: as written; block as in ShownQuery.
    title: the board's title where the script writes it out."""

    form: str
    call: str
    block: int
    place: Place
    title: str = ""


@dataclass(frozen=True)
class ShownScripts(DocumentFact):
    """Everything that may have made the board."""

    items: tuple[ShownScript, ...]


@dataclass(frozen=True)
class CheckCode:
    """The Python of an Agent check. broken: why it cannot be read as printed; misspelt: it calls a method that does not exist."""

    values: tuple[SubmittedMetric, ...]
    place: Place
    broken: str = ""
    misspelt: bool = False


@dataclass(frozen=True)
class ShownInterval:
    """`min_collection_interval` as it stands. level: "instance", "init_config", "top", "resolved" (configcheck), "alone", "misspelt",
    "no list", "broken", "sleep" (the code sleeps instead) or "words"."""

    seconds: float | None
    written: str
    level: str
    place: Place


@dataclass(frozen=True)
class ShownChecks(DocumentFact):
    """Custom checks: code and intervals, in the document's order."""

    codes: tuple[CheckCode, ...]
    intervals: tuple[ShownInterval, ...]


@dataclass(frozen=True)
class ShownTags:
    """Tags of a host. form: "list", "string", "env" (DD_TAGS)."""

    tags: tuple[str, ...]
    form: str
    place: Place


@dataclass(frozen=True)
class ShownIntegration:
    """Something of a database's integration.

    kind: "mysql", "postgresql", "mongodb" … what: "config", "file" (edited, not shown), "user" or "status".
    """

    kind: str
    what: str
    detail: str
    place: Place


@dataclass(frozen=True)
class ShownAgent(DocumentFact):
    """The Agent's configuration as shown: tags, and the database integration."""

    tags: tuple[ShownTags, ...]
    integrations: tuple[ShownIntegration, ...]


@dataclass(frozen=True)
class ShownMonitor:
    """A monitor as text. query "" = not shown. warning, critical: thresholds; misplaced: they stand outside `thresholds`."""

    query: str
    warning: float | None
    critical: float | None
    notify_no_data: bool | None
    no_data_minutes: int | None
    misplaced: bool
    place: Place


@dataclass(frozen=True)
class ShownMessage:
    """The text of a notification, as a template."""

    text: str
    place: Place


@dataclass(frozen=True)
class ShownMonitors(DocumentFact):
    """Monitors and message templates."""

    items: tuple[ShownMonitor, ...]
    messages: tuple[ShownMessage, ...]


@dataclass(frozen=True)
class ShownDowntime:
    """A downtime as a request body.

    days: 0 = Monday. start_minute, minutes: local minute of the day, and length. aimed: at one monitor.
    """

    days: tuple[int, ...]
    start_minute: int | None
    minutes: int | None
    aimed: bool
    place: Place


@dataclass(frozen=True)
class ShownDowntimes(DocumentFact):
    """Downtimes that stand there as code."""

    items: tuple[ShownDowntime, ...]


@dataclass(frozen=True)
class ShownApp:
    """An app's code, or a file of it. framework: "flask", "django", "rails" …; manual: tracing calls in it;
    form: "inline", "file", "linked" (named, and to be seen in the listing), "elsewhere" (another repository)."""

    framework: str
    manual: tuple[str, ...]
    form: str
    place: Place


@dataclass(frozen=True)
class ShownApps(DocumentFact):
    """Apps, and the commands that start one with a tracer. runs: (command line, place)."""

    items: tuple[ShownApp, ...]
    runs: tuple[tuple[str, Place], ...]


@dataclass(frozen=True)
class NamedFile:
    """A file that the document names, by a link or in words. exists None = the folder does not tell."""

    path: str
    place: Place
    exists: bool | None
    linked: bool = True


@dataclass(frozen=True)
class SubmittedFiles(DocumentFact):
    """What was handed in. document: the answers' file; read: files whose text was read; listed: files that exist and were not
    read here (path, bytes). complete: the listing is of the whole submission. template_only: nothing but the given line.
    unused_pictures: those of the listing that no text refers to.
    cut: files that are too long, and were read in part or not at all."""

    document: str
    read: tuple[str, ...]
    listed: tuple[tuple[str, int], ...]
    named: tuple[NamedFile, ...]
    complete: bool
    template_only: bool = False
    unused_pictures: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin(DocumentFact):
    """Where the submission comes from. Missing unless it came through Git. fork None = nothing tells whether it is one."""

    repository: str
    commit: str
    fork: bool | None


@dataclass(frozen=True)
class ShownLeak:
    """A credential that stood in the clear. It is masked; digest tells whether two are the same.
    commit: it is in the files no more, and stands in this commit of the history ("" = it is in the files)."""

    kind: str
    digest: str
    partly: bool
    place: Place
    commit: str = ""


@dataclass(frozen=True)
class Leaks(DocumentFact):
    """Credentials, and what was searched. unread: files that could not be searched; truncated: files, or a history, searched in part."""

    items: tuple[ShownLeak, ...]
    searched: tuple[str, ...]
    unread: tuple[str, ...]
    truncated: tuple[str, ...]
