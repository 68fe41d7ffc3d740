"""Coming in by a link in an e-mail.

The link carries a signed word and nothing of it is kept. Signed into it is when the person last came in: whoever
comes in by it changes that, so it works once, and any other sign-in makes older links worthless too. It holds for
fifteen minutes.

It is not bound to the browser that asked for it: people ask on the laptop and read e-mails on the telephone. What
guards it instead is that opening it changes nothing (mail scanners open links), that its page names the account
that its button opens (so nobody is led into somebody else's unnoticed), and that it is sent to proved addresses only.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from challenge.services import mailing

SALT = "challenge.magic-link"
SECONDS = 15 * 60


class NoLongerGood(Exception):
    """The link was used, is too old, or was never ours: told apart to nobody."""


def send(address: str, *, then: str) -> None:
    """A link to whoever this address belongs to, or word that it belongs to nobody: the page says the same to both.

    then: a path of this site to go on to.
    """
    found = _person(address)
    if found is None:
        text = render_to_string("challenge/mail/no_account.txt", {"address": address})
        mailing.post(address, subject=_("Signing in to Proofboard"), text=text)
        return
    user, to = found
    link = mailing.absolute(reverse("come_in", args=[make(user, then=then)]))
    text = render_to_string("challenge/mail/magic_link.txt", {"link": link, "minutes": SECONDS // 60})
    mailing.post(to, subject=_("Your link to Proofboard"), text=text)


def make(user: User, *, then: str = "") -> str:
    """The word that stands in the link."""
    return signing.dumps([user.pk, _stamp(user), then], salt=SALT)


def read(word: str) -> tuple[User, str]:
    """Who comes in by it, and where they go on to. Changes nothing."""
    try:
        pk, stamp, then = signing.loads(word, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        raise NoLongerGood from None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not constant_time_compare(stamp, _stamp(user)):
        raise NoLongerGood
    return user, then


def use(word: str) -> tuple[User, str]:
    """As `read`, and the word is worth nothing from now on. Of two at once one gets in."""
    user, then = read(word)
    now = timezone.now()
    if not User.objects.filter(pk=user.pk, last_login=user.last_login, password=user.password).update(last_login=now):
        raise NoLongerGood
    user.last_login = now
    if user.email and not EmailAddress.objects.filter(user=user).exists():
        EmailAddress.objects.create(user=user, email=user.email.lower(), verified=True, primary=True)
    return user, then


def _person(address: str) -> tuple[User, str] | None:
    """Whose proved address this is, and how it is written there: to that one the e-mail goes.

    An address that an operator entered, and that its person never changed, is as good as proved.
    """
    wanted = address.strip().lower()
    row = EmailAddress.objects.select_related("user").filter(email=wanted, verified=True, user__is_active=True).first()
    if row is not None:
        return row.user, row.email
    entered = User.objects.filter(email__iexact=wanted, emailaddress=None, is_active=True)
    exact = [user for user in entered if user.email.lower() == wanted]
    return (exact[0], exact[0].email) if len(exact) == 1 else None


def _stamp(user: User) -> str:
    last = user.last_login.isoformat() if user.last_login else ""
    return salted_hmac(SALT, f"{user.pk} {last} {user.password} {user.email}", algorithm="sha256").hexdigest()[:40]
