"""Every module that defines tables, in the order of the migrations; importing it completes the mapping."""

from market import audit
from market.accounts import models as accounts
from market.delivery import models as delivery
from market.listings import models as listings
from market.notices import models as notices
from market.notifications import models as notifications
from market.organizations import models as organizations
from market.oversight import models as oversight
from market.packets import models as packets
from market.pairings import models as pairings
from market.reviews import models as reviews
from market.rules import models as rules
from market.suggestions import models as suggestions
from market.vocabularies import models as vocabularies

TABLES = (
    vocabularies,
    accounts,
    organizations,
    audit,
    listings,
    rules,
    suggestions,
    pairings,
    reviews,
    notices,
    delivery,
    packets,
    oversight,
    notifications,
)
