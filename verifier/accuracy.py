"""How often the document judge agrees with people: `python -m verifier accuracy SUBMISSIONS LABELS`.

Compares the outcome of the document's finding (not the verdict) with what a careful human said of the same step.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from verifier.checks.registry import all_checks
from verifier.definition.model import Definition
from verifier.engine.find import find
from verifier.gather.document import DocumentTarget, look
from verifier.verdicts import Finding, Outcome, Source

MEANS = {"shown": Outcome.PASS, "wrong": Outcome.FAIL, "absent": Outcome.ABSENT, "unclear": Outcome.UNKNOWN}
MARKS = {Outcome.PASS: "+", Outcome.FAIL: "x", Outcome.ABSENT: "-", Outcome.UNKNOWN: "?"}
TOLD = (Outcome.PASS, Outcome.FAIL, Outcome.ABSENT)


@dataclass(frozen=True)
class Cell:
    """One step of one submission."""

    code: str
    step: str
    said: Outcome
    finding: Finding
    why: str

    @property
    def agrees(self) -> bool:
        return self.said is self.finding.outcome


def findings(path: Path, definition: Definition) -> dict[str, Finding]:
    """What the document says of every step."""
    sources = {Source.DOCUMENT: look(DocumentTarget(path)).facts}
    values = dict(sources[Source.DOCUMENT].values)
    rules = definition.default_rules()
    found: dict[str, Finding] = {}
    for step in definition.steps:
        for criterion in step.criteria:
            for name in criterion.checks:
                check = all_checks().get(name)
                if check is not None and check.source is Source.DOCUMENT:
                    finding = find(criterion, check, values, sources, rules)
                    if finding is not None:
                        found[step.key] = finding
    return found


def measure(submissions: Path, labels: Path, definition: Definition) -> list[Cell]:
    """A cell for every label whose submission is there."""
    cells: list[Cell] = []
    for label in sorted(labels.glob("*.json")):
        told = json.loads(label.read_text("utf-8"))
        path = submissions / str(told.get("code", label.stem))
        if not path.exists():
            continue
        judged = findings(path, definition)
        cells += [
            Cell(path.name, step, MEANS[entry["label"]], judged[step], str(entry.get("why", "")))
            for step, entry in told["labels"].items()
            if step in judged and entry["label"] in MEANS
        ]
    return cells


def table(cells: Iterable[Cell]) -> str:
    """A line a step: marks of the judge, in capitals where it disagrees; then the confusion matrix and the bars."""
    cells = list(cells)
    codes = sorted({cell.code for cell in cells})
    lines = [f"{'step':34} {' '.join(f'{code[-3:]:>3}' for code in codes)}  agree"]
    for step in dict.fromkeys(cell.step for cell in cells):
        row = {cell.code: cell for cell in cells if cell.step == step}
        marks = " ".join(f"{_mark(row[code]) if code in row else '':>3}" for code in codes)
        lines.append(f"{step:34} {marks}  {sum(cell.agrees for cell in row.values())}/{len(row)}")
    return "\n".join([*lines, "", *_confusion(cells), "", *_bars(cells)])


def _mark(cell: Cell) -> str:
    mine = MARKS[cell.finding.outcome]
    return mine if cell.agrees else f"{mine}/{MARKS[cell.said]}"


def _confusion(cells: list[Cell]) -> list[str]:
    counted = Counter((cell.said, cell.finding.outcome) for cell in cells)
    head = "human, judge  " + "".join(f"{outcome.value:>9}" for outcome in Outcome)
    return [head, *(f"{said.value:14}" + "".join(f"{counted[said, mine]:>9}" for mine in Outcome) for said in Outcome)]


def _bars(cells: list[Cell]) -> list[str]:
    told = [cell for cell in cells if cell.said in TOLD]
    unclear = [cell for cell in cells if cell.said is Outcome.UNKNOWN]
    false_pass = [cell for cell in told if cell.said is Outcome.FAIL and cell.finding.outcome is Outcome.PASS]
    return [
        f"all cells agree:                     {_share(sum(c.agrees for c in cells), len(cells))}",
        f"shown, wrong and absent agree:       {_share(sum(c.agrees for c in told), len(told))}",
        f"pass where the human said wrong:     {_share(len(false_pass), len(told))}",
        *(f"{said.value + ' is found:':36} {_found(told, said)}" for said in (Outcome.FAIL, Outcome.ABSENT)),
        f"unclear that became a pass:          {_share(sum(c.finding.outcome is Outcome.PASS for c in unclear), len(unclear))}",
    ]


def _found(cells: list[Cell], said: Outcome) -> str:
    wanted = [cell for cell in cells if cell.said is said]
    return _share(sum(cell.agrees for cell in wanted), len(wanted))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f} %  ({part} of {whole})" if whole else "none"


def differences(cells: Iterable[Cell]) -> Iterable[str]:
    """Every disagreement, with both reasons."""
    for cell in cells:
        if not cell.agrees:
            finding = cell.finding
            where = finding.evidence[0].where if finding.evidence else ""
            yield f"{cell.code} {cell.step}: {finding.outcome.value} ({finding.reason} {where}) | human {cell.said.value}: {cell.why}"
