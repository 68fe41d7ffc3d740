"""Archives of every evil kind, made here, and the friendly ones that forges and Macs make."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from verifier.facts import SourceState
from verifier.facts.document import Leaks, Origin
from verifier.gather.document import DocumentTarget, look
from verifier.intake.archives import unpack
from verifier.intake.limits import Limits, RefusedError

KEY = "0123456789abcdef" * 2
SMALL = Limits(files=20, file_bytes=50_000, total_bytes=120_000, packed_bytes=80_000, ratio=50, ratio_from=20_000)
HONEST = {"answers.md": b"# Hello\n\n![a](shots/a.png)\n", "shots/a.png": b"\x89PNG\x00", "board.py": b"import sys\n"}


def zipped(path: Path, files: dict[str, bytes], *, kind: int = 0) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = kind << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return path


def tarred(path: Path, files: dict[str, bytes], *, kind: bytes = tarfile.REGTYPE, mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.type = kind
            entry.linkname = "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
            entry.size = len(content) if kind == tarfile.REGTYPE else 0
            archive.addfile(entry, io.BytesIO(content))
    return path


def target(tmp_path: Path) -> Path:
    folder = tmp_path / "in" / "private"
    folder.mkdir(parents=True)
    return folder


def names(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.zip", ""),
        ("a.tar", "w"),
        ("a.tar.gz", "w:gz"),
        ("a.tgz", "w:gz"),
        ("a.tar.bz2", "w:bz2"),
        ("a.tar.xz", "w:xz"),
    ],
)
@pytest.mark.parametrize("top", ["", "alice-answers-0123abc/"])
def test_an_archive_tells_the_same_as_its_folder(tmp_path: Path, name: str, mode: str, top: str) -> None:
    folder = tmp_path / "folder"
    files = HONEST | {"run.sh": f"export DD_API_KEY={KEY}\n".encode()}
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    inside = {top + path: content for path, content in files.items()}
    archive = tarred(tmp_path / name, inside, mode=mode) if mode else zipped(tmp_path / name, inside)
    reading = look(DocumentTarget(archive, leak_key=b"key of the test"))
    assert reading.facts.state is SourceState.READ
    assert reading.facts.values == look(DocumentTarget(folder, leak_key=b"key of the test")).facts.values
    assert isinstance(reading.facts.values[Leaks], Leaks)
    assert KEY not in reading.raw.decode()


NAMES = [
    pytest.param("../answers.md", "leads out", id="up"),
    pytest.param("a/../../answers.md", "leads out", id="up from within"),
    pytest.param("..\\answers.md", "leads out", id="up, as Windows writes it"),
    pytest.param("/answers.md", "absolute", id="absolute"),
    pytest.param("C:\\answers.md", "absolute", id="a drive"),
    pytest.param("a\nb.md", "control", id="a line end"),
    pytest.param("a/" * 40 + "answers.md", "nested", id="deep"),
    pytest.param("a" * 250 + ".md", "too long", id="long"),
]


@pytest.mark.parametrize(("name", "sentence"), NAMES)
@pytest.mark.parametrize("make", [zipped, tarred], ids=["zip", "tar"])
def test_an_evil_name_is_refused(tmp_path: Path, make: Callable[..., Path], name: str, sentence: str) -> None:
    archive = make(tmp_path / ("a.zip" if make is zipped else "a.tar"), {name: b"x"})
    into = target(tmp_path)
    with pytest.raises(RefusedError, match=sentence):
        unpack(archive, into, SMALL)
    assert names(tmp_path) == [archive.name]


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE],
)
def test_a_link_or_a_device_in_a_tar_is_refused(tmp_path: Path, kind: bytes) -> None:
    archive = tarred(tmp_path / "a.tar", {"answers.md": b""}, kind=kind)
    with pytest.raises(RefusedError, match="link or a device"):
        unpack(archive, target(tmp_path), SMALL)


@pytest.mark.parametrize("kind", [0o120777, 0o020666, 0o010666], ids=["link", "device", "pipe"])
def test_a_link_or_a_device_in_a_zip_is_refused(tmp_path: Path, kind: int) -> None:
    with pytest.raises(RefusedError, match="link or a device"):
        unpack(zipped(tmp_path / "a.zip", {"answers.md": b"/etc/passwd"}, kind=kind), target(tmp_path), SMALL)


AMOUNTS = [
    pytest.param({f"{number}.md": b"x" for number in range(30)}, "more than 20 files", id="many"),
    pytest.param({"answers.md": os.urandom(60_000)}, "file that is larger", id="one large"),
    pytest.param({f"{number}.md": b"x" * 45_000 for number in range(4)}, "more than", id="large in all"),
    pytest.param({"answers.md": b"\x00" * 49_000}, "far more", id="a bomb"),
    pytest.param({"a.md": b"x", "A.MD": b"y"}, "same name", id="same but for case"),
    pytest.param({"a.md": b"x", "a.md/b": b"y"}, "same name", id="a file as a folder"),
    pytest.param({"caf\u00e9.md": b"x", "cafe\u0301.md": b"y"}, "same name", id="same but for the accent's form"),
]


@pytest.mark.parametrize(("files", "sentence"), AMOUNTS)
@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz"])
def test_too_much_is_refused(tmp_path: Path, files: dict[str, bytes], sentence: str, name: str) -> None:
    archive = zipped(tmp_path / name, files) if name == "a.zip" else tarred(tmp_path / name, files, mode="w:gz")
    with pytest.raises(RefusedError, match=sentence):
        unpack(archive, target(tmp_path), SMALL)


def test_an_archive_that_is_too_large_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="larger than"):
        unpack(zipped(tmp_path / "a.zip", {f"{n}.md": os.urandom(45_000) for n in range(2)}), target(tmp_path), SMALL)


def test_a_header_that_lies_about_a_tar_is_read_no_further_than_agreed(tmp_path: Path) -> None:
    """A name of a gigabyte, which tarfile would read into memory at once."""
    header = tarfile.TarInfo("././@LongLink")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 1_000_000_000
    archive = tmp_path / "a.tar.gz"
    with gzip.open(archive, "wb") as stream:
        stream.write(header.tobuf())
        stream.write(b"a" * 2_000_000)
    with pytest.raises(RefusedError, match="unpacks to more"):
        unpack(archive, target(tmp_path), SMALL)


def test_a_zip_whose_index_is_a_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x01\x02" * 100)
    with pytest.raises(RefusedError, match="more than 20 files"):
        unpack(tmp_path / "a.zip", target(tmp_path), SMALL)


def test_a_zip_that_lies_about_a_size_is_refused(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"answers.md": b"word " * 2_000})
    archive.write_bytes(archive.read_bytes().replace(struct.pack("<L", 10_000), struct.pack("<L", 10)))
    with pytest.raises(RefusedError, match="broken"):
        unpack(archive, target(tmp_path), SMALL)


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"answers.md": b"x"})
    raw = bytearray(archive.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(raw)
    with pytest.raises(RefusedError, match="encrypted"):
        unpack(archive, target(tmp_path), SMALL)


@contextmanager
def cut(path: Path) -> Iterator[Path]:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    yield path


@pytest.mark.parametrize(
    ("name", "mode"), [("a.zip", ""), ("a.tar.gz", "w:gz"), ("a.tar.bz2", "w:bz2"), ("a.tar.xz", "w:xz")]
)
def test_a_broken_archive_is_one_sentence(tmp_path: Path, name: str, mode: str) -> None:
    files = {"answers.md": os.urandom(10_000)}
    archive = tarred(tmp_path / name, files, mode=mode) if mode else zipped(tmp_path / name, files)
    with cut(archive):
        facts = look(DocumentTarget(archive)).facts
    assert facts.state is SourceState.NOT_READ
    assert facts.reason == "The archive is broken, or not what its name says."


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tar.xz"])
def test_what_is_no_archive_is_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"Hello, I am the answers.\n" * 100)
    assert "broken" in look(DocumentTarget(tmp_path / name)).facts.reason


def test_an_archive_without_a_document_says_so(tmp_path: Path) -> None:
    assert "no Markdown" in look(DocumentTarget(zipped(tmp_path / "a.zip", {"a.py": b"x"}))).facts.reason


def test_what_a_mac_adds_is_left_out(tmp_path: Path) -> None:
    files = {"fork/answers.md": b"x", "__MACOSX/fork/._answers.md": b"\x00\x05", "fork/._a.png": b"\x00"}
    root = unpack(zipped(tmp_path / "a.zip", files), target(tmp_path), SMALL)
    assert (root.name, names(root)) == ("fork", ["answers.md"])


def test_an_archive_in_the_archive_stays_a_file_that_was_not_searched(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"keys.txt": f"api_key={KEY}".encode()}).read_bytes()
    facts = look(DocumentTarget(zipped(tmp_path / "a.zip", {"answers.md": b"x", "more.zip": inner}))).facts
    leaks = facts.values[Leaks]
    assert isinstance(leaks, Leaks)
    assert leaks.unread == ("more.zip",)


def test_nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    look(DocumentTarget(zipped(tmp_path / "a.zip", HONEST)))
    look(DocumentTarget(zipped(tmp_path / "b.zip", {"ok.md": b"x", "../up.md": b"x"})))
    assert list((tmp_path / "temporary").iterdir()) == []


def test_an_archive_does_not_tell_of_a_fork(tmp_path: Path) -> None:
    assert not isinstance(look(DocumentTarget(zipped(tmp_path / "a.zip", HONEST))).facts.values[Origin], Origin)
