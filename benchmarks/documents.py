"""What a hostile document costs beside an ordinary one: `python -m benchmarks.documents [--runs 3] [CASE …]`.

The ordinary one is made of the exercise's own sentences and the usual answers, once as long as people write and once as long as
the hostile ones. Each is looked at and judged as a run would, in CPU time of this process, the quickest of `--runs`. The ratios
are what may be compared between machines: to an ordinary document of the same size, and to one of the usual size.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from verifier.definition.load import SOLUTIONS_ENGINEER, load
from verifier.documents.exercise import PHRASES
from verifier.engine import judge
from verifier.gather.document import DocumentTarget, look
from verifier.verdicts import Source

USUAL = 20_000
SIZE = 400_000
ANSWER = """

I created the check and it sends `my_metric` with a random value, as the picture shows. It warns at 500 and alerts at 800.

![the graph](shots/graph.png)

```yaml
instances:
  - min_collection_interval: 45
```
"""


def repeated(piece: str, size: int = SIZE) -> str:
    return piece * (size // len(piece))


def ordinary(size: int) -> str:
    """Questions and answers, over and over."""
    parts = [f"## {key}\n\n{', '.join(phrases)}.{ANSWER}\n" for key, phrases in PHRASES.items() if key]
    whole = "".join(parts)
    return (whole * (size // len(whole) + 1))[:size]


def fenced(text: str) -> str:
    return f"```\n{text}\n```\n"


HOSTILE = {
    "nested quotes": repeated("> " * 40 + "x\n"),
    "rows of a table": "|a|b|\n|-|-|\n" + repeated("|x|y|\n"),
    "items of a list": repeated("- a\n"),
    "backticks": repeated("`"),
    "fences in fences": "\n".join("`" * (800 - depth) + "\n![x](a.png)" for depth in range(790)),
    "open brackets": repeated("[" * 1_000 + "x\n"),
    "open pictures": repeated("![" * 3_900 + "\n"),
    "stars": repeated("*a " * 30 + "\n"),
    "pictures": repeated("![x](a.png)\n"),
    "comments": repeated("<!--" * 1_900 + "\n"),
    "blank lines": fenced("instances: x\n" + repeated("\n")),
    "headings": repeated("# Monitoring my_metric\n"),
    "sentences": repeated("Ab. Cd. "),
    "numbers in words": repeated("Seven hundred and eight thousand. "),
    "downtimes": repeated("Downtime Monday to Friday from 7 pm to 9 am and all day Saturday.\n"),
    "one word": repeated("notif"),
    "one claim": "# Monitoring Data\n\n" + repeated("I created a message for alert and a warning " * 20 + "\n\n"),
    "one question": repeated("what anomaly " * 500 + "?\n"),
    "intervals": repeated("instances:\n  - min_collection_interval: 45\n"),
    "submissions": repeated('class A(AgentCheck):\n def check(self, i):\n  self.gauge("my_metric", 1)\n'),
    "queries": fenced(repeated("avg:a{b} ")),
    "monitors": fenced(repeated("avg(last_5m):avg:a{b} > 1\n")),
    "calls of curl": fenced(repeated("curl -d '{\"a\": 1}' \\\n")),
    "JSON in JSON": fenced("rrule " + repeated('{"a":')),
    "scripts": "\n".join(f"I wrote a{number}.py." for number in range(20_000)),
    "exported HTML": "<html>" + repeated("<p><b>x</b></p>\n"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("cases", nargs="*", metavar="CASE")
    asked = parser.parse_args()
    usual = seconds(ordinary(USUAL), asked.runs)
    long = per_megabyte(ordinary(SIZE), asked.runs)
    print(f"ordinary, {USUAL // 1_000} kB   {usual:6.3f} s of CPU\nordinary, {SIZE // 1_000} kB  {long:6.3f} s a MB\n")
    print(f"{'hostile':<20} {'s a MB':>7} {'to ordinary':>12} {'to the usual size':>18}")
    for name, text in HOSTILE.items():
        if not asked.cases or name in asked.cases:
            spent = seconds(text, asked.runs)
            each = spent / (len(text) / 1e6)
            print(f"{name:<20} {each:7.2f} {each / long:11.1f}x {spent / usual:17.1f}x")
    print(f"\nmost memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def per_megabyte(text: str, runs: int) -> float:
    return seconds(text, runs) / (len(text) / 1e6)


def seconds(text: str, runs: int) -> float:
    """CPU time to look at a document and to judge it."""
    definition = load(SOLUTIONS_ENGINEER)
    with tempfile.TemporaryDirectory(prefix="documents-") as folder:
        path = Path(folder) / "answers.md"
        path.write_text(text, "utf-8")
        spent = []
        for _ in range(runs):
            begun = time.process_time()
            judge(definition, {Source.DOCUMENT: look(DocumentTarget(path)).facts})
            spent.append(time.process_time() - begun)
    return min(spent)


if __name__ == "__main__":
    main()
