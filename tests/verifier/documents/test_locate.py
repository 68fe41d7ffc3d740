"""Where everything stands: section, question, what was said before a picture."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verifier.documents.judging import asked
from verifier.documents.locate import Located, locate


def located(text: str) -> Located:
    return locate(text, "answers.md")


def test_a_place_tells_its_lines_section_and_question() -> None:
    found = located("## Monitoring Data\n\n" + asked("monitor-warn-500") + "It warns\nat 500.\n")
    passage = found.passages[-1]
    assert (passage.kind, passage.text) == ("own", "It warns at 500.")
    assert str(passage.place) == "answers.md:5-6"
    assert (passage.place.section, passage.place.asked) == ("monitoring", ("monitor-warn-500",))


def test_questions_in_a_row_belong_together_until_something_answers_them() -> None:
    text = (
        asked("timeboard-5min", "snapshot-at-mention")
        + "![x](a.png)\n\n"
        + asked("bonus-anomaly-graph")
        + "![y](b.png)\n"
    )
    first, second = located(text).pictures
    assert first.place.asked == ("timeboard-5min", "snapshot-at-mention")
    assert second.place.asked == ("bonus-anomaly-graph",)


def test_a_picture_knows_what_was_said_before_it() -> None:
    (picture,) = located("Some words. The host map:\n\n![my map](shots/host%20map.png 'Mine')\n").pictures
    assert picture.lead == "Some words. The host map:"
    assert picture.caption == "my map Mine"
    assert picture.name == "host%20map.png"


def test_what_introduced_a_list_is_said_of_each_picture_in_it() -> None:
    found = located("The mails that I received:\n\n- weekdays\n\n  ![x](a.png)\n\n- weekend\n\n  ![y](b.png)\n")
    assert [picture.lead for picture in found.pictures] == [
        "The mails that I received: weekdays",
        "The mails that I received: weekend",
    ]


def test_words_before_code_are_not_said_of_the_picture_after_it() -> None:
    (picture,) = located("This is datadog.yaml:\n\n```\ntags: a\n```\n\n![x](a.png)\n").pictures
    assert picture.lead == ""


def test_a_bonus_heading_without_words_asks_what_its_section_asks() -> None:
    found = located("## Collecting APM Data\n\nHello.\n\n### Bonus Question\n\nA service is a thing.\n")
    assert found.passages[-1].place.asked == ("bonus-service-vs-resource",)


def test_a_heading_of_ones_own_opens_the_section_its_text_is_about() -> None:
    found = located(
        "## A hive\n\nIn datadog.yaml I put tags into conf.d.\n\n## Being woken up\n\nA monitor with a warning threshold.\n"
    )
    assert [p.place.section for p in found.passages if p.kind == "own"] == ["collecting", "monitoring"]


def test_plain_addresses_of_pictures_are_pictures_and_others_are_links() -> None:
    found = located("See https://i.imgur.com/Fake123.png and https://app.datadoghq.com/dash/1\n")
    assert [picture.target for picture in found.pictures] == ["https://i.imgur.com/Fake123.png"]
    assert [link.target for link in found.links] == ["https://app.datadoghq.com/dash/1"]


def test_an_image_that_is_a_file_of_code_is_a_link() -> None:
    found = located("![see board.py](board.py)\n")
    assert not found.pictures
    assert [link.target for link in found.links] == ["board.py"]


def test_indented_answers_are_text() -> None:
    found = located("A question of mine:\n\n\tI set it to 45 seconds.\n")
    assert found.passages[-1].text == "I set it to 45 seconds."


PIECES = st.sampled_from(
    [
        "# A",
        "## Monitoring Data",
        "- x",
        "> y",
        "```",
        "text here.",
        "![a](b)",
        "| a | b |",
        "<img src='x'>",
        "",
        "\t deep",
        "**bold**",
        "1. one",
        "{{#is_alert}}",
    ]
)


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=25).map("\n".join))
def test_every_place_lies_in_the_document_in_its_order(text: str) -> None:
    found = located(text)
    lines = text.count("\n") + 1
    places = [item.place for item in (*found.passages, *found.pictures, *found.links, *found.codes)]
    assert all(1 <= place.first <= place.last <= lines for place in places)
    assert len({place.order for place in places}) == len(places)


def test_a_picture_inside_of_the_document_is_a_picture_and_makes_it_no_longer() -> None:
    found = located(f"The host map:\n\n![map](data:image/png;base64,{'A' * 500_000})\n\nIt reports.\n")
    assert [(picture.caption, picture.target) for picture in found.pictures] == [("map", "data:image/png;base64,")]
    assert (found.passages[-1].text, found.cut) == ("It reports.", False)
