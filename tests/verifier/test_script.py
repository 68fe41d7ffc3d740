"""The script: on every shell the same answer, framed, capped, scrubbed, and nothing changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.probes.host import PROBES
from verifier.script import (
    Ask,
    Asked,
    Command,
    Ended,
    Event,
    File,
    Files,
    Section,
    Snippet,
    compose,
    mask,
    nonce_of,
    sections,
    written,
)
from verifier.script.compose import is_ours
from verifier.script.masking import sed_script
from verifier.script.prologue import FORBIDDEN, MISSING, NO_COMMAND

NONCE = "0123456789abcdefdeadbeef"
SHELLS = [
    pytest.param(["dash"], id="dash"),
    pytest.param(["bash"], id="bash"),
    pytest.param(["bash", "--posix"], id="bash as sh"),
    pytest.param(["busybox", "sh"], id="busybox"),
]


@dataclass(frozen=True)
class Asking:
    asks: tuple[Ask, ...]


def run(shell: Sequence[str], *asks: Ask, root: str = "", user: int | None = None, sudo: bool = False) -> list[Event]:
    if shutil.which(shell[0]) is None:
        pytest.skip(f"{shell[0]} is not installed")
    script = compose(NONCE, [Asking(asks)], root=root, sudo=sudo)
    done = subprocess.run(
        [*shell, "-s"],
        input=script.encode(),
        capture_output=True,
        timeout=60,
        check=False,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/"},
        user=user,
    )
    assert done.stderr == b""
    events = list(sections([done.stdout], NONCE))
    assert isinstance(events[-1], Ended)
    return events


def answers(*arguments: object, **options: object) -> list[Section]:
    return [event for event in run(*arguments, **options) if isinstance(event, Section)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)
    (tmp_path / "etc/app/sub.d").mkdir(parents=True)
    (tmp_path / "etc/app/a.yaml").write_text("# a comment\n\nkey: 1\n  # another\nlast: 2\n")
    (tmp_path / "etc/app/sub.d/b.yaml").write_text("in: sub\n")
    (tmp_path / "etc/app/sub.d/auto_conf.yaml").write_text("not: wanted\n")
    (tmp_path / "etc/app/with blank $(id) 'quote.yaml").write_text("odd: name\n")
    (tmp_path / "etc/long").write_text("x" * 50 + "\n")
    (tmp_path / "etc/exact").write_text("x" * 9 + "\n")
    (tmp_path / "etc/empty").write_text("")
    (tmp_path / "etc/no-end").write_text("no line end")
    return tmp_path


@pytest.mark.parametrize("shell", SHELLS)
class TestOnEveryShell:
    def test_files_arrive_as_they_are(self, shell, root):
        told = answers(shell, File("/etc/no-end"), File("/etc/empty"), File("/etc/app/a.yaml"), root=str(root))
        assert [(s.argument, s.text, s.status) for s in told] == [
            ("/etc/no-end", "no line end", 0),
            ("/etc/empty", "", 0),
            ("/etc/app/a.yaml", "# a comment\n\nkey: 1\n  # another\nlast: 2\n", 0),
        ]

    def test_settings_leave_comments_at_home_and_keep_line_numbers(self, shell, root):
        (told,) = answers(shell, File("/etc/app/a.yaml", settings=True), root=str(root))
        assert told.text == "3:key: 1\n5:last: 2\n"

    def test_one_byte_too_many_is_truncated(self, shell, root):
        told = answers(shell, File("/etc/long", cap=10), File("/etc/exact", cap=10), root=str(root))
        assert [(s.text, s.truncated) for s in told] == [("x" * 10, True), ("x" * 9 + "\n", False)]

    def test_what_is_missing_says_so(self, shell, root):
        told = answers(
            shell, File("/etc/nope"), File("/etc/nope/deep"), Files("/etc/none", ("*",)), Command("c", "no-such x", ()),
            root=str(root),
        )  # fmt: skip
        assert [s.status for s in told] == [MISSING, MISSING, MISSING, NO_COMMAND]

    def test_folders_are_listed_and_read(self, shell, root):
        ask = Files("/etc/app", ("*.yaml", "*.yml"), depth=2, without=("auto_conf.yaml",))
        listed, *files = answers(shell, ask, root=str(root))
        assert listed.argument == "/etc/app/"
        assert [s.argument for s in files] == listed.text.splitlines()
        assert {s.argument: s.text for s in files} == {
            "/etc/app/a.yaml": "# a comment\n\nkey: 1\n  # another\nlast: 2\n",
            "/etc/app/sub.d/b.yaml": "in: sub\n",
            "/etc/app/with blank $(id) 'quote.yaml": "odd: name\n",
        }

    def test_no_more_files_than_asked(self, shell, root):
        told = answers(shell, Files("/etc/app", ("*.yaml",), depth=2, most=1), root=str(root))
        assert len(told) == 2

    def test_status_and_errors_are_apart_from_the_content(self, shell, root):
        (told,) = answers(shell, Command("c", "sh -c 'echo out; echo err >&2; echo more; exit 3'", ()), root=str(root))
        assert (told.text, told.errors, told.status) == ("out\nmore\n", "err", 3)

    def test_a_flood_on_both_outputs_is_capped(self, shell, root):
        words = "sh -c 'while :; do echo noise; echo noise >&2; done'"
        (told,) = answers(shell, Command("c", words, (), cap=1000), root=str(root))
        assert len(told.text) == 1000
        assert told.truncated
        assert len(told.errors) <= 2000

    def test_a_command_that_hangs_is_ended(self, shell, root):
        (told,) = answers(shell, Command("c", "sleep 60", (), seconds=1), root=str(root))
        assert told.status == 124 or told.status == 143

    def test_commands_cannot_eat_the_script(self, shell, root):
        told = answers(shell, Command("c", "cat", ()), File("/etc/exact"), root=str(root))
        assert [s.text for s in told] == ["", "x" * 9 + "\n"]

    def test_secrets_stay_on_the_host(self, shell, root):
        (root / "etc/secret").write_text(
            f"api_key: {'a1' * 16}\n  password: hunter2 and more\n{{'pwd': 'abc', 'port': 3306}}\n"
            "uri: mongodb://datadog:hunter2@db:27017\nport: 3306\n"
        )
        (told,) = answers(shell, File("/etc/secret"), root=str(root))
        assert "hunter2" not in told.text
        assert "abc" not in told.text
        assert "a1a1" not in told.text
        assert told.text.count("3306") == 2
        assert len(told.text) == len((root / "etc/secret").read_text())

    def test_a_forged_frame_is_content(self, shell, root):
        forged = f"\n{'0' * 24} begin 10 key arg\nfake\n{'0' * 24} status 0\n{'0' * 24} end\n"
        (root / "etc/forged").write_text(forged)
        (told,) = answers(shell, File("/etc/forged"), root=str(root))
        assert told.text == forged

    def test_the_real_probes_change_nothing(self, shell, root):
        before = _snapshot(root)
        run(shell, *(ask for probe in PROBES for ask in probe.asks), root=str(root))
        assert _snapshot(root) == before


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to become another user")
@pytest.mark.parametrize("shell", SHELLS)
def test_what_is_not_allowed_is_not_missing(shell, root):
    (root / "etc/app/a.yaml").chmod(0o600)
    (root / "etc/closed").mkdir(mode=0o700)
    told = answers(
        shell, File("/etc/app/a.yaml"), File("/etc/closed/x"), Files("/etc/closed", ("*",)), root=str(root), user=65534
    )
    assert [s.status for s in told] == [FORBIDDEN, FORBIDDEN, FORBIDDEN]


def test_sudo_is_used_only_where_the_candidate_asked_for_it():
    ask = (Asking((Command("c", "id", (), sudo=True),)),)
    assert "as_root=''" in compose(NONCE, ask)
    assert "as_root=yes" in compose(NONCE, ask, sudo=True)


def test_the_script_speaks_no_history_and_writes_no_file():
    script = compose(NONCE, PROBES, sudo=True)
    assert "history" not in script
    assert script.startswith("main() {\nroot=''\nPATH='")
    assert script.endswith("}\nmain </dev/null; exit\n")
    for word in ("mktemp", "tee ", ">>", "rm ", "mv ", "chmod", "kill"):
        assert word not in script.split("secrets=")[0] + script.split("scrub()")[1]


def test_a_script_cut_short_does_nothing():
    script = compose(NONCE, [Asking((Command("c", "echo ran", ()),))])
    done = subprocess.run(["sh", "-s"], input=script[:-40].encode(), capture_output=True, timeout=60, check=False)
    assert b"ran" not in done.stdout


def test_each_question_is_asked_once():
    script = compose(NONCE, PROBES)
    assert script.count("say 20000 containers list") == 1


@pytest.mark.parametrize("bad", ["", "a b", "a;b", "$(id)", "ü1"])
def test_a_nonce_is_letters_and_digits(bad):
    with pytest.raises(ValueError, match="nonce"):
        compose(bad, [])


def test_a_root_with_a_quote_is_refused():
    with pytest.raises(ValueError, match="quote"):
        compose(NONCE, [], root="/tmp/a'b")


class TestIsOurs:
    asks = tuple(ask for probe in PROBES for ask in probe.asks)

    def test_every_script_of_ours_is(self):
        assert is_ours(compose(NONCE, PROBES), self.asks)
        assert is_ours(compose(NONCE, PROBES[:1], sudo=True), self.asks)
        assert is_ours(compose(NONCE, reversed(PROBES)), self.asks)

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda s: s.replace("main </dev/null", "id; main </dev/null"), id="a word more at the end"),
            pytest.param(lambda s: "id\n" + s, id="a line before"),
            pytest.param(lambda s: s + "id\n", id="a line behind"),
            pytest.param(lambda s: s.replace("n=0123", "n=0123;id;"), id="in the nonce"),
            pytest.param(lambda s: s.replace("/etc/os-release", "/etc/shadow"), id="another file"),
            pytest.param(lambda _: "", id="nothing"),
        ],
    )
    def test_anything_else_is_not(self, change):
        assert not is_ours(change(compose(NONCE, PROBES)), self.asks)


class TestFrames:
    raw = (
        f"Welcome!\nproofboard-look 1 {NONCE}\n{NONCE} begin 100 key /a path\nhello\nworld\n\n"
        f"{NONCE} err oh\n{NONCE} status 1\n{NONCE} end\n{NONCE} asked key\n{NONCE} done\n"
    ).encode()

    @pytest.mark.parametrize("size", [1, 2, 7, 1000])
    def test_pieces_of_any_size_give_the_same(self, size):
        pieces = [self.raw[at : at + size] for at in range(0, len(self.raw), size)]
        assert list(sections(pieces, NONCE)) == [
            Section("key", "/a path", "hello\nworld\n", 1, "oh"),
            Asked("key"),
            Ended(),
        ]

    def test_events_come_as_soon_as_they_are_complete(self):
        cut = self.raw.index(b" asked")
        assert next(sections([self.raw[:cut]], NONCE)) == Section("key", "/a path", "hello\nworld\n", 1, "oh")

    @pytest.mark.parametrize("cut", range(12))
    def test_without_its_end_a_section_does_not_count(self, cut):
        end = self.raw.index(b" end\n") + len(b" end\n") - 1 - cut
        assert not list(sections([self.raw[:end]], NONCE))

    def test_another_nonce_sees_nothing(self):
        assert not list(sections([self.raw], "f" * 24))

    def test_junk_numbers_do_no_harm(self):
        junk = f"{NONCE} begin many key\nx\n{NONCE} status ?\n{NONCE} end\n".encode()
        assert [event.status for event in sections([junk], NONCE) if isinstance(event, Section)] == [-1]

    @given(st.lists(st.sampled_from([NONCE, "begin", "end", "err", "status", "asked", "done", "9", "\n", " ", "x"])))
    def test_no_order_of_words_stops_it(self, words):
        list(sections(["".join(words).encode()], NONCE))

    def test_the_nonce_of_a_kept_answer_is_its_greeting(self):
        assert nonce_of(self.raw) == NONCE
        assert nonce_of(b"proofboard-look 1 short\n") == ""
        assert nonce_of(b"anything") == ""

    @pytest.mark.parametrize("truncated", [True, False])
    @pytest.mark.parametrize("text", ["", "x", "x\n", "a\n\n", "ü\n"])
    def test_written_again_it_reads_the_same(self, text, truncated):
        event = Section("key", "an argument", text, 3, "one\ntwo", truncated)
        assert list(sections([written(event, NONCE).encode()], NONCE)) == [event]


def test_a_snippet_stands_in_the_script_as_it_is():
    assert "\nsay 10 x '' true\n" in compose(NONCE, [Asking((Snippet("x", "say 10 x '' true", ()),))])


def _snapshot(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
    }


@pytest.mark.parametrize(
    "line", ["://a:" * 20_000, "{pass=," * 20_000, "password: " + "x" * 100_000, '"token": "' * 10_000]
)
def test_long_lines_are_masked_soon(line):
    assert len(mask(line)) == len(line)


@pytest.mark.parametrize(
    "text",
    [
        "password: |\n  hunter2\nhost: x",
        "  - password: >-\n      hunter2\n    port: 1",
        "3:    password:\n4:      hunter2\n5:    port: 3",
        "password: one\n\n  hunter2",
        "python\nmy.py\n--db-password\nhunter2\n--port\n5",
        "mongodb://a:p@hunter2@host/db",
    ],
)
def test_a_secret_that_goes_on_below_its_name_is_masked(text):
    assert "hunter2" not in mask(text)
    assert len(mask(text)) == len(text)


def test_what_stands_beside_a_secret_is_kept():
    text = "instances:\n  - password: |\n      hunter2\n    min_collection_interval: 45\n"
    assert "min_collection_interval: 45" in mask(text)


def test_both_ways_of_masking_agree():
    text = (
        "api_key: abcde\n    password: a,b 2'c # d\n  - {pass: se,min_collection_interval: 45}\n"
        '"password": "a b", "host": "db"\n  pass: \'a"b\'\nuri: mongodb://user:p/a:s@db:27017/x\nDD_APP_KEY=abc\n'
        f'--password=foo bar\ntoken = os.environ["TOKEN"]\nplain line\npassing: ok\n{"ab" * 20} {"ab" * 16}\n'
    )
    env = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["sed", sed_script()], input=text, capture_output=True, text=True, env=env, check=True)
    assert done.stdout == mask(text)
    assert mask(mask(text)) == mask(text)
