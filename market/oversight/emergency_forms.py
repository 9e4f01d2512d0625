"""What people type about emergencies."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from market.forms import REQUIRED, DayField, Form, MultiCheckboxField
from market.oversight.service.disclosures import LONGEST_TEXT as LONGEST_DISCLOSURE
from market.oversight.service.emergencies import LONGEST_TEXT, PUBLIC
from market.pairings import labels
from market.pairings.models import Track
from market.vocabularies.labels import choices
from market.vocabularies.models import Vocabulary


class DeclareForm(Form):
    """Reason, scope and last day."""

    reason = TextAreaField(
        _l("Reason"),
        description=_l("Everybody can read it."),
        validators=[InputRequired(REQUIRED), Length(max=LONGEST_TEXT)],
    )
    tracks = MultiCheckboxField(_l("For which money"), validators=[InputRequired(REQUIRED)])
    divisions = MultiCheckboxField(_l("Where"), description=_l("None ticked: in the whole district."))
    fields = MultiCheckboxField(_l("For which fields"), description=_l("None ticked: for all of them."))
    ends_on = DayField(
        _l("Last day"), description=_l("At most 30 days from now."), validators=[InputRequired(REQUIRED)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = self._fields
        scope["tracks"].choices = [(track, labels.TRACKS[Track(track)][0]) for track in sorted(PUBLIC)]
        scope["divisions"].choices = [(one.value, one.label) for one in choices(Vocabulary.DIVISION)]
        scope["fields"].choices = [(one.value, one.label) for one in choices(Vocabulary.FIELD)]

    def values(self) -> dict[str, Any]:
        """What was typed, by the names that the service has for it."""
        names = ("reason", "tracks", "divisions", "fields", "ends_on")
        return {name: self._fields[name].data or ([] if name in {"divisions", "fields"} else None) for name in names}


class NoteForm(Form):
    """Why."""

    note = TextAreaField(
        _l("Why"),
        description=_l("It stays in the trail."),
        validators=[InputRequired(REQUIRED), Length(max=LONGEST_TEXT)],
    )


class ExtendForm(NoteForm):
    """A later last day, and why."""

    ends_on = DayField(
        _l("New last day"),
        description=_l("At most 30 days later, and only once."),
        validators=[InputRequired(REQUIRED)],
    )


class DiscloseForm(Form):
    """What is made public."""

    text = TextAreaField(
        _l("What is made public"),
        description=_l("What came in, what was given to whom, what is still needed. No names of those who are helped."),
        validators=[InputRequired(REQUIRED), Length(max=LONGEST_DISCLOSURE)],
    )
