"""`make screenshots`: the pictures of the documents (docs/images/) and of the page's states (var/screenshots/).

The pictures are of the real assistant, on a copy of data/ with one edit, with made-up lists of therapists and trials.
They need Chromium: the Debian package chromium, or CHROMIUM with its path.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console

from clinicchat import paths
from workbench import preview, preview_page, record, running
from workbench.conversations import report
from workbench.conversations.products import LINKED

DOCUMENTS = paths.ROOT / "docs" / "images"
STATES = paths.VAR / "screenshots"
DESKTOP, TALL, LOW, SMALL = ({"width": w, "height": h} for w, h in ((1000, 760), (900, 1050), (900, 640), (320, 640)))
COST, RISKS = "What does it cost?", "Are there any risks or side effects?"
SEARCH, DANGER = "Find a therapist in Austin, TX", "I want to end my life"
EDIT = [
    (
        "There is no legal price for MDMA-assisted therapy in the US, because",
        "Nobody in the US may sell it, so it has no price:",
    ),
    (
        "  examples: |\n",
        "  examples: |\n    - whats the damage moneywise\n",
    ),
]
"""What is replaced in the topic's file."""
RECORDED = ("can people become addicted to mdma", "4", "quit")
STATE_SHOTS: dict[str, tuple[dict[str, int], list[str], dict[str, Any]]] = {
    "start": (DESKTOP, [], {}),
    "start-dark": (DESKTOP, [], {"color_scheme": "dark"}),
    "start-320": (SMALL, [], {}),
    "answer": (DESKTOP, [RISKS], {}),
    "answer-dark": (DESKTOP, [RISKS], {"color_scheme": "dark"}),
    "answer-320": (SMALL, [RISKS], {}),
    "emergency": (DESKTOP, [DANGER], {}),
    "emergency-dark": (DESKTOP, [DANGER], {"color_scheme": "dark"}),
    "emergency-320": (SMALL, [DANGER], {}),
    "results": (DESKTOP, [SEARCH], {}),
    "results-320": (SMALL, [SEARCH], {}),
    "without-javascript": (DESKTOP, [RISKS], {"java_script_enabled": False}),
    "without-javascript-320": (SMALL, [DANGER], {"java_script_enabled": False}),
}


def main() -> int:
    """Takes all pictures; returns 1 without Chromium or a model."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        sys.stderr.write("screenshots: install the Debian package chromium, or set CHROMIUM to its path.\n")
        return 1
    for folder in (DOCUMENTS, STATES):
        folder.mkdir(parents=True, exist_ok=True)
    with edited() as home:
        with running.start(environment={"CLINICCHAT_HOME": str(home)}) as product:
            terminal = recorded(product.chat(), home)  # not inside `started`: both run an event loop
            with started(chromium) as browser:
                of_states(browser, product.url)
                of_answers(browser, product.url)
        changes = preview_page.write(preview.compare(paths.DATA, "HEAD", home / "data"), home / "preview")
        page = report.FOLDER / "index.html"
        if not page.is_file():
            report.main([])
        with started(chromium) as browser:
            of_file(browser, terminal, "record", DESKTOP)
            of_file(browser, changes, "preview", TALL)
            of_file(browser, page, "conversations", LOW)
    sys.stdout.write(f"screenshots: in {DOCUMENTS.relative_to(paths.ROOT)} and {STATES}.\n")
    return 0


@contextmanager
def started(chromium: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def edited() -> Iterator[Path]:
    """A home of its own for a product, whose data/ has the `EDIT`."""
    home = Path(tempfile.mkdtemp(prefix="clinicchat-screenshots-"))
    try:
        shutil.copytree(paths.DATA, home / "data")
        for name in LINKED:
            (home / name).symlink_to(paths.ROOT / name)
        topic = home / "data" / "topics" / "faq" / "cost_insurance.yml"
        for find, put in EDIT:
            text = topic.read_text(encoding="utf-8")
            assert find in text, f"data/topics/faq/{topic.name}: the pictures change {find!r} in it"
            topic.write_text(text.replace(find, put, 1), encoding="utf-8")
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def of_states(browser: Browser, url: str) -> None:
    """Every state of `STATE_SHOTS`, as seen and as a whole page."""
    for name, (size, lines, options) in STATE_SHOTS.items():
        context = browser.new_context(viewport=size, reduced_motion="reduce", **options)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(url)
        for line in lines:
            say(page, line, scripted=options.get("java_script_enabled", True))
        page.screenshot(path=STATES / f"{name}.png")
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": size["width"], "height": height})
        page.screenshot(path=STATES / f"{name}-whole.png")
        context.close()


def of_answers(browser: Browser, url: str) -> None:
    """The pictures of README.md and docs/for-staff.md."""
    for name, line, size in (("chat", RISKS, TALL), ("changed-answer", COST, DESKTOP)):
        page = browser.new_context(viewport=size, reduced_motion="reduce").new_page()  # type: ignore[arg-type]
        page.goto(url)
        say(page, line)
        small(page.screenshot(), DOCUMENTS / f"{name}.png")
        page.context.close()


def of_file(browser: Browser, file: Path, name: str, size: dict[str, int]) -> None:
    """The top of a page on the disk."""
    page = browser.new_context(viewport=size).new_page()  # type: ignore[arg-type]
    page.goto(file.as_uri())
    small(page.screenshot(), DOCUMENTS / f"{name}.png")
    page.context.close()


def say(page: Page, text: str, scripted: bool = True) -> None:
    """Types *text*, sends it, and waits for the answer."""
    before = page.locator(".assistant").count()
    page.locator("#text").fill(text)
    page.locator("#send").click()
    page.locator(".assistant").nth(before).wait_for()
    if scripted:
        page.locator("#send:not([aria-disabled])").wait_for()


def recorded(chat: Any, folder: Path) -> Path:
    """A short `make record` as it looks in a terminal, as a page."""
    console = Console(record=True, width=96, height=40, file=io.StringIO(), force_terminal=True)
    lines = iter(RECORDED)

    def typed(prompt: str) -> str:
        line = next(lines)
        console.print(f"[bold]{prompt}[/bold]{line}", highlight=False)
        return line

    console.print("Ready. Type a message, or the number of a button; `quit` ends.", highlight=False)
    record.chat(chat, console, typed)
    file = folder / "record.html"
    file.write_text(console.export_html(inline_styles=True), encoding="utf-8")
    return file


def small(png: bytes, file: Path) -> None:
    """Writes the picture in 128 colours: a third of the size, and no difference to the eye."""
    Image.open(io.BytesIO(png)).convert("RGB").quantize(128).save(file, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
