"""The pages of notices as one blueprint."""

from flask import Blueprint

from market.notices import labels

pages = Blueprint("notices", __name__)


@pages.app_context_processor
def _words() -> dict[str, object]:
    return {"notice_labels": labels}
