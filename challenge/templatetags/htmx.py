"""What a page tells htmx."""

from __future__ import annotations

import json

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def htmx_config() -> SafeString:
    """What htmx may do, from the settings; it reads this before anything else."""
    return format_html('<meta name="htmx-config" content="{}">', json.dumps(settings.HTMX_CONFIG))
