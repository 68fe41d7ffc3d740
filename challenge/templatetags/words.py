"""Filters and tags that put words and marks on pages. They decide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from challenge import selectors, words
from challenge.templatetags.times import zone_name
from verifier.scoring import OPEN

register = template.Library()


@register.filter
def word(verdict: str | None) -> words.Word:
    """The word of a verdict, with its icon and class."""
    return words.word_for(verdict)


@register.filter
def outcome(key: str) -> words.Word:
    """The word of what one source says."""
    return words.OUTCOMES[key]


@register.filter
def finding_word(finding: selectors.FindingView) -> words.Word:
    """The word of a finding: of an answer in words a program only says that it is there, never that it is wrong."""
    if finding.rests_on == "words" and finding.outcome != "absent":
        return words.word_for("review")
    if finding.source == "document" and finding.outcome == "unknown" and finding.rests_on != "observation":
        return words.SHOWN["unknown"]  # it was read
    return words.OUTCOMES[finding.outcome]


@register.filter
def css(word: words.Word) -> str:
    """The CSS class of a word."""
    return word.css


@register.filter
def label(word: words.Word) -> str:
    """The word itself."""
    return str(word.label)


@register.filter
def tally(counts: Mapping[str, int]) -> list[words.Counted]:
    """The words with their numbers."""
    return words.tally(counts)


@register.filter
def quoted(titles: Iterable[str]) -> str:
    """Several titles in one sentence."""
    return ", ".join(f"“{title}”" for title in titles)


@register.filter
def proved(counts: Mapping[str, int]) -> int:
    """How many rows are proved."""
    return counts.get("pass", 0)


@register.filter
def total(counts: Mapping[str, int]) -> int:
    """How many rows there are."""
    return sum(counts.values())


@register.simple_tag
def verdict_text(verdict: str | None, again_at: datetime | None = None) -> str:
    """The word of a verdict, with the time of the next look if there is one."""
    clock = f"{date_format(timezone.localtime(again_at), 'H:i')} {zone_name()}" if again_at else ""
    return words.verdict_text(verdict, clock)


@register.simple_tag
def all_words() -> list[words.Word]:
    """Every word that a row can carry."""
    return [*words.VERDICTS.values(), words.NOT_LOOKED]


@register.simple_tag
def in_demo() -> bool:
    """Whether everything here is made up."""
    return bool(settings.PROOFBOARD_DEMO)


@register.filter
def title_in(key: str, titles: Mapping[str, str]) -> str:
    """The title of a section."""
    return titles.get(key, key)


@register.filter
def place(places: Iterable[selectors.SourceProgress], source: str) -> selectors.SourceProgress | None:
    """The look at this source."""
    return next((one for one in places if one.source == source), None)


@register.filter
def source_mark(state: str) -> str:
    """The mark of how far the look at one source is."""
    return words.SOURCE_MARKS.get(state, "none")


@register.filter
def subject(key: str) -> str:
    """What was judged, as a word."""
    return str(words.SUBJECTS.get(key, key))


@register.filter
def source(key: str) -> str:
    """The name of a source."""
    return str(words.SOURCES.get(key, key))


@register.filter
def sources_text(sources: Iterable[str]) -> str:
    """The sources of a check, within a sentence."""
    return words.sources_text(sources)


@register.filter
def how(key: str) -> str:
    """How a source was looked at."""
    return str(words.HOW.get(key, key))


@register.filter
def rests_on(key: str) -> str:
    """What a finding goes by."""
    return str(words.RESTS_ON.get(key, key))


@register.filter
def passage_kind(key: str) -> str:
    """What a shared passage is."""
    return str(words.PASSAGES.get(key, key))


@register.filter
def role(key: str) -> str:
    """What somebody is to a cohort."""
    return str(words.ROLES.get(key, key))


@register.filter
def decision(kind: str) -> str:
    """What a person decided on a row."""
    return str(words.decision_text(kind))


@register.filter
def score_of(scores: Mapping[str, int], question: str) -> int | None:
    """The score that this question of the rubric was given."""
    return scores.get(question)


@register.filter
def hint_label(verdict: str) -> str:
    """What stands before a hint."""
    return words.hint_label(verdict)


@register.filter
def source_state(key: str) -> str:
    """How far the look at one source is."""
    return str(words.SOURCE_STATES.get(key, key))


@register.filter
def picture_state(key: str) -> str:
    """Where a picture of the document was found."""
    return str(words.PICTURE_STATES.get(key, key))


@register.filter
def run_state(key: str) -> str:
    """How far a check is."""
    return str(words.RUN_STATES.get(key, key))


@register.filter
def options(several: Iterable[words.Word], chosen: str) -> SafeString:
    """Words to choose one from. Made here, because a page has them with each row, and a loop there takes ten times as long."""
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((one.key, " selected" if one.key == chosen else "", one.label) for one in several),
    )


@register.simple_tag
def mark(word_or_verdict: words.Word | str | None, css: str = "") -> SafeString:
    """The mark of a verdict, for the eye only: the word always stands beside it."""
    shown = word_or_verdict if isinstance(word_or_verdict, words.Word) else words.word_for(word_or_verdict)
    return format_html(
        '<svg class="mark {} {}" width="16" height="16" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        shown.css,
        css,
        static("img/marks.svg"),
        shown.icon,
    )


@register.filter
def points(number: float | None) -> str:
    """Points without a needless fraction."""
    return "" if number is None else f"{number:g}"


@register.filter
def what_counts(claims: str) -> str:
    """What points count where claims earn this much."""
    return str(words.POINTS_COUNT[claims])


@register.filter
def worth(step: selectors.StepView | selectors.StepProgress) -> str:
    """What a row is worth now: earned, or still open; never "0 of 1" for what nobody could look at."""
    if not step.points and (not step.verdict or step.verdict in OPEN):
        return ngettext("%(points)s point open", "%(points)s points open", 1 if step.max == 1 else 2) % {
            "points": f"{step.max:g}"
        }
    return gettext("%(points)s of %(max)s") % {"points": f"{step.points:g}", "max": f"{step.max:g}"}


@register.filter
def code(text: str) -> SafeString:
    """Text with `this` as code. Everything is escaped first."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return format_html("{}", text)
    shown = ((format_html("<code>{}</code>", part) if number % 2 else part) for number, part in enumerate(parts))
    return format_html_join("", "{}", ((part,) for part in shown))
