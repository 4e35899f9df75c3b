"""What the page weighs and how soon it can be used on a bad line, in a real Chromium."""

from __future__ import annotations

import statistics
from typing import Any

from playwright.sync_api import Browser, sync_playwright

LINES = {
    "slow_3g": {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000},
    "fast_3g": {"latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000},
}
"""Milliseconds and bytes a second: what Chromium's developer tools mean by these names."""
LOADS = 5


def figures(url: str) -> dict[str, Any]:
    """Returns bytes and requests of a first visit, and milliseconds until the question box can be used (median)."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            return {**_weight(browser, url), **{name: _usable(browser, url, name) for name in LINES}}
        finally:
            browser.close()


def _weight(browser: Browser, url: str) -> dict[str, Any]:
    page = browser.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    page.goto(url, wait_until="networkidle")
    page.close()
    return {"requests": len(sizes), "kilobytes": round(sum(sizes) / 1000, 1)}


def _usable(browser: Browser, url: str, line: str) -> float:
    times = []
    for _ in range(LOADS):
        context = browser.new_context()
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", {"offline": False, **LINES[line]})
        page.goto(url, wait_until="load")
        times.append(page.evaluate("performance.timing.loadEventEnd - performance.timing.navigationStart"))
        context.close()
    return round(statistics.median(times))
