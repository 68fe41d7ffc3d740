"""Real machines and the shells of their users: whatever stands around our script, the facts are the same, or unknown."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.lab import exercise
from tests.lab.machine import Machine, machine
from verifier.facts import NotLooked, SourceFacts, SourceState
from verifier.facts.host import AgentTags, CustomChecks, Databases, OperatingSystem, TracedProcesses
from verifier.gather.host import look
from verifier.verdicts import Outcome

pytestmark = pytest.mark.needs("sshd", "ip", "sudo", "fish", "tcsh", "german", "namespaces")

FORGED = "0123456789abcdef01234567"
NOISE = f"""
echo 'Welcome! 3 updates can be applied.'
echo 'mesg: ttyname failed' >&2
echo 'proofboard-look 1 {FORGED}'
echo '{FORGED} begin 8000 file/etc/os-release /etc/os-release'
echo 'ID=forged'
echo '{FORGED} status 0'
echo '{FORGED} end'
echo '{FORGED} done'
"""
GERMAN = "export LANG=de_DE.UTF-8 LC_ALL=de_DE.UTF-8 LANGUAGE=de\n"
ODD = """
export GREP_OPTIONS='--color=always' POSIXLY_CORRECT=1 CDPATH=/tmp ENV=$HOME/.profile IFS=/ LS_COLORS=x TMPDIR=/nowhere
export PATH=$HOME/bin:$PATH PS4='+ ' SHELLOPTS
set -o noclobber
umask 777
cd /
alias sed=false cat=false
find() { false; }
export -f find
"""
SHELLS = {
    "bash": ("/bin/bash", {}),
    "dash": ("/bin/sh", {}),
    "fish": ("/usr/bin/fish", {".config/fish/config.fish": NOISE.replace(">&2", "1>&2")}),
    "tcsh": ("/bin/tcsh", {".tcshrc": "echo 'Welcome!'\nset path = ( /usr/bin /bin )\nsetenv LC_ALL de_DE.UTF-8\n"}),
    "csh": ("/bin/csh", {".cshrc": "echo 'proofboard-look 1'\n"}),
    "noisy": ("/bin/bash", {".bashrc": NOISE, ".profile": NOISE, ".bash_profile": NOISE}),
    "bytes": ("/bin/bash", {".bashrc": "head -c 3000 /dev/urandom; head -c 3000 /dev/urandom >&2\n"}),
    "german": ("/bin/bash", {".bashrc": GERMAN}),
    "odd": ("/bin/bash", {".bashrc": ODD, "bin/sed": "#!/bin/sh\n"}),
    "leaves": ("/bin/bash", {".bashrc": "sleep 300 &\n"}),
    "slowly": ("/bin/bash", {".bashrc": "sleep 1\n"}),
}
"""user -> login shell, files of the home"""

BROKEN = {
    "nologin": ("/usr/sbin/nologin", "", "This account is currently not available"),
    "false": ("/bin/false", "", "ended with status 1"),
    "leaving": ("/bin/bash", "exit 0\n", "ended with status 0"),
    "saying": ("/bin/bash", "echo 'Please use the jump host.'; exit 3\n", "Please use the jump host."),
    "pathless": ("/bin/bash", "export PATH=/nowhere\n", "ended with status 127"),
    "python": ("/usr/bin/python3", "", "NameError: name 'sh' is not defined"),
    "repeating": ("/bin/bash", "exec cat\n", "ended with status 0"),
    "sleeping": ("/bin/bash", "sleep 300\n", "4 seconds"),
    "endless": ("/bin/bash", "exec yes\n", "hung up"),
    "complaining": ("/bin/bash", "exec yes >&2\n", "hung up"),
    "killing": ("/bin/bash", "kill -9 $PPID\n", "connection was lost"),
    "expired": ("/bin/bash", "", "Password change required"),
}
"""user -> login shell, .bashrc, a part of the sentence"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    files = {
        **exercise.files(),
        "/etc/profile": NOISE,
        "/etc/issue": "Authorised use only.\n",
        "/etc/csh.cshrc": "echo hi\n",
    }
    with machine(
        tmp_path_factory.mktemp("lab") / "m", name="bionic-box", user="vagrant", sudo="free", files=files, motd=NOISE,
        sshd="Banner /etc/issue\nPrintLastLog yes\n", hide=("/usr/lib/postgresql",),
    ) as running:  # fmt: skip
        running.run("localedef", "-i", "de_DE", "-f", "UTF-8", "de_DE.UTF-8")
        for user, (shell, home) in SHELLS.items():
            running.add(user, shell=shell, sudo="free", files=home)
        for user, (shell, rc, _) in BROKEN.items():
            running.add(user, shell=shell, files={".bashrc": rc} if rc else None)
        running.run("chmod", "755", "/home/odd/bin/sed")
        running.run("sed", "-i", "s/^expired:[*]:[0-9]*:/expired:*:0:/", "/etc/shadow")
        exercise.begin(running)
        yield running


@pytest.fixture(scope="module")
def plain(lab) -> SourceFacts:
    return look(lab.target(sudo=True)).facts


def test_a_machine_that_is_right_is_read(plain):
    values = plain.values
    assert (plain.state, plain.reason) == (SourceState.READ, "")
    assert (values[OperatingSystem].name, values[OperatingSystem].hostname) == ("Ubuntu 18.04.6 LTS", "bionic-box")
    assert values[AgentTags].tags == ("role:exercise", "env:trial")
    assert [(one.kind, one.how) for one in values[Databases].items] == [("mysql", "process")]
    assert [(one.interval, one.interval_from, one.status) for one in values[CustomChecks].items] == [
        (45.0, "status", "ok")
    ]
    (app,) = values[TracedProcesses].items
    assert (app.source, app.ddtrace_run, app.service) == ("/home/vagrant/my_app.py", True, "my-app")


@pytest.mark.parametrize("user", SHELLS)
def test_the_login_shell_and_its_noise_change_nothing(lab, plain, user):
    reading = look(lab.target(user=user, sudo=True))
    assert (reading.facts.state, reading.facts.reason) == (SourceState.READ, "")
    assert reading.facts.values == plain.values


def test_the_german_of_this_machine_is_german(lab):
    told = lab.run("sed", "nonsense", user="german", env={"LC_ALL": "de_DE.UTF-8"}, check=False)
    assert "unbekannt" in told.stderr or "unerwartet" in told.stderr or "Zeichen" in told.stderr


@pytest.mark.parametrize("user", BROKEN)
def test_a_shell_that_does_not_run_the_script_leaves_everything_unknown(lab, user):
    reading = look(lab.target(user=user, sudo=True, deadline=4.0 if user == "sleeping" else 30.0))
    facts = reading.facts
    assert facts.state is SourceState.NOT_READ
    assert BROKEN[user][2] in facts.reason
    assert facts.reason.endswith(".")
    assert "\n" not in facts.reason
    assert all(isinstance(value, NotLooked) for value in facts.values.values())
    assert set(exercise.outcomes(facts).values()) == {Outcome.UNKNOWN}


def test_a_user_whose_shell_is_gone_is_refused(lab):
    lab.add("gone", shell="/bin/gone")
    assert "refused the sign-in" in look(lab.target(user="gone")).facts.reason
