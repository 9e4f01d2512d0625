"""Rules in sentences: what each asks, since when, where, and whether it blocks."""

from dataclasses import asdict

from flask_babel import gettext

from market.rules.labels import ASKS, SCOPES
from market.rules.queries import Entry
from market.web import day
from matching.eligibility.rule import Rule
from matching.eligibility.scope import EVERYWHERE


def asks(rule: Rule) -> str:
    """What a rule asks, in one sentence."""
    return str(ASKS[rule.code]) % (asdict(rule.parameters) if rule.parameters is not None else {})


def counts_for(rule: Rule) -> str:
    """Which pairs it speaks of."""
    if rule.scope == EVERYWHERE:
        return gettext("every pair")
    return gettext(", ").join(str(words) for scope, words in SCOPES.items() if scope in rule.scope)


def dates(rule: Rule) -> str:
    """From when to when it counts."""
    starts, ends = rule.effective_from, rule.effective_to
    if starts and ends:
        return gettext("%(starts)s to %(ends)s", starts=day(starts), ends=day(ends))
    if ends:
        return gettext("until %(day)s", day=day(ends))
    return gettext("since %(day)s", day=day(starts)) if starts else gettext("always")


def effect(entry: Entry) -> str:
    """What becomes of a pair that fails it."""
    if not entry.rule.predicate.excludes:
        return gettext("It only warns: what it finds has to be looked into or mended first.")
    if not entry.blocks:
        return gettext("It only warns, until a person at the district has confirmed it.")
    return gettext("Whoever fails it is ruled out.")
