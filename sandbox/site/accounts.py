"""Users as resources: read, invited, disabled; and the application keys of who asks."""

from __future__ import annotations

from starlette.responses import Response

from sandbox.site import names
from sandbox.site.call import Call, Endpoint, answer
from sandbox.site.errors import refused
from sandbox.site.moments import iso
from sandbox.site.seed import ApplicationKey
from sandbox.site.state import Document
from sandbox.site.users import roles_of, user_resource, user_uuid

KIND = "invited"
LARGEST_PAGE = 100


def list_users(call: Call) -> Response:
    """Everybody, the disabled too, unless filtered; at most a hundred a page."""
    wanted, states = call.query.get("filter", "").lower(), call.listed("filter[status]")
    whole = _all(call)
    found = [user for user in whole if _matches(user["attributes"], wanted, states)]
    size, number = min(call.whole("page[size]", 10), LARGEST_PAGE), call.whole("page[number]", 0)
    if size < 1 or number < 0:
        raise refused(400, "Invalid page[size] or page[number]")
    page = {"total_count": len(whole), "total_filtered_count": len(found)}
    shown = found[number * size : (number + 1) * size]
    return answer({"data": shown, "included": roles_of(call.organisation, shown), "meta": {"page": page}})


def _matches(attributes: Document, wanted: str, states: list[str]) -> bool:
    return wanted in f"{attributes['email']} {attributes['name']}".lower() and (
        not states or attributes["status"] in states
    )


def get_user(call: Call) -> Response:
    return answer({"data": _find(call)})


def invite_user(call: Call) -> Response:
    attributes = call.inner("data", "attributes")
    email = attributes.get("email")
    if not isinstance(email, str) or "@" not in email:
        raise refused(400, "Invalid email address")
    email = email.lower()
    if any(user["attributes"]["email"] == email for user in _all(call)):
        raise refused(409, f"User {email} already exists")
    made, number = iso(call.now), names.uuid_of(call.organisation.uuid, email)
    template = user_resource(call.organisation, call.user)
    own = {
        "uuid": number,
        "name": attributes.get("name"),
        "handle": email,
        "email": email,
        "title": attributes.get("title"),
        "created_at": made,
        "modified_at": made,
        "verified": False,
        "status": "Pending",
        "last_login_time": None,
    }
    links = {**template["relationships"], "roles": {"data": []}}
    user = {**template, "id": number, "attributes": {**template["attributes"], **own}, "relationships": links}
    return answer({"data": call.organisation.put(KIND, number, user)}, status=201)


def disable_user(call: Call) -> Response:
    user = _find(call)
    attributes = {**user["attributes"], "disabled": True, "status": "Disabled"}
    call.organisation.put(KIND, user["id"], {**user, "attributes": attributes})
    return Response(status_code=204)


def own_keys(call: Call) -> Response:
    """Never the keys themselves: their last four letters."""
    mine = [key for key in call.organisation.seed.application_keys if key.owner == call.user.email]
    meta = {"page": {"total_filtered_count": len(mine)}, "max_allowed_per_user": 1000}
    return answer({"data": [_key(call, key) for key in mine], "meta": meta})


def _key(call: Call, key: ApplicationKey) -> Document:
    owner = {"data": {"type": "users", "id": user_uuid(call.user)}}
    return {
        "type": "application_keys",
        "id": names.uuid_of(call.organisation.uuid, key.key),
        "attributes": {
            "name": key.name or "sandbox key",
            "created_at": iso(call.organisation.opened_at - 30 * 86400),
            "last4": key.key[-4:],
            "scopes": None if key.scopes is None else list(key.scopes),
            "last_used_at": iso(call.now),
        },
        "relationships": {"owned_by": owner},
    }


def _all(call: Call) -> list[Document]:
    seeded = [user_resource(call.organisation, user) for user in call.organisation.seed.users]
    written = {user["id"]: user for user in call.organisation.all(KIND)}
    return [written.pop(user["id"], user) for user in seeded] + list(written.values())


def _find(call: Call) -> Document:
    for user in _all(call):
        if user["id"] == call.path["id"]:
            return user
    raise refused(404, "User not found")


ENDPOINTS = (
    Endpoint("GET", "/api/v2/users", list_users, scope="user_access_read"),
    Endpoint("POST", "/api/v2/users", invite_user, scope="user_access_invite"),
    Endpoint("GET", "/api/v2/users/{id}", get_user, scope="user_access_read"),
    Endpoint("DELETE", "/api/v2/users/{id}", disable_user, scope="user_access_manage"),
    Endpoint("GET", "/api/v2/current_user/application_keys", own_keys, scope="user_app_keys"),
)
