"""Takes the pictures that a person should look at: `python tests/web/browser/screenshots.py [folder]`."""

from __future__ import annotations

import sys
from pathlib import Path

from conftest import ARGS, chromium, say
from playwright.sync_api import sync_playwright
from stub_server import StubChat

DESKTOP, PHONE, SMALL = (
    {"width": 1100, "height": 800},
    {"width": 390, "height": 780},
    {"width": 320, "height": 640},
)
SHOTS: dict[str, tuple[dict, list[str], dict]] = {
    "start": (DESKTOP, [], {}),
    "start-dark": (DESKTOP, [], {"color_scheme": "dark"}),
    "start-320": (SMALL, [], {}),
    "start-phone": (PHONE, [], {}),
    "answer": (DESKTOP, ["Is it legal?"], {}),
    "answer-dark": (DESKTOP, ["Is it legal?"], {"color_scheme": "dark"}),
    "answer-phone": (PHONE, ["Is it legal?"], {}),
    "clarify": (DESKTOP, ["unclear"], {}),
    "emergency": (DESKTOP, ["suicide"], {}),
    "emergency-dark": (DESKTOP, ["suicide"], {"color_scheme": "dark"}),
    "emergency-320": (SMALL, ["suicide"], {}),
    "after-emergency": (DESKTOP, ["suicide", "Is it legal?"], {}),
    "results": (DESKTOP, ["find a therapist in Austin"], {}),
    "results-phone": (PHONE, ["find a therapist in Austin"], {"color_scheme": "dark"}),
    "rtl": (DESKTOP, ["arabic"], {}),
    "forced-colours": (DESKTOP, ["suicide"], {"forced_colors": "active"}),
    "zoomed": ({"width": 320, "height": 256}, ["Is it legal?"], {}),
}


def main(folder: Path) -> None:
    """Writes one PNG for each entry of SHOTS, the error states, and the print."""
    folder.mkdir(parents=True, exist_ok=True)
    server = StubChat()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGS)
        for name, (size, lines, options) in SHOTS.items():
            page = browser.new_context(viewport=size, reduced_motion="reduce", **options).new_page()
            page.goto(server.url)
            for line in lines:
                say(page, line)
            page.screenshot(path=folder / f"{name}.png")
            if name in ("start", "start-320", "answer", "emergency-320"):
                page.screenshot(path=folder / f"{name}-whole.png", full_page=True)
            if name == "answer":
                page.locator("details:not([open]) summary").evaluate_all("all => all.forEach(s => s.click())")
                page.screenshot(path=folder / "open-details.png", full_page=True)
                page.emulate_media(media="print")
                page.screenshot(path=folder / "print.png", full_page=True)
        for name, size in (("error", DESKTOP), ("error-320", SMALL)):
            page = browser.new_context(viewport=size).new_page()
            page.goto(server.url)
            page.locator("#text").fill("error 429")
            page.locator("#send").click()
            page.locator("#error p").first.wait_for()
            page.screenshot(path=folder / f"{name}.png")
        page = browser.new_context(viewport=DESKTOP).new_page()
        page.goto(server.url + "?frame=1")
        page.set_viewport_size({"width": 430, "height": 640})
        page.screenshot(path=folder / "framed.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/screenshots"))
