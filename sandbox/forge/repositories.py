"""Bare Git repositories: the exercise's, and a fork with a pull request for each candidate."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

EXERCISE = ("DataDog", "hiring-engineers")
TEMPLATE = {
    "README.md": "# Hiring engineers\n\nA stand-in for the exercise, for the sandbox only.\n",
    "answers.md": "Your answers to the questions go here.\n",
}
WHO = {"NAME": "Proofboard's sandbox", "EMAIL": "sandbox@example.com", "DATE": "2026-01-05T10:00:00Z"}


def build(root: Path, candidates: Path) -> None:
    """root/OWNER/NAME.git; what is there already stays as it is. The fork of candidate S0 is demo-s0/hiring-engineers, and its
    pull request is number 1 of the exercise's."""
    exercise = path_of(root, *EXERCISE)
    if not exercise.exists():
        _new(exercise)
        commit(exercise, {name: text.encode() for name, text in TEMPLATE.items()}, "The exercise")
    folders = sorted(folder.parent for folder in candidates.glob("*/submission"))
    for number, folder in enumerate(folders, 1):
        fork = path_of(root, f"demo-{folder.name.lower()}", EXERCISE[1])
        if fork.exists():
            continue
        _git(exercise, "clone", "--quiet", "--bare", str(exercise), str(fork))
        commit(fork, _files(folder / "submission"), "My answers")
        _git(exercise, "fetch", "--quiet", str(fork), f"+refs/heads/main:refs/pull/{number}/head")


def path_of(root: Path, owner: str, name: str) -> Path:
    return root / owner / f"{name.removesuffix('.git')}.git"


def commit(repository: Path, files: Mapping[str, bytes], message: str, branch: str = "main") -> str:
    """Adds these files to what the branch holds; the new commit's id."""
    with TemporaryDirectory() as work:
        index = {"GIT_INDEX_FILE": str(Path(work) / "index")}
        before = _git(repository, "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}", may_fail=True)
        if before:
            _git(repository, "read-tree", before, more=index)
        for name, content in files.items():
            blob = _git(repository, "hash-object", "-w", "--stdin", stdin=content)
            _git(repository, "update-index", "--add", "--cacheinfo", f"100644,{blob},{name}", more=index)
        tree = _git(repository, "write-tree", more=index)
        parents = ["-p", before] if before else []
        made = _git(repository, "commit-tree", tree, *parents, "-m", message)
    _git(repository, "update-ref", f"refs/heads/{branch}", made)
    return made


def read(repository: Path, rest: str) -> bytes | None:
    """The file that REFERENCE/PATH means; a reference may have slashes. None: there is none."""
    words = rest.split("/")
    for count in range(1, len(words)):
        spec = f"{'/'.join(words[:count])}:{'/'.join(words[count:])}"
        if not spec.startswith("-") and _git(repository, "cat-file", "-t", spec, may_fail=True) == "blob":
            return _run(repository, "cat-file", "blob", spec).stdout
    return None


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def _new(path: Path) -> None:
    path.mkdir(parents=True)
    _git(path, "init", "--quiet", "--bare", "--initial-branch=main")


def _git(
    repository: Path, *words: str, stdin: bytes = b"", more: Mapping[str, str] | None = None, may_fail: bool = False
) -> str:
    done = _run(repository, *words, stdin=stdin, more=more)
    if done.returncode and not may_fail:
        raise RuntimeError(f"git {words[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}")
    return "" if done.returncode else done.stdout.decode("utf-8", "replace").strip()


def _run(
    repository: Path, *words: str, stdin: bytes = b"", more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    names = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in WHO.items()}
    environment = environment_for(names | dict(more or {}))
    return subprocess.run(
        ["git", *words], cwd=repository, env=environment, input=stdin, capture_output=True, check=False
    )


def environment_for(more: Mapping[str, str]) -> dict[str, str]:
    """Nothing of this machine's configuration of Git."""
    path = os.environ.get("PATH", os.defpath)
    return {"PATH": path, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", **more}
