"""Looks through criteria and conditions for what may not decide who is chosen (政府采购法实施条例 20)."""

from matching.criteria.bars import Bar
from matching.criteria.findings import Finding, lint

__all__ = ["Bar", "Finding", "lint"]
