"""The terminal checker as a person or a script calls it: a real process, its output and its exit status."""

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exercise import ROWS
from verifier.cli import bundle
from verifier.verdicts import Source

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = {"PROOFBOARD_SSH_PASSWORD": "birch-and-alder"}
KEYS = {
    *("challenge", "definition", "error", "points", "max", "sources", "judged", "steps"),
}
ANSWERS = """# My answers

## Collecting Metrics

I added tags in /etc/datadog-agent/datadog.yaml:

```yaml
tags:
  - env:lab
  - team:birch
```
"""


def verifier(*words, environment=None):
    clean = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "verifier", *map(str, words)],
        capture_output=True,
        text=True,
        env=clean | (environment or {}),
        timeout=120,
        check=False,
    )


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.md"
    path.write_text(ANSWERS)
    return path


def test_a_document_alone_is_judged_in_the_promised_shape(answers):
    done = verifier("check", answers, "--json")
    report = json.loads(done.stdout)
    assert report.keys() >= KEYS
    assert report["error"] is None
    assert len(report["steps"]) == ROWS
    assert report["sources"]["document"]["state"] == "read"
    assert (
        report["sources"]["host"] == report["sources"]["account"] == {"state": "not-asked", "reason": "", "origin": ""}
    )
    tags = next(step for step in report["steps"] if step["key"] == "tags-agent-config")
    assert tags["verdict"] == "claimed"
    assert tags["findings"][0].keys() >= {"criterion", "source", "how", "outcome", "rests_on", "reason", "evidence"}
    assert tags["findings"][0]["evidence"][0]["where"].startswith("answers.md:")
    assert done.returncode == 1


def test_nothing_is_proved_by_a_document_about_a_machine(answers):
    steps = json.loads(verifier("check", answers, "--json").stdout)["steps"]
    machine = {"env-host", "agent-reporting", "tags-agent-config", "db-install", "check-interval-45"}
    assert not [step for step in steps if step["key"] in machine and step["verdict"] == "pass"]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        pytest.param(["check", "nowhere.md"], "no such file", id="no such file"),
        pytest.param(["check", "ANSWERS", "--step", "nonsense"], "no step called nonsense", id="no such step"),
        pytest.param(["check", "ANSWERS", "--host", "nobody"], "USER@ADDR", id="no user"),
        pytest.param(["check", "ANSWERS", "--host", "a@b:99999"], "USER@ADDR", id="no such port"),
        pytest.param(["check", "ANSWERS", "--allow-address", "all"], "no network", id="no network"),
        pytest.param(["check", "ANSWERS", "--claims", "some"], "laims", id="no such policy"),
        pytest.param(["check", "ANSWERS", "--rule", "a=b"], "no house rule a=b", id="no such rule"),
        pytest.param(["check", "ANSWERS", "--definition", "no.yaml"], "no.yaml cannot be read", id="no definition"),
        pytest.param(["judge", "ANSWERS"], "no bundle", id="no bundle"),
        pytest.param(["check"], "PATH", id="no path"),
        pytest.param(["check", ""], "PATH is empty", id="an empty path"),
        pytest.param(["check", "ANSWERS", "--site", "nonsense"], "nonsense", id="no such site"),
        pytest.param(["check", "ANSWERS", "--keep", "/no/such/dir/x"], "cannot be written", id="nowhere to keep"),
        pytest.param(["check", __file__], "no Markdown document", id="a program as document"),
        pytest.param(["check", "git@github.com:alice/answers.git"], "as https://", id="an address for SSH"),
        pytest.param(["check", "https://example.com/alice/answers"], "from github.com", id="another host"),
    ],
)
def test_bad_input_gives_one_object_with_one_sentence_and_status_2(answers, words, part):
    words = [str(answers) if word == "ANSWERS" else word for word in words]
    done = verifier(*words, "--json")
    assert part in json.loads(done.stdout)["error"]
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_without_json_bad_input_is_told_on_stderr(answers):
    done = verifier("check", answers, "--step", "nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no step called nonsense" in done.stderr


def test_a_machine_that_refuses_is_unknown_with_a_sentence(answers):
    words = ("check", answers, "--host", "me@127.0.0.1:1", "--allow-address", "127.0.0.1/32", "--json")
    done = verifier(*words, environment=PASSWORD)
    report = json.loads(done.stdout)
    assert report["sources"]["host"]["state"] == "not-read"
    assert "refused" in report["sources"]["host"]["reason"]
    assert PASSWORD["PROOFBOARD_SSH_PASSWORD"] not in done.stdout + done.stderr
    db = next(step for step in report["steps"] if step["key"] == "db-install")
    assert (db["verdict"], db["findings"][0]["outcome"]) == ("unknown", "unknown")


def test_loopback_is_refused_unless_it_is_allowed(answers):
    done = verifier("check", answers, "--host", "me@127.0.0.1:1", "--json", environment=PASSWORD)
    report = json.loads(done.stdout)
    assert report["sources"]["host"]["state"] == "not-read"
    assert "127.0.0.1" in report["sources"]["host"]["reason"]


def test_one_key_alone_is_told(answers):
    done = verifier("check", answers, "--json", environment={"DD_API_KEY": "a" * 32})
    assert "DD_APP_KEY is not set" in json.loads(done.stdout)["sources"]["account"]["reason"]
    assert "a" * 32 not in done.stdout + done.stderr


def test_single_steps_can_be_asked_for(answers):
    report = json.loads(verifier("check", answers, "--json", "--step", "tags-agent-config").stdout)
    assert [step["key"] for step in report["steps"]] == ["tags-agent-config"]


def test_a_kept_bundle_is_judged_again_to_the_same_verdicts(answers, tmp_path):
    bundle = tmp_path / "bundle.json"
    first = json.loads(verifier("check", answers, "--json", "--keep", bundle).stdout)
    again = json.loads(verifier("judge", bundle, "--json").stdout)
    assert again["steps"] == first["steps"]


def test_a_bundle_is_for_its_owner_only_and_remembers_the_sandbox(answers, tmp_path):
    bundle = tmp_path / "bundle.json"
    keys = {"DD_API_KEY": "a" * 32, "DD_APP_KEY": "b" * 40}
    api = ("--api-url", "http://127.0.0.1:1", "--keep", bundle)
    assert json.loads(verifier("check", answers, "--json", *api, environment=keys).stdout)["sandbox"] is True
    assert bundle.stat().st_mode & 0o077 == 0
    assert json.loads(verifier("judge", bundle, "--json").stdout)["sandbox"] is True


def test_one_mistake_is_one_sentence_and_not_all_rows():
    done = verifier("check", "/no/such/file.md")
    assert (done.returncode, len(done.stdout.splitlines())) == (2, 3)
    assert "no such file" in done.stdout


def test_a_folder_tells_which_file_was_judged(answers):
    assert f"document: read {answers.parent.name}/answers.md" in verifier("check", answers.parent).stdout


def test_junit_and_the_table_tell_every_step(answers):
    assert verifier("check", answers, "--junit").stdout.count("<testcase") == ROWS
    assert "Tags from the Agent's configuration" in verifier("check", answers).stdout


def test_the_library_works_where_django_is_not_installed(answers):
    block = (
        "import sys, runpy\n"
        "class No:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name.split('.')[0] in ('django', 'celery', 'redis'): raise ModuleNotFoundError(name, name=name)\n"
        "sys.meta_path.insert(0, No())\n"
        f"sys.argv = ['verifier', 'check', {str(answers)!r}, '--json']\n"
        "runpy.run_module('verifier', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", block], capture_output=True, text=True, cwd=ROOT, check=False)
    assert len(json.loads(done.stdout)["steps"]) == ROWS


