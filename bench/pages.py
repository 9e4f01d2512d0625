"""How long pages take under gunicorn with eight readers at once, on the demo market: p50 and p95 in milliseconds."""

import http.client
import os
import re
import statistics
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

from scripts.served import served

READERS = 8
REQUESTS_PER_READER = 40
ACCOUNT = ("foundation@demo.example", "futian-demo-2026")


class Reader:
    """One person with a connection and a cookie of their own."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookie = ""

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and body of one request."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("POST" if form is not None else "GET", path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        return answer.status, text

    def sign_in(self) -> None:
        """As the officer of a foundation."""
        _status, page = self.ask("/sign-in")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token, "the sign-in page has no token"
        email, password = ACCOUNT
        status, _page = self.ask("/sign-in", {"csrf_token": token[1], "email": email, "password": password})
        assert status == 303, "the demo account cannot sign in: plant the demo market first"


def time_page(port: int, path: str, *, signed_in: bool) -> list[float]:
    """Seconds of each of READERS x REQUESTS_PER_READER requests."""

    def read(_number: int) -> list[float]:
        reader = Reader(port)
        if signed_in:
            reader.sign_in()
        taken = []
        for _ in range(REQUESTS_PER_READER):
            started = time.perf_counter()
            status, _page = reader.ask(path)
            taken.append(time.perf_counter() - started)
            assert status == 200, (path, status)
        return taken

    with ThreadPoolExecutor(READERS) as pool:
        return [seconds for taken in pool.map(read, range(READERS)) for seconds in taken]


def pages_of(reader: Reader) -> list[tuple[str, str, bool]]:
    """(name, path, whether one has to be signed in) of the pages that are measured."""
    _status, market = reader.ask("/listings?kind=project")
    listing = re.search(r'href="(/listings/[0-9a-f-]{36})"', market)
    assert listing, "the market is empty: plant the demo market first"
    reader.sign_in()
    _status, desk = reader.ask("/desk")
    matches = re.search(r'href="(/listings/[0-9a-f-]{36}/matches/?)"', desk)
    assert matches, "the demo account has nothing on the market"
    return [
        ("start", "/", False),
        ("browse", "/listings", False),
        ("search", "/listings?q=%E7%8B%AC%E5%B1%85%E8%80%81%E4%BA%BA", False),
        ("listing", listing[1], False),
        ("organizations", "/organizations/", False),
        ("desk", "/desk", True),
        ("recommendations", matches[1].rstrip("/") + "/?for=project", True),
    ]


def main() -> None:
    """Serve, warm up, measure, print."""
    with served(os.environ, "--workers", "4", "--threads", "2", "--log-level", "error") as port:
        pages = pages_of(Reader(port))
        print(f"{'page':<18}{'p50 ms':>9}{'p95 ms':>9}   ({READERS} readers at once)")
        for name, path, signed_in in pages:
            time_page(port, path, signed_in=signed_in)  # all workers are warm afterwards
            cuts = statistics.quantiles(time_page(port, path, signed_in=signed_in), n=20)
            print(f"{name:<18}{cuts[9] * 1000:>9.1f}{cuts[18] * 1000:>9.1f}")


if __name__ == "__main__":
    main()
