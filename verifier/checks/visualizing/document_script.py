"""What the document shows of how the board was made, and whether the script is there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifier.checks import check
from verifier.checks.told import (
    UNABLE,
    about,
    passage_evidence,
    picture_evidence,
    pictures_at,
    pictures_in,
    place_evidence,
    saying,
)
from verifier.checks.visualizing.told_queries import CALLS
from verifier.facts.document import Answers, Passage, Pictures, ShownScript, ShownScripts, Snippets, SubmittedFiles
from verifier.verdicts import Finding, RestsOn, absent, failed, passed, unknown

TEXT, PICTURE = RestsOn.TEXT, RestsOn.PICTURE
_GIVEN = re.compile(r"\b(?:graphs|widgets)[ \t]*=[ \t]*(?P<name>[A-Za-z_]\w{0,60})[ \t]*[,)\n]")
_SENT = re.compile(r"(?i)\bpostman\b|\bcurl\b|\bPOST(?:ed|ing)?\b|\bsent\b|\b(?:request|body|payload)\b")
_ONLY_READ = re.compile(
    r"(?i)\bapi\b[^.;]{0,30}\b(?:only|just|merely)\b[^.;]{0,30}\b(?:read|get|fetch|export|list|download|look|check)\w*|"
    r"\b(?:only|just) (?:used|called|took) the api (?:for |to )(?:read|get|fetch|export|list|download|look|check)\w*"
)


@check(hint="Show the script, or the request, that created the board.")
def document_creates_the_board_by_api(scripts: ShownScripts, answers: Answers, pictures: Pictures) -> Finding:
    """The document shows the board made through the API."""
    made = [script for script in scripts.items if script.form in CALLS]
    if made:
        seen = place_evidence("call", made[-1].call, made[-1].place)
        if all(re.search(r"(?:-X|--request)[ =]?[\"']?PUT\b", script.call) for script in made):
            return unknown("The call changes a board that is there; what created it is not shown.", seen, rests_on=TEXT)
        return passed("A call of the API creates the board.", seen, rests_on=TEXT)
    linked = [script for script in scripts.items if script.form == "linked"]
    if linked:
        return passed(
            "The script that creates the board is linked.",
            place_evidence("file", linked[-1].call, linked[-1].place),
            rests_on=TEXT,
        )
    said = _said_made(answers)
    definitions = [script for script in scripts.items if script.form == "definition"]
    if definitions and (posted := _posted(said)):
        seen = place_evidence("definition", "the JSON of a graph", definitions[-1].place)
        said_so = passage_evidence(posted[0])
        return passed("The document says that this body was sent to the API.", said_so, seen, rests_on=TEXT)
    if definitions:
        seen = place_evidence("definition", "the JSON of a graph", definitions[-1].place)
        return failed(
            "Definitions of graphs are shown, and no call of the API that creates the board.", seen, rests_on=TEXT
        )
    said = [p for p in said if not _ONLY_READ.search(p.text)]
    by_hand = saying(
        answers,
        r"\b(?:manually|by hand|(?:in|through|via|using|used) the (?:dash ?board )?(?:ui|gui|web))\b",
        "visualizing",
    )
    if by_hand and not said:
        return failed("The board was made by hand.", passage_evidence(by_hand[0]), rests_on=TEXT)
    if said:
        return passed(
            "The document says that the board was made through the API.", passage_evidence(said[0]), rests_on=TEXT
        )
    code = [
        p for p in pictures_in(pictures, "visualizing") if re.search(r"(?i)script|\bcode\b|\bcurl\b|\bapi\b", about(p))
    ]
    code = code or pictures_at(pictures, "timeboard-script-included")
    if code:
        return unknown("Only a picture could show the script.", picture_evidence(code[0]), rests_on=PICTURE)
    return absent("No call of the API and no script is shown.", rests_on=TEXT)


def _has_its_graphs(script: ShownScript, snippets: Snippets) -> bool:
    """Is what it hands over as graphs made somewhere in the code that is shown? A list right in the call is."""
    given = _GIVEN.search(snippets.items[script.block].text) if script.block < len(snippets.items) else None
    if given is None:
        return True
    made = re.compile(rf"(?m)^[ \t]*{given['name']}[ \t]*(?:=[ \t]*(?!{given['name']}\b)|\.append\(|\+=|<<)")
    return any(made.search(code.text) for code in snippets.items)


def _said_made(answers: Answers) -> list[Passage]:
    return saying(
        answers,
        r"(?:creat\w+|made|built|generat\w+|post\w*|sent|went|ran|run|wrote|used|using)\b.{0,120}\b(?:api|curl|postman|script)\b.{0,120}|"
        r"\b(?:api|curl|postman|script)\b.{0,80}\b(?:creat\w+|made|built|generat\w+)",
        "visualizing",
        but=UNABLE
        + r"|\bnever (?:us|creat|ran|run|call|wrote)\w*|\bmanually\b|\bapi (?:and app )?keys?\b|api doc|documentation",
    )


def _posted(said: Sequence[Passage]) -> list[Passage]:
    """Words that tell that a request with a body was sent."""
    return [p for p in said if _SENT.search(p.text) and not _ONLY_READ.search(p.text)]


@check(hint="Put the script into the document or the fork, without the keys.")
def document_includes_the_board_script(
    scripts: ShownScripts, pictures: Pictures, files: SubmittedFiles, snippets: Snippets, answers: Answers
) -> Finding:
    """The script that made the board is in the submission."""
    inline = [script for script in scripts.items if script.form in CALLS and script.block >= 0]
    elsewhere = any(script.form in ("linked", "definition") for script in scripts.items)
    if inline and not elsewhere and not any(_has_its_graphs(script, snippets) for script in inline):
        seen = place_evidence("script", inline[-1].call, inline[-1].place)
        return unknown("The call is there; the graphs that it sends are not.", seen, rests_on=TEXT)
    if inline:
        return passed(
            "The script is there.", place_evidence("script", inline[-1].call, inline[-1].place), rests_on=TEXT
        )
    definitions = [script for script in scripts.items if script.form == "definition"]
    requests = [script for script in scripts.items if script.form == "http"]
    if requests and definitions:
        seen = place_evidence("request", requests[0].call, requests[0].place)
        return passed("The request and the body that it sent are there.", seen, rests_on=TEXT)
    if definitions and (posted := _posted(_said_made(answers))):
        return passed("The body that was sent is there.", passage_evidence(posted[0]), rests_on=TEXT)
    gone = {file.place for file in files.named if file.linked and file.exists is False}
    linked = [script for script in scripts.items if script.form == "linked"]
    if linked and all(script.place in gone for script in linked):
        seen = place_evidence("file", linked[-1].call, linked[-1].place)
        return absent("The script is linked, and it is not there or empty.", seen, rests_on=TEXT)
    linked = [script for script in linked if script.place not in gone]
    if linked:
        return passed("The script is linked.", place_evidence("file", linked[-1].call, linked[-1].place), rests_on=TEXT)
    drawn = [
        p
        for p in pictures_in(pictures, "visualizing")
        if re.search(r"(?i)\bscript|\bcode\b|\bcurl\b|postman", about(p))
    ]
    if drawn:
        return failed("The script is only in a picture.", picture_evidence(drawn[0]), rests_on=TEXT)
    return absent("No script that creates the board is in the submission.", rests_on=TEXT)
