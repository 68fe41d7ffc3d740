"""What a probe may ask of a host: files, folders of files, commands, or a piece of shell of its own.

Every ask turns into a few lines that call the functions of `prologue`. Paths and caps are ours;
nothing that a candidate wrote ever becomes shell text.
"""

from __future__ import annotations

from dataclasses import dataclass
from shlex import quote

FILE_CAP = 65_536


@dataclass(frozen=True)
class File:
    """One file. settings: comments and blank lines stay on the host, every line keeps its number."""

    path: str
    cap: int = FILE_CAP
    settings: bool = False

    @property
    def key(self) -> str:
        return f"file{self.path}"

    @property
    def told(self) -> tuple[str, ...]:
        return (self.path,)

    def shell(self) -> str:
        return f'say {self.cap} {quote(self.key)} {quote(self.path)} {_reader(self.settings)} "$root"{quote(self.path)}'


@dataclass(frozen=True)
class Files:
    """The files of a folder by their names, at most `most`; first a section that lists them."""

    folder: str
    names: tuple[str, ...]
    depth: int = 1
    most: int = 40
    without: tuple[str, ...] = ()
    cap: int = FILE_CAP
    settings: bool = False

    @property
    def key(self) -> str:
        return f"files{self.folder}"

    @property
    def told(self) -> tuple[str, ...]:
        folders = [f"{self.folder}/{'*/' * deeper}" for deeper in range(self.depth)]
        return tuple(", ".join(f"{folder}{name}" for folder in folders) for name in self.names)

    def shell(self) -> str:
        wanted = " -o ".join(f"-name {quote(name)}" for name in self.names)
        unwanted = "".join(f" ! -name {quote(name)}" for name in self.without)
        return (
            f"each {self.cap} {self.most} {quote(self.key)} {_reader(self.settings)} {quote(self.folder)} "
            f"-maxdepth {self.depth} ! -type d '(' {wanted} ')'{unwanted}"
        )


@dataclass(frozen=True)
class Command:
    """One command. words: shell text of ours. sudo: through `sudo -n`, where the candidate asked for it."""

    name: str
    words: str
    told: tuple[str, ...]
    cap: int = FILE_CAP
    sudo: bool = False
    seconds: int = 5

    @property
    def key(self) -> str:
        return self.name

    def shell(self) -> str:
        how = "may" if self.sudo else "plain"
        return f"say {self.cap} {quote(self.key)} '' {how} {self.seconds} {self.words}"


@dataclass(frozen=True)
class Snippet:
    """Shell text of ours that says its own sections, all under `name`; told: what it reads, for people."""

    name: str
    text: str
    told: tuple[str, ...]

    @property
    def key(self) -> str:
        return self.name

    def shell(self) -> str:
        return self.text.strip("\n")


Ask = File | Files | Command | Snippet


def _reader(settings: bool) -> str:
    return "settings" if settings else "peek"
