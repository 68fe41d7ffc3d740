"""Sandbox hosts: strict seeds, the Agent's rules, and nothing of the machine underneath."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from pathlib import Path

import paramiko
import pytest

import sandbox.hosts
from sandbox.agent import printed as agent
from sandbox.agent.collector import collect
from sandbox.agent.seed import AgentSeed
from sandbox.hosts import RunningHost, SeedError, load, load_all, running
from sandbox.hosts.keys import host_key, login_key, public_of
from sandbox.hosts.materialise import materialise
from sandbox.hosts.seed import from_dict
from tests.hosts import CHECK, seed
from verifier.probes.host import PROBES
from verifier.script import compose, sections
from verifier.ssh import fingerprint

CONF, CODE = "/etc/datadog-agent/conf.d/", "/etc/datadog-agent/checks.d/"
NONCE = "0123456789abcdef"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"usr": "x"}, "usr"),
        ({"user": 3.5}, "expected str"),
        ({"agent": {"version": 7.1}}, "expected str"),
        ({"sudo": "no"}, "expected bool"),
        ({"agent": {"vrsion": "7"}}, "vrsion"),
        ({"files": {"etc/x": ""}}, "no absolute path"),
        ({"files": {"/etc/../../x": ""}}, "no absolute path"),
        ({"fault": "surprise"}, "fault"),
    ],
)
def test_a_seed_is_read_strictly(change, where):
    with pytest.raises(SeedError, match=where):
        from_dict({"name": "x", "user": "u", "hostname": "h", **change})


def test_seeds_are_found_by_name(tmp_path: Path):
    (tmp_path / "B").mkdir()
    (tmp_path / "B/host.yaml").write_text("user: u\nhostname: h\n")
    (tmp_path / "A.yaml").write_text("user: u\nhostname: h\n")
    assert [one.name for one in load_all(tmp_path)] == ["A", "B"]
    (tmp_path / "B.yaml").write_text("user: u\nhostname: h\n")
    with pytest.raises(SeedError, match="same name"):
        load_all(tmp_path)


def test_the_example_of_the_readme_is_a_seed(tmp_path: Path):
    readme = Path(sandbox.hosts.__file__).with_name("README.md").read_text()
    example = readme.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "S9.yaml").write_text(example)
    materialise(load(tmp_path / "S9.yaml"), tmp_path / "made", now=0)
    assert (tmp_path / "made/root/home/vagrant/my_app.py").exists()


def test_keys_are_the_same_after_a_restart():
    assert host_key("S1").asbytes() == host_key("S1").asbytes()
    assert len({fingerprint(key) for key in (host_key("S1"), host_key("S1", 2), host_key("S2"))}) == 3
    assert public_of(login_key("S1")) == public_of(login_key("S1")) != public_of(login_key("S2"))


@pytest.mark.parametrize(
    ("text", "code", "version", "loaded", "problem"),
    [
        ("instances: [{min_collection_interval: 45}]", CHECK, "7.1.0", [45.0], ""),
        ("instances: [{}, {min_collection_interval: 30}]", CHECK, "7.1.0", [15.0, 30.0], ""),
        ("min_collection_interval: 45\ninstances: [{}]", CHECK, "7.1.0", [15.0], ""),
        ("init_config: {min_collection_interval: 45}\ninstances: [{}]", CHECK, "6.1.0", [15.0], ""),
        ("instances: [{min_collection_interval: '45'}]", CHECK, "7.1.0", [], "unmarshal"),
        ("instances:\n", CHECK, "7.1.0", [], "no valid instances"),
        ("instances: [", CHECK, "7.1.0", [], "yaml"),
        ("instances: [{}]", None, "7.1.0", [], "No module named"),
        ("instances: [{}]", "print 'x'\n" + CHECK, "7.1.0", [], "import module"),
        ("instances: [{}]", "print 'x'\n" + CHECK, "6.1.0", [15.0], ""),
        ("instances: [{}]", "x = 1\n", "7.1.0", [], "valid check class"),
    ],
)
def test_the_stand_in_agent_keeps_the_real_ones_rules(text, code, version, loaded, problem):
    files = {f"{CONF}my_metric.yaml": text} | ({f"{CODE}my_metric.py": code} if code else {})
    found = collect(AgentSeed(version=version), files)
    assert [one.intervals for one in found.loaded] == ([loaded] if loaded else [])
    assert problem in " ".join([*found.config_errors.values(), *found.loader_errors.values()])


def test_the_interval_of_the_status_is_in_nanoseconds():
    files = {f"{CONF}my_metric.yaml": "instances: [{min_collection_interval: 45}]", f"{CODE}my_metric.py": CHECK}
    told = json.loads(agent.status_json(AgentSeed(), collect(AgentSeed(), files), 0))
    (run,) = told["runnerStats"]["Checks"]["my_metric"].values()
    assert run["Interval"] == 45_000_000_000


def test_every_shell_says_the_same_of_a_whole_host(tmp_path: Path):
    materialise(seed(), tmp_path, now=0)
    script = compose(NONCE, PROBES, root=str(tmp_path / "root"), path=str(tmp_path / "bin"), sudo=True)
    told = []
    for shell in (["dash"], ["bash"], ["busybox", "sh"]):
        done = subprocess.run([*shell, "-s"], input=script.encode(), capture_output=True, timeout=60, check=True)
        assert done.stderr == b""
        told.append(list(sections([done.stdout], NONCE)))
    assert told[0] == told[1] == told[2]


def connect(host: RunningHost) -> paramiko.Transport:
    transport = paramiko.Transport((host.address, host.port))
    transport.start_client(timeout=40)
    transport.auth_publickey(host.user, paramiko.Ed25519Key.from_private_key(io.StringIO(host.key)))
    return transport


@pytest.mark.parametrize("command", ["sh", "id", "sh -s extra", "sh -c id", ""])
def test_no_other_command_is_taken(command):
    with running([seed()]) as hosts:
        transport = connect(hosts["good"])
        try:
            channel = transport.open_session(timeout=40)
            with pytest.raises(paramiko.SSHException):
                channel.exec_command(command)
        finally:
            transport.close()


@pytest.mark.parametrize("script", ["id\n", "cat /etc/passwd\n", "", compose(NONCE, PROBES).replace("n=", "id\nn=", 1)])
def test_no_other_script_is_run(script):
    with running([seed()]) as hosts:
        transport = connect(hosts["good"])
        try:
            channel = transport.open_session(timeout=40)
            channel.settimeout(10)
            channel.exec_command("sh -s")
            channel.sendall(script.encode())
            channel.shutdown_write()
            assert channel.recv(1000) == b""
            assert channel.recv_exit_status() == 126
        finally:
            transport.close()


def test_neither_shell_nor_forwarding_is_offered():
    with running([seed()]) as hosts:
        transport = connect(hosts["good"])
        try:
            channel = transport.open_session(timeout=40)
            with pytest.raises(paramiko.SSHException):
                channel.invoke_shell()
            with pytest.raises(paramiko.SSHException):
                transport.open_channel("direct-tcpip", ("127.0.0.1", 22), ("127.0.0.1", 1), timeout=40)
        finally:
            transport.close()


def test_hosts_end_and_leave_nothing():
    with running([seed(), seed("second")]) as hosts:
        places = [host.folder for host in hosts.values()]
        assert len({host.port for host in hosts.values()}) == len({host.fingerprint for host in hosts.values()}) == 2
        assert all(place.is_dir() for place in places)
    assert not any(place.exists() for place in places)


def test_the_command_serves_until_it_is_told_to_stop(tmp_path: Path):
    (tmp_path / "A.yaml").write_text("user: u\nhostname: h\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "hosts", "--seeds", str(tmp_path), "--port-base", "0"],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("sandbox host A: u@127.0.0.1:")
        assert fingerprint(host_key("A")) in line
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        process.stdout.close()


def test_a_bad_seed_ends_the_command_with_a_sentence(tmp_path: Path):
    (tmp_path / "A.yaml").write_text("usr: u\n")
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "hosts", "--seeds", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "A.yaml" in done.stderr