def test_a_reader_that_has_seen_enough_gets_no_traceback(tmp_path):
    (tmp_path / "answers.md").write_text(ANSWERS * 50)
    command = f"{sys.executable} -m verifier check {tmp_path} --json | head -c 1"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "{"
    assert done.stderr == ""


def test_a_bundle_is_judged_out_of_the_zip_that_holds_it(answers, tmp_path):
    kept, zipped = tmp_path / "bundle.json", tmp_path / "evidence.zip"
    before = json.loads(verifier("check", answers, "--keep", kept, "--json").stdout)["steps"]
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.write(kept, "bundle/bundle.json")
    again = json.loads(verifier("judge", zipped, "--json").stdout)["steps"]
    assert {step["key"]: step["verdict"] for step in again} == {step["key"]: step["verdict"] for step in before}


def test_a_zip_without_a_bundle_is_one_sentence(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("more.txt", "x")
    done = verifier("judge", tmp_path / "other.zip")
    assert done.returncode == 2
    assert "other.zip is no bundle of Proofboard." in done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_look_at_one_source_was_weighed_with_is_kept_in_its_bundle(answers):
    document = verifier_cli_bundle(answers)
    again = bundle.parse(bundle.dump(document), "bundle.json")
    assert again.beside == document.beside
    assert set(again.beside) == {Source.DOCUMENT}


def verifier_cli_bundle(answers):
    kept = answers.with_name("bundle.json")
    verifier("check", answers, "--keep", kept)
    whole = bundle.read(kept)
    return replace(whole, sources={}, beside={Source.DOCUMENT: whole.sources[Source.DOCUMENT]})


DRAWN = ROOT / "challenge" / "definitions" / "solutions-engineer-drawn.yaml"


def test_what_was_drawn_is_asked_and_kept(answers, tmp_path):
    kept = tmp_path / "kept.json"
    words = ("--definition", DRAWN, "--json")
    first = verifier("check", answers, *words, "--drawn", "interval=33", "--drawn", "metric=my_signal", "--keep", kept)
    assert bundle.read(kept).drawn == {"interval": 33, "metric": "my_signal"}
    assert "Submitted once every 33 seconds" in verifier("judge", kept, "--definition", DRAWN).stdout
    again = verifier("judge", kept, *words)
    assert json.loads(again.stdout)["steps"] == json.loads(first.stdout)["steps"]


@pytest.mark.parametrize("said", ["interval=35", "interval=x", "colour=red", "metric=34"])
def test_what_cannot_be_drawn_is_refused_in_a_sentence(answers, said):
    done = verifier("check", answers, "--definition", DRAWN, "--drawn", said)
    assert (done.returncode, "cannot be drawn for" in done.stderr) == (2, True)
