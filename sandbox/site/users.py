"""Keys, users and the organisation: what tells a client who it is."""

from __future__ import annotations

from starlette.responses import Response

from sandbox.site import names, permissions
from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import forbidden
from sandbox.site.moments import iso, seconds_of
from sandbox.site.seed import User
from sandbox.site.state import Document, Organisation


def validate(_: Call) -> Response:
    return answer({"valid": True})


def validate_keys(_: Call) -> Response:
    return answer({"status": "ok"})


def validate_v2(call: Call) -> Response:
    attributes = {"valid": True, "api_key_id": names.uuid_of(call.organisation.uuid, "key"), "api_key_scopes": []}
    return answer({"data": {"id": call.organisation.uuid, "type": "validate_v2", "attributes": attributes}})


def current_user(call: Call) -> Response:
    user = user_resource(call.organisation, call.user)
    return answer({"data": user, "included": [_org(call.organisation), *roles_of(call.organisation, [user])]})


def own_organisations(call: Call) -> Response:
    return answer({"orgs": [_legacy_org(call.organisation)]})


def own_organisation(call: Call) -> Response:
    """No other organisation can be seen."""
    if call.path["id"] != call.organisation.public_id:
        raise forbidden()
    return answer({"org": _legacy_org(call.organisation)})


def roles_of(organisation: Organisation, resources: list[Document]) -> list[Document]:
    """The roles that users point at, each once, and the permissions that these roles point at."""
    held = dict.fromkeys(role for user in organisation.seed.users for role in user.roles)
    linked = {link["id"] for each in resources for link in each["relationships"]["roles"]["data"]}
    roles = [_role(organisation, role) for role in held if _role_id(organisation, role) in linked]
    return roles + (permissions.resources(made=_made(organisation)) if roles else [])


def legacy_user(user: User) -> Document:
    """A user as the monitors carry it."""
    return {"name": user.name, "handle": handle(user), "email": user.email, "id": user_number(user)}


def handle(user: User) -> str:
    return user.handle or user.email


def user_number(user: User) -> int:
    return user.id or names.number(user.email, digits=7)


def user_uuid(user: User) -> str:
    return user.uuid or names.uuid_of(user.email, "user")


def icon(user: User) -> str:
    return f"https://secure.gravatar.com/avatar/{names.uuid_of(user.email).replace('-', '')}?s=48&d=retro"


def user_resource(organisation: Organisation, user: User) -> Document:
    made = _made(organisation)
    login = None if user.last_login is None else iso(seconds_of(user.last_login, now=organisation.opened_at))
    roles = [{"type": "roles", "id": _role_id(organisation, role)} for role in user.roles]
    return {
        "type": "users",
        "id": user_uuid(user),
        "attributes": {
            "uuid": user_uuid(user),
            "name": user.name,
            "handle": handle(user),
            "created_at": made,
            "modified_at": made,
            "email": user.email,
            "icon": icon(user),
            "title": user.title,
            "verified": user.verified,
            "service_account": False,
            "disabled": user.status == "Disabled",
            "allowed_login_methods": [],
            "status": user.status,
            "last_login_time": login,
            "mfa_enabled": False,
        },
        "relationships": {
            "roles": {"data": roles},
            "org": {"data": {"type": "orgs", "id": organisation.uuid}},
            "team_roles": {"data": []},
        },
    }


def _made(organisation: Organisation) -> str:
    return iso(organisation.opened_at - 30 * 86400)


def _org(organisation: Organisation) -> Document:
    made = _made(organisation)
    return {
        "type": "orgs",
        "id": organisation.uuid,
        "attributes": {
            "name": organisation.seed.name,
            "url": None,
            "description": None,
            "sharing": "none",
            "public_id": organisation.public_id,
            "created_at": made,
            "modified_at": made,
            "disabled": False,
        },
    }


def _legacy_org(organisation: Organisation) -> Document:
    return {
        "public_id": organisation.public_id,
        "name": organisation.seed.name,
        "description": "",
        "created": _made(organisation),
        "trial": True,
        "settings": {},
        "billing": {"type": "parent_billing"},
        "subscription": {"type": "trial"},
    }


def _role_id(organisation: Organisation, role: str) -> str:
    return names.uuid_of(organisation.uuid, role)


def _role(organisation: Organisation, role: str) -> Document:
    made = _made(organisation)
    return {
        "type": "roles",
        "id": _role_id(organisation, role),
        "attributes": {"name": role, "managed": True, "created_at": made, "modified_at": made},
        "relationships": {"permissions": {"data": permissions.links()}},
    }


ENDPOINTS = (
    Endpoint("GET", "/api/v1/validate", validate, keys="api"),
    Endpoint("GET", "/api/v2/validate", validate_v2, keys="api"),
    Endpoint("GET", "/api/v2/validate_keys", validate_keys),
    Endpoint("GET", "/api/v2/current_user", current_user),
    Endpoint("GET", "/api/v1/org", own_organisations, scope="org_management"),
    Endpoint("GET", "/api/v1/org/{id}", own_organisation, scope="org_management"),
)
