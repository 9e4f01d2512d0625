"""Overdue cases and the audit trail."""
