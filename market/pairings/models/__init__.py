"""The tables of pairings: the triple in the making, how long states lasted, declarations, and emergencies."""

from market.pairings.models.conduct import Declaration, Recusal, RecusalState
from market.pairings.models.emergency import Emergency, EmergencyCase, EmergencyState
from market.pairings.models.pairing import FundingShare, Pairing, Party, PartyRole
from market.pairings.models.states import PairingState, Track
from market.pairings.models.stay import Stay

__all__ = [
    "Declaration",
    "Emergency",
    "EmergencyCase",
    "EmergencyState",
    "FundingShare",
    "Pairing",
    "PairingState",
    "Party",
    "PartyRole",
    "Recusal",
    "RecusalState",
    "Stay",
    "Track",
]
