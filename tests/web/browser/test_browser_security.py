"""Words from outside stay words; links, policy, weight, no third party. Points 15, 19, 20, 21."""

from __future__ import annotations

import gzip
import time
import urllib.request
from collections.abc import Callable

import pytest
from conftest import press_send, say
from playwright.sync_api import Page, expect
from stub_server import CLINIC, XSS, StubChat

from clinicchat.web import page as the_page

FOREIGN = """() => ({
  elements: [...document.querySelectorAll("#log *, #error *, textarea *")].map((e) => e.localName)
    .filter((n) => !"li ol ul div p h2 h3 a span strong button details summary".split(" ").includes(n)),
  handlers: [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes])
    .map((a) => a.name).filter((n) => n.startsWith("on") || ["style", "srcdoc", "formaction", "autofocus"].includes(n)),
  links: [...document.querySelectorAll("a")].map((a) => a.getAttribute("href"))
    .filter((h) => !/^(https:[/][/]|tel:|sms:|mailto:|#)/.test(h) || /evil[.]example[/]"|\\s/.test(h)),
  hacked: window.hacked, violations: window.violations })"""
CLEAN = {"elements": [], "handlers": [], "links": [], "hacked": 0, "violations": []}


def test_links_carry_noopener_noreferrer_and_open_elsewhere(chat: Page) -> None:
    for words in ("Is it legal?", "find a therapist", "suicide"):
        say(chat, words)
    press_send(chat, "error 503")
    chat.locator("#error p").first.wait_for()
    links = chat.locator("a:not([href^='#']):not(#leave)").evaluate_all(
        "all => all.map((a) => [a.rel, a.target, a.href])"
    )
    assert len(links) > 15
    assert {rel for rel, _, _ in links} == {"noopener noreferrer"}
    assert all((target == "_blank") == href.startswith("https:") for _, target, href in links)


def test_hostile_replies_are_text_in_the_script_and_on_the_server(chat: Page) -> None:
    say(chat, "hostile")
    assert chat.evaluate(FOREIGN) == CLEAN
    assert "<script>window.hacked=1</script>" in chat.locator(".assistant .body").inner_text()
    assert chat.locator(".results li").count() == 14
    chat.reload()
    assert chat.evaluate(FOREIGN) == CLEAN
    assert "<script>window.hacked=1</script>" in chat.locator(".assistant .body").inner_text()


@pytest.mark.parametrize("where", ["script", "server"])
def test_a_visitor_cannot_inject_anything(where: str, visit: Callable[..., Page]) -> None:
    chat = visit()
    if where == "server":
        chat.context.route("**/chat.js*", lambda route: route.abort())
        chat.reload()
    for number, words in enumerate(XSS):
        press_send(chat, words)
        expect(chat.locator(".visitor .body").nth(number)).to_have_text(words)
        expect(chat.locator(".assistant")).to_have_count(number + 1)
    press_send(chat, "error 500" + XSS[4])
    chat.locator("#error p").first.wait_for()
    assert chat.locator("#text").input_value() == "error 500" + XSS[4]
    found = chat.evaluate(FOREIGN)
    assert found | {"handlers": []} == CLEAN
    assert set(found["handlers"]) <= {"autofocus"}, "the template's own, on the box after an error"


def test_the_policy_is_never_broken_and_would_stop_an_injection(visit: Callable[..., Page]) -> None:
    chat = visit(guarded=False)
    for words in ("Is it legal?", "hostile", "suicide", "find", "arabic"):
        say(chat, words)
    press_send(chat, "error 429")
    chat.locator("#error p").first.wait_for()
    assert chat.evaluate("violations") == []
    assert (
        chat.evaluate("() => { try { document.body.innerHTML = '<b>x</b>'; } catch (e) { return e.name; } }")
        == "TypeError"
    )
    chat.evaluate("document.body.append(Object.assign(document.createElement('style'), { textContent: 'x{}' }))")
    chat.wait_for_function("violations.length >= 2")


def test_the_script_and_the_template_use_no_dangerous_sink() -> None:
    script = (the_page.STATIC / "chat.js").read_text() + (the_page.STATIC / "embed.js").read_text()
    for sink in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc",
                 "localStorage", "sessionStorage", "indexedDB", "document.cookie"):  # fmt: skip
        assert sink not in script, sink
    template = (the_page.HERE / "templates" / "page.html").read_text()
    for part in ("|safe", "| safe", "<style", "style=", " onclick", "<script>"):
        assert part not in template, part


def test_the_start_page_weighs_at_most_30_kb(visit: Callable[..., Page], server: StubChat) -> None:
    urls: list[str] = []
    page = visit()
    page.on("request", lambda r: urls.append(r.url))
    page.reload()
    page.wait_for_load_state("networkidle")
    own = [u for u in urls if not u.startswith("data:")]
    assert len(own) == 4, own
    assert all(u.startswith(server.url) for u in own)
    bodies = [urllib.request.urlopen(u).read() for u in own]
    total, packed = sum(map(len, bodies)), sum(len(gzip.compress(b)) for b in bodies)
    print(f"start page: {total} bytes, {packed} with gzip, {len(own)} requests")  # noqa: T201
    assert total <= 30 * 1024


def test_the_box_is_there_within_1500_ms_on_a_slow_line_and_phone(visit: Callable[..., Page]) -> None:
    page = visit("chat/messages")
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    line = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
    session.send("Network.emulateNetworkConditions", {"offline": False, **line})
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    start = time.perf_counter()
    page.goto(page.url.replace("chat/messages", ""), wait_until="commit")
    page.locator("#text").wait_for(state="visible")
    taken = time.perf_counter() - start
    print(f"the box shows after {taken * 1000:.0f} ms at 1.6 Mbit/s, 150 ms latency, a 4x slower processor")  # noqa: T201
    assert taken < 1.5


def test_the_words_of_the_clinic_are_escaped_too() -> None:
    html = the_page.render(the_page.PageView(clinic=type(CLINIC)(name=XSS[0], telephone="<1>", hours=XSS[1])))
    assert "<script>window" not in html
    assert "<img" not in html
