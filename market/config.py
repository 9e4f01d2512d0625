"""The settings of one installation, read once from the environment."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

ROOT = Path(__file__).parents[1]
SMTP_SECURITY = ("none", "starttls", "tls")


def _flag(text: str) -> bool:
    return text.strip().lower() in {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Site:
    """What the foot of every page says about who runs the site; empty ones are not shown."""

    place: str = "深圳市福田区"
    organizer: str = ""  # 主办单位
    identifier: str = ""  # 政府网站标识码
    icp_number: str = ""  # ICP 备案号
    police_number: str = ""  # 公网安备号
    sitemap_url: str = ""
    accessibility_url: str = ""
    demo: bool = False  # shows that everything here is fictitious


@dataclass(frozen=True)
class Settings:
    """Where things are and how strict the site is."""

    instance: Path = ROOT / "instance"
    database_url: str = ""
    secret_key: str = ""
    testing: bool = False
    secure_cookies: bool = False
    trusted_proxies: int = 0  # how many stand before the site and add to X-Forwarded-For
    default_language: str = "zh"
    embedding_model: str = "builtin:e5-small"
    embedding_weights_file: str = ""
    embedding_backend: str = "auto"
    embedding_threads: int = 0
    embedding_offline: bool = True
    embedding_cache_dir: str = ""
    audit_anchor_file: str = ""
    working_days_file: Path = Path()  # days of years that the built-in calendar does not know
    working_days_assumed: bool = False  # for demonstrations: unknown years count weekdays
    max_request_bytes: int = 2 * 1024 * 1024
    smtp_host: str = ""  # without one no mail is sent
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_security: str = "none"  # none, starttls or tls
    mail_from: str = ""
    site_url: str = ""  # where people reach the site: what links in mails and on paper begin with
    max_evidence_bytes: int = 10 * 1024 * 1024  # of one file that shows what was done
    site: Site = field(default_factory=Site)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Settings from variables named after the fields: DATABASE_URL, SECRET_KEY, EMBEDDING_MODEL, SITE_ICP …

        Raises: ValueError when a number is not one, the database address cannot be read, or mail lacks a setting.
        """
        values = _read(cls, environment, "", {"site"})
        values["site"] = Site(**_read(Site, environment, "SITE_", set()))
        settings = cls(**values)
        make_url(settings.database_address())
        settings.check_mail()
        return settings

    def check_mail(self) -> None:
        """Raises: ValueError when mail is to be sent but cannot be, for want of a setting."""
        if self.smtp_security not in SMTP_SECURITY:
            raise ValueError(f"SMTP_SECURITY is one of {', '.join(SMTP_SECURITY)}, not {self.smtp_security!r}")
        if self.smtp_host and not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", self.mail_from):
            raise ValueError("SMTP_HOST needs MAIL_FROM beside it: the address that mails come from")
        if self.smtp_host and not re.fullmatch(r"https?://[^\s/]\S*", self.site_url):
            raise ValueError("SMTP_HOST needs SITE_URL beside it: https://… of this site, for the links in mails")

    def database_address(self) -> str:
        """The SQLAlchemy address of the database: SQLite in the instance folder unless DATABASE_URL says otherwise."""
        address = self.database_url or f"sqlite:///{self.instance / 'market.sqlite3'}"
        for short in ("postgres://", "postgresql://"):
            if address.startswith(short):
                return "postgresql+psycopg://" + address.removeprefix(short)
        return address

    def model_dir(self) -> Path:
        """The folder in which the built embedding model lies."""
        return Path(self.embedding_cache_dir) if self.embedding_cache_dir else self.instance / "models"

    def evidence_dir(self) -> Path:
        """The folder in which files of evidence lie; nothing in it is served as it is."""
        return self.instance / "evidence"

    def embedding_weights_path(self) -> Path | None:
        """The file of weights that stands in for the installed package of weights, if one is named."""
        return Path(self.embedding_weights_file) if self.embedding_weights_file else None

    def anchor_path(self) -> Path:
        """The file in which the heads of the audit trail are kept, one a day."""
        return Path(self.audit_anchor_file) if self.audit_anchor_file else self.instance / "audit-anchors.jsonl"

    def secret(self) -> str:
        """The key that signs sessions; made once and kept in the instance folder unless SECRET_KEY gives it."""
        if self.secret_key:
            return self.secret_key
        path = self.instance / "secret_key"
        if not path.exists():
            self.instance.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32), encoding="ascii")
        return path.read_text(encoding="ascii")

    def for_flask(self) -> dict[str, Any]:
        """The same as Flask and its extensions name it."""
        return {
            "SECRET_KEY": self.secret(),
            "TESTING": self.testing,
            "MAX_CONTENT_LENGTH": self.max_request_bytes,
            "MAX_FORM_MEMORY_SIZE": self.max_request_bytes,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.secure_cookies,
            "REMEMBER_COOKIE_HTTPONLY": True,
            "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: forms are long, and people go to lunch
            "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
            "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
            "SETTINGS": self,
        }


def _read(cls: type, environment: Mapping[str, str], prefix: str, skipped: set[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for setting in fields(cls):
        text = environment.get(prefix + setting.name.upper())
        if text is None or text == "" or setting.name in skipped:
            continue
        default = setting.default
        if isinstance(default, bool):
            values[setting.name] = _flag(text)
        elif isinstance(default, int):
            values[setting.name] = int(text)
        elif isinstance(default, Path):
            values[setting.name] = Path(text)
        else:
            values[setting.name] = text
    return values
