"""Who called the metric otherwise loses the row that asks for the name, once; everything after it goes by the real name."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.hosts.running import running as hosts_running
from sandbox.hosts.seed import load_all
from sandbox.site.loading import load_seeds
from sandbox.site.serving import running as site_running
from tests.acceptance.conftest import CANDIDATES, looks
from verifier.definition import load
from verifier.definition.load import SOLUTIONS_ENGINEER
from verifier.engine import Judgement, judge
from verifier.facts import SourceFacts
from verifier.subjects import Choices
from verifier.verdicts import Source

OTHER = "heron_level"
AS_A_METRIC = re.compile(r"(?<=gauge\(')my_metric|(?<=avg:)my_metric")


@pytest.fixture(scope="module")
def otherwise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[Source, SourceFacts]]:
    """S1, whose check, board, monitor and document all know the metric under another name."""
    folder = tmp_path_factory.mktemp("seeds")
    shutil.copytree(CANDIDATES / "S1", folder / "S1")
    for path in folder.rglob("*"):
        if path.suffix == ".yaml" and path.parent == folder / "S1":
            path.write_text(_renamed(path.read_text("utf-8")), "utf-8")
        elif path.suffix in (".md", ".py"):
            path.write_text(AS_A_METRIC.sub(OTHER, path.read_text("utf-8")), "utf-8")
    (organisation,) = load_seeds(folder)
    with (
        site_running((organisation,), state_dir=tmp_path_factory.mktemp("site")) as api_url,
        hosts_running(load_all(folder)) as machines,
        ThreadPoolExecutor(max_workers=3) as pool,
    ):
        yield looks(pool, folder / "S1", organisation, machines["S1"], api_url)


def _renamed(seed: str) -> str:
    """The metric and not the files that carry its name."""
    return re.sub(r"(?<!/)my_metric(?!\.(?:py|yaml)|:)", OTHER, AS_A_METRIC.sub(OTHER, seed))


@pytest.mark.parametrize("confirmed", ["", OTHER])
def test_one_row_is_lost_and_no_other(
    otherwise: Mapping[Source, SourceFacts], judgements: Mapping[str, Judgement], confirmed: str
) -> None:
    judged = judge(load(SOLUTIONS_ENGINEER), otherwise, choices=Choices(metric=confirmed))
    assert judged.judged.metric.name == OTHER
    differ = {
        step.key: (before.verdict, step.verdict, step.reason)
        for step, before in zip(judged.steps, judgements["S1"].steps, strict=True)
        if step.verdict != before.verdict
    }
    assert list(differ) == ["custom-check-my-metric"], differ
    assert differ["custom-check-my-metric"][1] == "fail"
    assert judgements["S1"].score.earned - judged.score.earned == 1
