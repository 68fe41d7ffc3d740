"""What the document tells of the final question and of the hand-in itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from verifier.checks import check
from verifier.checks.linked_boards import foreign, is_foreign
from verifier.checks.told import DASHBOARD, answering, own, passage_evidence, place_evidence
from verifier.checks.words import without_promises
from verifier.facts import NotLooked, NotThere
from verifier.facts.account import Boards
from verifier.facts.document import (
    Answers,
    Leaks,
    Links,
    Origin,
    Passage,
    ShownApps,
    ShownLeak,
    ShownScripts,
    SubmittedFiles,
)
from verifier.verdicts import Evidence, Finding, RestsOn, absent, failed, passed, unknown

TEXT, WORDS = RestsOn.TEXT, RestsOn.WORDS

LEAST_WORDS = 3
_NO_IDEA = re.compile(
    r"(?i)^\W*(?:no,? )?(?:nothing|no idea|not really|none)\b.{0,40}$|"
    r"^\W*not (?:at the moment|right now|yet|really|at all|that i know)\b.{0,40}$|\b(?:can ?not|can['’]t|"
    r"could ?n[o'’]?t) think of (?:any|one)|"
    r"\b(?:nothing|none|no ideas?)\b[^.;]{0,20}\b(?:comes?|came|springs?) to (?:my )?mind\b|"
    r"\bleave (?:this|that|it) (?:open|out|blank)\b|"
    r"\b(?:i|we)(?:['’]ll| will| have to| need to)? (?:still )?(?:have to )?think about (?:it|this|that)\b.{0,60}$|"
    r"\b(?:i|we)(?: would|['’]d) (?:have|need) to think about (?:it|this|that)\b.{0,40}$|"
    r"\bask me (?:after|later|again|in)\b"
)

_QUESTION = re.compile(r"(?i)\bfinal\b|\bquestion\b|\bcreative\b")


@check(hint="One concrete idea, and which metrics it needs.")
def document_answers_the_final_question(answers: Answers) -> Finding:
    """The final question is answered."""
    said = answering(answers, "final-creative") or list(own(answers, "handing-in"))
    said = [p for p in without_promises(said) if not (_NO_IDEA.search(p.text) or _names_the_question(p))]
    text = " ".join(p.text for p in said)
    if len(re.findall(r"[^\W\d]{2,}", text)) < LEAST_WORDS:
        return absent("The question is not answered.", rests_on=WORDS)
    found = passed(
        "There is an answer; how creative it is, a person must say.",
        *(passage_evidence(p, "answer") for p in said[:3]),
        rests_on=WORDS,
    )
    return replace(found, lean="right")


def _names_the_question(passage: Passage) -> bool:
    return passage.kind == "heading" and bool(_QUESTION.search(passage.text))


@check(hint="Give the address of the fork or of the pull request.")
def document_comes_from_a_fork(origin: Origin) -> Finding:
    """The submission is a fork of the exercise's repository."""
    seen = Evidence("repository", seen=origin.repository, where=origin.commit)
    if origin.fork:
        return passed("The submission is a fork.", seen, rests_on=TEXT)
    if origin.fork is None:
        return unknown("Neither the address nor a pull request tells whether it is a fork.", seen, rests_on=TEXT)
    return failed("The repository is no fork of the exercise's.", seen, rests_on=TEXT)


@check(hint="Write the answers into answers.md, in place of the given line.")
def document_is_answers_md(files: SubmittedFiles) -> Finding:
    """The answers stand in answers.md."""
    seen = Evidence("document", seen=files.document, wanted="answers.md", where=files.document)
    if files.template_only:
        return absent("The document holds nothing but the line that it came with.", seen, rests_on=TEXT)
    if PurePosixPath(files.document).name.lower() != "answers.md":
        return failed(f"The answers stand in {files.document}.", seen, rests_on=TEXT)
    return passed("The answers stand in answers.md.", seen, rests_on=TEXT)


@check(hint="Every file that the document names must be in the fork.")
def document_comes_with_its_files(files: SubmittedFiles, scripts: ShownScripts, apps: ShownApps) -> Finding:
    """The code that the document names is there."""
    missing = [file for file in files.named if file.exists is False]
    unseen = [file for file in files.named if file.exists is None and file.linked]
    if missing:
        names = ", ".join(file.path for file in missing[:4])
        seen = [place_evidence("file", file.path, file.place, wanted="in the submission") for file in missing[:4]]
        return failed(f"Named and not there: {names}.", *seen, rests_on=TEXT)
    if unseen:
        seen = [place_evidence("file", file.path, file.place) for file in unseen[:4]]
        return unknown(
            "Only the document was handed over, so the files that it names could not be seen.", *seen, rests_on=TEXT
        )
    there = [place_evidence("file", file.path, file.place) for file in files.named if file.exists][:4]
    there += [place_evidence("script", script.call, script.place) for script in scripts.items if script.block >= 0][:1]
    there += [place_evidence("app", app.framework, app.place) for app in apps.items if app.form in ("inline", "file")][
        :1
    ]
    if there:
        return passed("The code that the document speaks of is there.", *there, rests_on=TEXT)
    return absent("No code is in the submission.", rests_on=TEXT)


@check(hint="The address from the browser, beside the picture.")
def document_links_its_dashboards(links: Links, known: Boards | NotLooked | NotThere) -> Finding:
    """The document links to the dashboards."""
    linked = [link for link in links.items if DASHBOARD.match(link.target)]
    boards = [link for link in linked if not is_foreign(link, known)]
    if linked and not boards:
        return foreign(linked[-1])
    if boards:
        return passed(
            f"{len(boards)} links to dashboards.",
            *(place_evidence("link", b.target, b.place) for b in boards[:3]),
            rests_on=TEXT,
        )
    return absent("No dashboard is linked.", rests_on=TEXT)


@check(hint="Revoke the key, and replace it by a placeholder. It costs no points.", negative=True)
def document_shows_no_secret(leaks: Leaks, files: SubmittedFiles) -> Finding:
    """No key, password or token stands in the document or its files."""
    if leaks.items:
        return failed(_told(leaks.items), *(_shown(leak) for leak in leaks.items[:12]), rests_on=TEXT)
    searched = Evidence(
        "searched", seen=f"{len(leaks.searched)} files: {', '.join(leaks.searched)[:300]}", where=files.document
    )
    if not leaks.searched:
        return unknown("Nothing was searched for secrets.", rests_on=TEXT)
    missing = [
        file.path for file in files.named if file.linked and file.exists is not True and file.path not in leaks.searched
    ]
    if leaks.truncated or leaks.unread or missing:
        left = ", ".join([*leaks.truncated, *leaks.unread, *missing][:6])
        return unknown(f"Nothing was found, but not everything could be searched: {left}.", searched, rests_on=TEXT)
    return passed("Everything that was handed in was searched, and no secret was found.", searched, rests_on=TEXT)


def _told(leaks: Sequence[ShownLeak]) -> str:
    clear, past = (
        ", ".join(sorted({leak.kind for leak in leaks if bool(leak.commit) is gone})) for gone in (False, True)
    )
    if not clear:
        return f"Out of the files, but still in the Git history: {past}. Whoever clones it can read it: revoke it."
    more = f" Only in the Git history: {past}." if past else ""
    return f"In the clear: {clear}.{more} Revoke what is still in use."


def _shown(leak: ShownLeak) -> Evidence:
    what = leak.kind + (" (partly masked)" if leak.partly else "")
    found = place_evidence(what, "masked here", leak.place)
    return replace(found, where=f"{leak.place} in commit {leak.commit}") if leak.commit else found
