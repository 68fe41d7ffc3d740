"""Why a submission was left out of work that was to be done on many: what is kept is a key, what people read a sentence."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHECK_ON, CHANGED, NOTHING, HIDDEN, FAULT = "check-on", "changed", "nothing", "hidden", "fault"
NOT_NOW = "not-now"

SENTENCES: dict[str, str | Promise] = {
    CHECK_ON: _("A check was on. It is judged as it ends."),
    CHANGED: _("Something about it changed after the preview: a check, a choice, or a decision. Nothing was written."),
    NOTHING: _("No check of it has finished yet."),
    HIDDEN: _("Its results are not open to reviewers any more."),
    FAULT: _("It could not be judged because of an error of ours. Nothing was written."),
    NOT_NOW: _("There is nothing to look at: no machine, no account, no document."),
}
