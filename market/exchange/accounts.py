"""The accounts of a made-up market that everybody may use, for whoever looks at it for the first time."""

from pathlib import Path

from flask_babel import gettext as _
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from market.accounts.queries import find_by_email
from market.exchange.planting.files import Row, read
from market.exchange.planting.people import DEMO_PASSWORD
from market.exchange.planting.report import Report
from market.organizations.credit_code import FICTITIOUS_DIVISION
from market.organizations.models import Organization


def show(session: Session, file: Path, language: str, console: Console) -> None:
    """Print the accounts that are shown to everybody; nothing where a single organization may be real."""
    rows = [row for row in read(file.parent, file.name, Report()) if row.get("shown")]
    present = [row for row in rows if find_by_email(session, str(row.get("email")))]
    if not present or not _is_fictitious(session):
        return
    table = Table(title=_("Accounts to try, all with the password %(password)s", password=DEMO_PASSWORD))
    for heading in (_("Role"), _("Email address"), _("What to try")):
        table.add_column(heading, overflow="fold")
    for row in present:
        table.add_row(_text(row, "role_name", language), str(row.get("email")), _text(row, "try", language))
    console.print(table)


def _text(row: Row, name: str, language: str) -> str:
    return str(row.get(f"{name}_{language}") or "")


def _is_fictitious(session: Session) -> bool:
    real = select(Organization.id).where(Organization.credit_code.not_like(f"__{FICTITIOUS_DIVISION}%")).limit(1)
    return session.scalar(real) is None
