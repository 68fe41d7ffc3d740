"""Ties arguments, looking, judging and output together, and chooses the exit status."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from verifier.cli import output
from verifier.cli.arguments import BadArguments, parser
from verifier.cli.bundle import Bundle, dump, read
from verifier.cli.secrets import Secrets, take
from verifier.definition import Definition, DefinitionError, drawn, load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.definition.model import Value
from verifier.engine import Judgement, StepVerdict, judge
from verifier.engine.judge import NO_CHOICES
from verifier.engine.shown import alone
from verifier.facts import SourceFacts, SourceState
from verifier.recording import RecordingError
from verifier.scoring import Claims
from verifier.verdicts import Source, Verdict

MET = {Verdict.PASS, Verdict.CLAIMED, Verdict.REVIEW}
MISSED = {Verdict.FAIL, Verdict.ABSENT, Verdict.DISAGREE}


class Refused(ValueError):
    """The call cannot be carried out; one sentence."""


def run(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 met, 1 not met, 2 could not tell or could not do it."""
    secrets = take(os.environ)
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        asked = parser().parse_args(words)
        status = _COMMANDS[asked.command](asked, secrets)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # whoever read has seen enough (`| head`); nothing may be written at the end either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except (BadArguments, Refused, DefinitionError, RecordingError) as fault:
        _refuse(str(fault), as_json="--json" in words)
        return 2


def _check(asked: argparse.Namespace, secrets: Secrets) -> int:
    from verifier.cli.look import look, problem

    definition = drawn(_fitting(asked), _drawn(asked))
    _known_steps(asked, definition)
    if wrong := problem(asked):
        raise Refused(wrong)
    sources = look(asked, secrets, definition.metric)
    claims = asked.claims or Claims.FULL
    rules = _rules(asked, definition)
    judgement = judge(definition, sources, rules=rules, claims=claims)
    sandbox = bool(asked.api_url or asked.stand_in)
    if asked.keep:
        kept = Bundle(definition.version, claims, rules, NO_CHOICES, sources, sandbox, drawn=_drawn(asked))
        _keep(asked.keep, kept)
    return _answer(asked, definition, judgement, sources, sandbox=sandbox, rules=rules, claims=claims)


def _judge(asked: argparse.Namespace, _secrets: Secrets) -> int:
    definition, bundle = _fitting(asked), read(asked.bundle)
    if definition.draws:
        definition = drawn(definition, dict(bundle.drawn) | _drawn(asked))
    _known_steps(asked, definition)
    if bundle.definition != definition.version:
        print(f"Judged by {definition.version}; the bundle was made with {bundle.definition}.", file=sys.stderr)
    rules = dict(bundle.rules) | _rules(asked, definition)
    claims = asked.claims or bundle.claims
    judgement = judge(
        definition, bundle.sources, choices=bundle.choices, rules=rules, claims=claims, beside=bundle.beside
    )
    return _answer(asked, definition, judgement, bundle.sources, sandbox=bundle.sandbox, rules=rules, claims=claims)


