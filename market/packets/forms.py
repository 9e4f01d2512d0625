"""What people say who decide: a note, a declaration, and the rules that a decision rests on."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectChoice, StringField, TextAreaField
from wtforms.validators import Length

from market import clock
from market.forms import MultiCheckboxField
from market.packets.service import LONGEST_BASIS
from market.pairings.forms import LONGEST_NOTE, StepForm
from market.rules.labels import NAMES
from matching.eligibility.catalogue import CATALOGUE
from matching.eligibility.rule import Rule


class DecisionForm(StepForm):
    """What an official says; `packet_hash` is the packet, or the state of the facts, that they saw."""

    packet_hash = HiddenField()
    note = TextAreaField(
        _l("Note (needed to return or reject)"),
        description=_l("All sides read it."),
        validators=[Length(max=LONGEST_NOTE)],
    )
    rules = MultiCheckboxField(
        _l("Rules that the decision rests on"),
        description=_l("Needed to reject private money: it is refused for no other reason than a rule."),
    )
    basis = StringField(_l("Another rule, in words"), validators=[Length(max=LONGEST_BASIS)])
    no_conflict = BooleanField(
        _l("I declare that I have no conflict of interest in this pairing"),
        description=_l("Needed to pass the check and to decide. Your declaration is kept in the trail."),
    )


class RenewForm(StepForm):
    """Why a packet is made anew."""

    note = TextAreaField(_l("Note on the renewal"), validators=[Length(max=LONGEST_NOTE)])
    no_conflict = BooleanField(_l("I declare that I have no conflict of interest in this pairing"))


def decision_form() -> DecisionForm:
    """The form with the rules that are in force today."""
    form = DecisionForm()
    form.rules.choices = [SelectChoice(rule.key, _name(rule)) for rule in CATALOGUE.in_force(clock.today())]
    return form


def _name(rule: Rule) -> str:
    name = str(NAMES[rule.code])
    cited = gettext(", ").join(f"{one.law}{one.article}" for one in rule.citations)
    return gettext("%(label)s: %(value)s", label=name, value=cited) if cited else name
