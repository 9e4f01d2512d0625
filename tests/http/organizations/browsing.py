"""What people do on the pages of organizations: fill in what is shown there, change some of it, and send it."""

import re

from werkzeug.test import TestResponse

from market.organizations.models import Organization
from tests.conftest import Client


def form_of(browser: Client, path: str) -> dict[str, str]:
    """What the page's form would send as it stands: its hidden, text and ticked fields."""
    page = browser.get(path).text
    found = dict(re.findall(r'<input[^>]* name="(\w+)"[^>]* type="(?:hidden|text|date)" value="([^"]*)"', page))
    found |= dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\s*([^<]*)</textarea>', page))
    return found


def edit(browser: Client, organization: Organization, **changed: str) -> TestResponse:
    path = f"/organizations/{organization.id}/edit"
    words = {"fields": organization.codes("field"), "groups": organization.codes("group")}
    return browser.post(path, data=form_of(browser, path) | words | {"division_code": "440304004"} | changed)


def decide(
    browser: Client, organization: Organization, decision: str, note: str = "", seen: str | None = None
) -> TestResponse:
    path = f"/organizations/{organization.id}/review"
    seen = seen or form_of(browser, path)["seen"]
    return browser.post(path, data={"seen": seen, "decision": decision, "note": note})
