"""Table of contents of the site."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from challenge.views.door import old_door
from config.health import healthz, readyz

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one door, with its second factor
handler404 = "challenge.views.after.nothing_here"
handler500 = "challenge.views.broken.broken"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/login/", old_door, name="account_login"),
    path("accounts/", include("allauth.urls")),
    path("", include("challenge.urls")),
]
