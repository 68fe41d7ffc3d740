"""What two submissions share, and what they only seem to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier.documents.judging import asked
from tests.verifier.likeness.texts import CURL, GIVEN_APP, STORY, TAGS, work
from verifier.documents.exercise import PHRASES
from verifier.facts.document import Answers, Place
from verifier.likeness import compare
from verifier.likeness.streams import MOST_WORDS, Facts, words_of

ALONE = (
    "I took a quiet laptop with Debian.\n",
    "My machine is a cupboard server in the cellar, next to the jam.\n",
    "Everything here ran on a rented box near Tallinn.\n",
    "A neighbour lent me an old desktop with two fans.\n",
    "I keep a spare netbook for exactly this sort of evening.\n",
)
QUESTIONS = asked(
    "custom-check-my-metric", "check-interval-45", "timeboard-api-created", "env-host", "snapshot-at-mention"
)


@pytest.mark.parametrize(
    ("texts", "pairs"),
    [
        pytest.param([TAGS + CURL, TAGS + CURL], ["0-1"], id="a tag line and a curl body"),
        pytest.param([STORY, STORY], ["0-1"], id="sentences of their own"),
        pytest.param([STORY.replace(". ", ".\n"), STORY], ["0-1"], id="the same sentences on other lines"),
        pytest.param([STORY.upper(), STORY], ["0-1"], id="the same in capitals"),
        pytest.param([CURL, CURL, ""], ["0-1"], id="two of three"),
        pytest.param([QUESTIONS + GIVEN_APP, QUESTIONS + GIVEN_APP], [], id="questions and the given app"),
        pytest.param([TAGS, TAGS], [], id="one line of tags is not enough"),
        pytest.param([CURL, CURL, CURL], [], id="boilerplate of three"),
        pytest.param([STORY, TAGS + CURL], [], id="nothing in common"),
        pytest.param([STORY], [], id="nobody to share with"),
        pytest.param(["", ""], [], id="two empty documents"),
    ],
)
def test_what_is_shared(texts: list[str], pairs: list[str]) -> None:
    works = {str(number): work(ALONE[number] + "\n" + text) for number, text in enumerate(texts)}
    assert [f"{pair.left}-{pair.right}" for pair in compare(works)] == pairs


def test_each_passage_tells_where_it_stands_in_both() -> None:
    (pair,) = compare({"A": work(TAGS + "\n" + CURL), "B": work("Hello.\n\n" + CURL + "\n" + TAGS)})
    body, tags = pair.passages
    assert (str(body.left.place), str(body.right.place)) == ("answers.md:6-9", "answers.md:4-7")
    assert (str(tags.left.place), str(tags.right.place)) == ("answers.md:2", "answers.md:12")
    assert tags.left.text == tags.right.text == "tags: [lake:ladoga, boat:kestrel, cargo:cloudberries]"
    assert tags.unusual == ("lake", "ladoga", "boat", "kestrel", "cargo", "cloudberries")
    assert (tags.words, tags.holders, pair.words) == (7, 2, body.words + 7)


def test_each_side_is_told_as_it_is_written_there() -> None:
    (pair,) = compare({"A": work(STORY), "B": work(STORY.upper())})
    assert pair.passages[0].left.text.startswith("I chose PostgreSQL because")
    assert pair.passages[0].right.text.startswith("I CHOSE POSTGRESQL BECAUSE")


def test_a_query_of_both_is_told_once() -> None:
    query = "`anomalies(avg:cloudberry.jam.jars{boat:kestrel,lake:ladoga}, 'robust', 3)`"
    works = {"A": work(f"{STORY}\nMy graph is {query} there."), "B": work(f"I drew {query} here.\n\n{STORY}")}
    (pair,) = compare(works)
    assert sum("cloudberry" in passage.left.text for passage in pair.passages) == 1


def test_a_text_that_stands_in_both_twice_is_told_once() -> None:
    (pair,) = compare({"A": work(CURL, copy__md=CURL), "B": work(CURL)})
    assert len(pair.passages) == 1


def test_a_script_in_a_file_is_like_one_that_is_printed() -> None:
    script = CURL.replace("```shell\n", "").replace("```\n", "")
    (pair,) = compare({"A": work("See the script.", board__sh=script), "B": work(CURL)})
    assert pair.passages[0].left.place.file == "board.sh"


def test_what_everybody_was_given_is_left_out() -> None:
    works = {"A": work(STORY), "B": work(STORY)}
    assert compare(works)
    assert compare(works, given=[STORY]) == ()


def test_a_fifth_of_a_large_cohort_may_share_and_is_told_to_be_several() -> None:
    def cohort(sharing: int) -> dict[str, Facts]:
        return {f"{number:02}": work(STORY if number < sharing else ALONE[number % 5]) for number in range(15)}

    pairs = compare(cohort(3))
    assert {(pair.left, pair.right) for pair in pairs} == {("00", "01"), ("00", "02"), ("01", "02")}
    assert {passage.holders for pair in pairs for passage in pair.passages} == {3}
    assert compare(cohort(4)) == ()


def test_the_most_unusual_pair_and_passage_come_first() -> None:
    works = {"A": work(STORY), "B": work(STORY + "\n" + TAGS + CURL), "C": work(TAGS + CURL)}
    pairs = compare(works)
    assert [(pair.left, pair.right) for pair in pairs] == [("B", "C"), ("A", "B")]
    weights = [passage.weight for passage in pairs[0].passages]
    assert weights == sorted(weights, reverse=True)


def test_what_is_masked_is_no_likeness() -> None:
    masked = "```\n" + "•••••••• •••••••••••••••• ••••••••••••••••••••••••••••••••\n" * 20 + "```\n"
    assert compare({"A": work(masked), "B": work(masked)}) == ()


def test_facts_that_are_missing_share_nothing() -> None:
    assert compare({"A": {}, "B": {Answers: Answers(())}, "C": work(STORY)}) == ()


def test_a_large_file_is_read_in_part() -> None:
    filler = " ".join(f"gull{number}" for number in range(MOST_WORDS + 100))
    (pair,) = compare({"A": work("x", a__txt=filler), "B": work("y", a__txt=filler)})
    assert pair.words <= MOST_WORDS


def test_a_place_of_a_sentence_is_its_own_line() -> None:
    (pair,) = compare({"A": work("Hello there.\n\nAnd more.\n\n" + STORY), "B": work(STORY)})
    assert pair.passages[0].left.place == Place("answers.md", 5, 5)


SENTENCES = st.lists(st.sampled_from([STORY, TAGS, CURL, GIVEN_APP, QUESTIONS, *ALONE]), max_size=5, unique=True).map(
    "\n".join
)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from("ABCDEF"), SENTENCES, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_does_not_matter(texts: dict[str, str], random) -> None:
    names = list(texts)
    random.shuffle(names)
    assert compare({name: work(texts[name]) for name in names}) == compare({name: work(texts[name]) for name in texts})


@settings(max_examples=40, deadline=None)
@given(SENTENCES, SENTENCES)
def test_both_sides_share_the_same_words(left: str, right: str) -> None:
    one, other = work(left), work(right)
    there = [passage for pair in compare({"A": one, "B": other}) for passage in pair.passages]
    back = [passage for pair in compare({"A": other, "B": one}) for passage in pair.passages]
    assert sorted(passage.words for passage in there) == sorted(passage.words for passage in back)
    for passage in there:
        assert words_of(passage.left.text) == words_of(passage.right.text)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([GIVEN_APP, *(asked(key) for key in PHRASES if key)]), max_size=12).map("\n".join))
def test_a_submission_without_a_word_of_its_own_is_not_even_like_itself(text: str) -> None:
    assert compare({"A": work(text), "B": work(text)}) == ()
