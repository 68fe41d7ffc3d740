"""Whose account it is, and whether the two keys are accepted."""

from __future__ import annotations

from verifier.datadog import CouldNotLook
from verifier.facts.account import Keys, Organisation
from verifier.probes.account.probe import Ask, Probe, Told
from verifier.probes.account.shape import obj, objs, text

VALIDATE = "/api/v1/validate"
VALIDATE_KEYS = "/api/v2/validate_keys"
CURRENT_USER = "/api/v2/current_user"
ORGANISATIONS = "/api/v1/org"
REFUSALS = (401, 403)


def ask_keys(ask: Ask) -> Told:
    """Both keys, one after the other: only so the sentence can say which one is wrong."""
    ask_api_key(ask)
    ask_application_key(ask)
    return {Keys: Keys(api_key=True, application_key=True)}


def ask_api_key(ask: Ask) -> None:
    """Raises CouldNotLook where Datadog does not take the API key."""
    try:
        ask.port.get(VALIDATE)
    except CouldNotLook as fault:
        if fault.status not in REFUSALS:
            raise
        raise CouldNotLook(
            f"Datadog refused the API key on {ask.site}: it is wrong or revoked, or belongs to another site.",
            status=fault.status,
        ) from None


def ask_application_key(ask: Ask) -> None:
    """Raises CouldNotLook where Datadog, which took the API key, does not take the application key."""
    try:
        ask.port.get(VALIDATE_KEYS)
    except CouldNotLook as fault:
        if fault.status not in REFUSALS:
            raise
        raise CouldNotLook(
            "Datadog took the API key and refused the application key: it is wrong, revoked, "
            "or of another organisation.",
            status=fault.status,
        ) from None


def ask_organisation(ask: Ask) -> Told:
    told = read_current_user(ask.port.get(CURRENT_USER), site=ask.site)
    if not told.name:
        try:
            named = read_organisations(ask.port.get(ORGANISATIONS), site=ask.site)
        except CouldNotLook:
            # Not every key may read it; the user alone is still worth telling.
            return {Organisation: told}
        told = Organisation(named.name, named.public_id or told.public_id, ask.site, told.user)
    return {Organisation: told}


def read_current_user(body: object, *, site: str) -> Organisation:
    """The owner of the application key; the organisation where the answer includes it."""
    user = obj(body, "data", "attributes")
    orgs = [item for item in objs(obj(body).get("included")) if item.get("type") == "orgs"]
    org = obj(orgs[0], "attributes") if orgs else {}
    uuid = text(obj(body, "data", "relationships", "org", "data").get("id"))
    return Organisation(
        name=text(org.get("name")),
        public_id=text(org.get("public_id")) or uuid,
        site=site,
        user=text(user.get("handle")) or text(user.get("email")),
    )


def read_organisations(body: object, *, site: str) -> Organisation:
    """GET /api/v1/org: a list, of which a trial's key sees its own."""
    orgs = objs(obj(body).get("orgs")) or (obj(body, "org"),)
    return Organisation(text(orgs[0].get("name")), text(orgs[0].get("public_id")), site)


KEYS = Probe("keys", (Keys,), (VALIDATE, VALIDATE_KEYS), ask_keys)
ORGANISATION = Probe("organisation", (Organisation,), (CURRENT_USER, ORGANISATIONS), ask_organisation)
