"""What the document points at in the account: the objects in its links, and its scripts that make boards."""

from __future__ import annotations

import re

from verifier.facts.document import Links, ShownQueries, ShownScripts
from verifier.facts.linked import BoardScript, BoardScripts, LinkedObjects

BOARD = re.compile(r"/(?:dashboard|dash|screen)/(?:integration/)?([a-z0-9]{3}-[a-z0-9]{3}-[a-z0-9]{3}|\d+)(?![\w-])")
MONITOR = re.compile(r"/monitors[/#](\d+)(?!\w)")
CALLS = ("python", "ruby", "curl", "http", "terraform", "linked")
"""Forms of `ShownScript` that call the API; a graph's definition alone calls nothing."""


def objects(links: Links) -> LinkedObjects:
    """The ids of boards and monitors in links, each once, in the document's order."""
    targets = [link.target for link in links.items]
    boards = dict.fromkeys(found for target in targets for found in BOARD.findall(target))
    monitors = dict.fromkeys(int(found) for target in targets for found in MONITOR.findall(target))
    return LinkedObjects(tuple(boards), tuple(monitors))


def scripts(shown: ShownScripts, queries: ShownQueries) -> BoardScripts:
    """The scripts that create a board, each with the queries of its own block or file."""
    return BoardScripts(
        tuple(
            BoardScript(
                title=script.title,
                queries=tuple(q.text for q in queries.items if q.block == script.block and q.role == "board"),
                client=script.form,
                where=str(script.place),
            )
            for script in shown.items
            if script.form in CALLS
        )
    )