def _keep(path: Path, bundle: Bundle) -> None:
    """The facts may tell much of a machine, so nobody but the owner may read the file."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(dump(bundle))
    except OSError as fault:
        raise Refused(f"The bundle cannot be written to {path}: {fault.strerror}.") from fault


def _facts(asked: argparse.Namespace, _secrets: Secrets) -> int:
    from verifier.cli.exchanges import print_facts

    return print_facts(asked.exchanges)


def _lint(asked: argparse.Namespace, _secrets: Secrets) -> int:
    from verifier.checks import all_checks
    from verifier.lint import problems

    found = problems(_definition(asked), all_checks())
    print("\n".join(found) or "The definition fits the checks.")
    return 1 if found else 0


def _gate(asked: argparse.Namespace, _secrets: Secrets) -> int:
    from verifier.checks import all_checks
    from verifier.gate import TrialError, dump, problems, search
    from verifier.gate import load as load_trials

    definition, checks = _definition(asked), all_checks()
    try:
        trials = load_trials(asked.trials.read_text("utf-8")) if asked.trials.exists() else ()
    except (OSError, UnicodeDecodeError, TrialError) as fault:
        raise Refused(f"{asked.trials.name}: {fault}") from fault
    if asked.look:
        trials = search(definition, checks, [read(path).sources for path in asked.look], trials)
        asked.trials.write_text(dump(trials) + "\n", encoding="utf-8")
    found = problems(definition, checks, trials)
    print("\n".join(found) or "Every check was seen to pass and to fail.")
    return 1 if found else 0


def _accuracy(asked: argparse.Namespace, _secrets: Secrets) -> int:
    from verifier import accuracy

    cells = accuracy.measure(asked.submissions, asked.labels, _fitting(asked))
    print(accuracy.table(cells))
    if asked.differences:
        print("\n".join(accuracy.differences(cells)))
    return 0 if cells else 2


def _likeness(asked: argparse.Namespace, _secrets: Secrets) -> int:
    from verifier.cli.likeness import print_likeness

    definition = _definition(asked)
    if not asked.submissions.is_dir():
        raise Refused(f"There is no folder {asked.submissions}.")
    return print_likeness(asked.submissions, definition, as_json=asked.json)


_COMMANDS = {
    "check": _check,
    "judge": _judge,
    "facts": _facts,
    "lint": _lint,
    "gate": _gate,
    "accuracy": _accuracy,
    "likeness": _likeness,
}


def _definition(asked: argparse.Namespace) -> Definition:
    path: Path | None = asked.definition
    return load(path or SOLUTIONS_ENGINEER)


def _fitting(asked: argparse.Namespace) -> Definition:
    """The definition, refused when the checks do not fit it: it could judge wrongly or not at all."""
    from verifier.checks import all_checks
    from verifier.lint import problems

    definition = _definition(asked)
    found = problems(definition, all_checks())
    if found:
        raise Refused(f"The definition does not fit the checks: {found[0]}")
    return definition


def _known_steps(asked: argparse.Namespace, definition: Definition) -> None:
    strange = [key for key in asked.step if key not in {step.key for step in definition.steps}]
    if strange:
        raise Refused(f"There is no step called {strange[0]}.")


def _drawn(asked: argparse.Namespace) -> dict[str, Value]:
    return dict(asked.drawn)


def _rules(asked: argparse.Namespace, definition: Definition) -> dict[str, str]:
    known = {rule.name: rule.choices for rule in definition.house_rules}
    for name, value in asked.rule:
        if value not in known.get(name, ()):
            raise Refused(f"There is no house rule {name}={value}.")
    return dict(asked.rule)


def _answer(
    asked: argparse.Namespace,
    definition: Definition,
    judgement: Judgement,
    sources: Mapping[Source, SourceFacts],
    *,
    sandbox: bool,
    rules: Mapping[str, str],
    claims: Claims,
) -> int:
    steps = [step for step in judgement.steps if not asked.step or step.key in asked.step]
    document = sources.get(Source.DOCUMENT)
    error = document.reason if document is not None and document.state is SourceState.NOT_READ else None
    by_itself = alone(definition, document, rules)
    report = output.as_json(
        definition, judgement, sources, steps=steps, error=error, sandbox=sandbox, document=by_itself, claims=claims
    )
    if asked.json:
        print(json.dumps(report, indent=1, ensure_ascii=False))
    elif asked.junit:
        print(output.as_junit(definition, steps))
    else:
        print(output.as_text(report, definition))
    return _status(steps, sources, error)


def _status(steps: Sequence[StepVerdict], sources: Mapping[Source, SourceFacts], error: str | None) -> int:
    if error or all(facts.state is SourceState.NOT_READ for facts in sources.values()):
        return 2
    required = [step.verdict for step in steps if step.required]
    if any(verdict in MISSED for verdict in required):
        return 1
    return 0 if all(verdict in MET for verdict in required) else 2


def _refuse(sentence: str, *, as_json: bool) -> None:
    if as_json:
        definition = load(SOLUTIONS_ENGINEER)
        print(json.dumps(output.as_json(definition, None, {}, error=sentence), indent=1, ensure_ascii=False))
    else:
        print(sentence, file=sys.stderr)
