"""Takes the README's pictures of the demo market anew: `make screenshots` (plants a database of its own)."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.find_chromium import NONE_FOUND, find
from scripts.served import ROOT, served

PICTURES = ROOT / "docs" / "pictures"
PASSWORD = "futian-demo-2026"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-quic"]  # fmt: skip


def flask(environment: dict[str, str], *arguments: str) -> None:
    """Run a command of the site."""
    subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *arguments], cwd=ROOT, env=environment, check=True)


def open_page(browser: Browser, address: str, email: str | None, width: int = 1280, height: int = 900) -> Page:
    """A window in which somebody has signed in."""
    page = browser.new_context(base_url=address, viewport={"width": width, "height": height}).new_page()
    if email:
        page.goto("/sign-in")
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
    return page


def take(browser: Browser, address: str) -> None:
    """Start page, recommendations, pairing, queue, packet, desk; each as its role sees it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page = open_page(browser, address, None)
    page.goto("/")
    page.screenshot(path=PICTURES / "start.png")
    page = open_page(browser, address, None, width=360, height=780)
    page.goto("/")
    page.screenshot(path=PICTURES / "start-phone.png")
    page = open_page(browser, address, "foundation@demo.example")
    page.goto("/desk")
    page.locator("a[href*='/matches']").first.click()
    page.screenshot(path=PICTURES / "recommendations.png")
    page = open_page(browser, address, "ngo@demo.example")
    page.goto("/pairings")
    page.locator("main a[href^='/pairings/']:not([href*='interest'])").first.click()
    page.screenshot(path=PICTURES / "pairing.png")
    page = open_page(browser, address, "intake@demo.example")
    page.goto("/queue")
    page.screenshot(path=PICTURES / "queue.png")
    page = open_page(browser, address, "approver@demo.example")
    page.goto("/desk")
    page.locator("main a[href*='/decision']").first.click()
    page.locator("a[href*='/packets/']").first.click()
    page.screenshot(path=PICTURES / "packet.png")
    page = open_page(browser, address, "ngo@demo.example")
    page.goto("/desk")
    page.screenshot(path=PICTURES / "desk.png")


def main() -> int:
    """Plant, embed, serve, take the pictures, stop."""
    chromium = find()
    if chromium is None:
        print(NONE_FOUND)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        own = {"DATABASE_URL": f"sqlite:///{Path(folder) / 'pictures.sqlite3'}"}
        environment = os.environ | own | {"WORKING_DAYS_ASSUMED": "1", "SITE_DEMO": "1"}
        for command in (["database", "upgrade"], ["plant", "demo"], ["suggestions", "embed"]):
            flask(environment, *command)
        with served(environment, "--threads", "4") as port, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
            take(browser, f"http://127.0.0.1:{port}")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
