"""What is seen: small and zoomed windows, the emergency strip, motion, colours, direction, print. Points 8 to 14."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import press_send, say
from playwright.sync_api import Page, expect

CLIPPED = """() => [...document.querySelectorAll("body *")]
  .filter((e) => e.checkVisibility() && !e.matches(".sr, .skip") && getComputedStyle(e).overflow !== "visible")
  .filter((e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
  .map((e) => e.outerHTML.slice(0, 90))"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SPACING = """() => document.querySelectorAll("*").forEach((e) => {
  for (const [k, v] of [["letter-spacing", ".12em"], ["word-spacing", ".16em"], ["line-height", "1.5"]])
    e.style.setProperty(k, v, "important");
  if (e.matches("p")) e.style.setProperty("margin-bottom", "2em", "important");
})"""
ON_TOP = """() => [...document.querySelectorAll(".help a")].map((a) => {
  const box = a.getBoundingClientRect();
  const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.top >= 0 && box.bottom <= innerHeight && a.contains(found);
})"""
LUMINANCE = r"""(selector) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (colour) => {
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((c) => c / 255)
      .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const e = document.querySelector(selector), style = getComputedStyle(e);
  let ground = e.parentElement;
  while (/, 0\)$/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
  const [a, b] = [luminance(style.borderTopColor), luminance(getComputedStyle(ground).backgroundColor)].sort();
  return { border: parseFloat(style.borderTopWidth), contrast: (Math.max(a, b) + .05) / (Math.min(a, b) + .05) };
}"""


@pytest.mark.parametrize("zoom", ["320x256", "200% text"])
def test_nothing_scrolls_sideways_or_is_cut_when_zoomed(zoom: str, visit: Callable[..., Page]) -> None:
    size = {"width": 320, "height": 256} if zoom == "320x256" else {"width": 640, "height": 512}
    chat = visit(viewport=size)
    if zoom != "320x256":
        chat.evaluate("document.documentElement.style.fontSize = '200%'")
    for words in ("long", "find a therapist", "suicide", "W" * 300):
        say(chat, words)
        assert chat.evaluate(OVERFLOW) <= 0, words
    press_send(chat, "error 429")
    chat.locator("#error p").first.wait_for()
    chat.locator("details summary").evaluate_all("all => all.forEach((s) => { s.parentElement.open = true; })")
    assert chat.evaluate(OVERFLOW) <= 0
    assert chat.evaluate(CLIPPED) == []


@pytest.mark.parametrize("width", [1100, 320])
def test_text_spacing_cuts_nothing(width: int, visit: Callable[..., Page]) -> None:
    chat = visit(viewport={"width": width, "height": 700})
    for words in ("find a therapist", "suicide", "Is it legal?"):
        say(chat, words)
    press_send(chat, "error 503")
    chat.locator("#error p").first.wait_for()
    chat.evaluate(SPACING)
    assert chat.evaluate(OVERFLOW) <= 0
    assert chat.evaluate(CLIPPED) == []


@pytest.mark.parametrize("size", [(1100, 800), (390, 700), (320, 256)])
def test_the_emergency_numbers_stay_in_view_after_eight_exchanges(
    size: tuple[int, int], visit: Callable[..., Page]
) -> None:
    chat = visit(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
    assert chat.get_by_role("region", name="Emergency help").get_by_role("link", name="Call 911").count() == 1
    for number in range(8):
        say(chat, f"unclear {number}")
        assert all(chat.evaluate(ON_TOP)), number
    for where in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        chat.evaluate(f"window.scrollTo(0, {where})")
        assert all(chat.evaluate(ON_TOP)) or (where == "0" and size[1] == 256)


def test_hostile_text_cannot_cover_the_emergency_numbers_nor_a_key_close_them(chat: Page) -> None:
    say(chat, "hostile")
    assert all(chat.evaluate(ON_TOP))
    for link in chat.locator(".help a").all():
        link.focus()
        for key in ("Escape", "Delete", "Backspace", "Space", "ArrowDown"):
            chat.keyboard.press(key)
    assert chat.evaluate(ON_TOP) == [True, True, True]
    assert chat.locator(".help button, .help details").count() == 0


def test_with_reduced_motion_nothing_moves(visit: Callable[..., Page]) -> None:
    moves = """() => new Promise((done) => { let seen = 0; const until = performance.now() + 600;
      const look = () => { seen = Math.max(seen, document.getAnimations().length);
        performance.now() < until ? requestAnimationFrame(look) : done(seen); }; look(); })"""
    for wish, most in (("reduce", 0), ("no-preference", 99)):
        chat = visit(reduced_motion=wish)
        chat.locator("#text").fill("slow 0.2")
        chat.keyboard.press("Enter")
        seen = chat.evaluate(moves)
        assert seen <= most
        assert seen > 0 or wish == "reduce", "the test can see motion"


@pytest.mark.parametrize("look", [{}, {"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_borders_of_controls_hold_in_every_colour_scheme(look: dict[str, Any], visit: Callable[..., Page]) -> None:
    chat = visit(**look)
    say(chat, "suicide")
    say(chat, "unclear")
    press_send(chat, "error 503")
    chat.locator("#error p").first.wait_for()
    for control in ("#text", "#send", "#log .choices button", ".emergency .said", "#error", ".emergency .links a"):
        found = chat.evaluate(LUMINANCE, control)
        assert found["border"] >= 1, control
        assert found["contrast"] >= 3, (control, found)


def test_the_clinics_colour_is_the_servers_stylesheet_and_stays_readable() -> None:
    from clinicchat.content.settings import Settings
    from clinicchat.web import theme

    for accent in ("#1f5f6b", "#ffff00", "#000000", "#ffffff", "#ff66cc"):
        light, dark = theme.theme_css(Settings(accent=accent)).splitlines()
        for css, ground in ((light, theme.PAPER), (dark, theme.NIGHT)):
            value = css.split("--accent:#")[1][:6]
            colour = tuple(int(value[i : i + 2], 16) for i in (0, 2, 4))
            assert theme._contrast(colour, ground) >= 4.5, (accent, css)


def test_a_right_to_left_reply_runs_right_to_left(chat: Page) -> None:
    say(chat, "arabic")
    say(chat, "hello")
    direction = "e => getComputedStyle(e).direction"
    arabic, english = chat.locator(".assistant").all()
    assert arabic.locator(".body").evaluate(direction) == "rtl"
    assert arabic.locator(".body").get_attribute("lang") == "ar"
    assert arabic.locator("h2").evaluate(direction) == "rtl"
    assert english.locator(".body").evaluate(direction) == "ltr"
    assert chat.locator("html").evaluate(direction) == "ltr"


def test_print_shows_the_whole_conversation_and_no_controls(chat: Page) -> None:
    for words in ("Is it legal?", "suicide", "find a therapist", "hello"):
        say(chat, words)
    chat.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    chat.emulate_media(media="print")
    heights = chat.locator("#list > li").evaluate_all("all => all.map((li) => li.getBoundingClientRect().height)")
    assert len(heights) == 8
    assert min(heights) > 20
    expect(chat.get_by_text("Checked against its sources on November 24, 2026").first).to_be_visible()
    assert chat.locator("#composer").is_hidden()
    assert chat.locator("button:visible").count() == 0
    assert chat.locator(".help").evaluate("e => getComputedStyle(e).position") == "static"
    assert chat.locator(".help a").first.is_visible()
    assert chat.evaluate(CLIPPED) == []
    assert len(chat.pdf()) > 10_000


def test_reply_text_can_be_selected(chat: Page) -> None:
    say(chat, "Is it legal?")
    chat.locator(".assistant .body p").first.click(click_count=3)
    assert "MDMA-assisted therapy is not approved in the US" in chat.evaluate("getSelection().toString()")


@pytest.mark.parametrize(
    "card",
    ["suicide US en", "suicide MX es", "overdose BR en", "overdose UK en", "medical_emergency MX es",
     "harm_to_others DE en", "abuse US es", "abuse AU en", "distress DE en", "distress ELSEWHERE en"],
)  # fmt: skip
def test_act_numbers_and_question_of_a_card_stand_in_the_first_500_px_of_a_phone(
    card: str, visit: Callable[..., Page]
) -> None:
    chat = visit(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    press_send(chat, f"card {card}")
    buttons = chat.locator(".card + .assistant .choices button")
    buttons.first.wait_for()
    ends = buttons.evaluate_all("all => all.map((b) => b.getBoundingClientRect().bottom)")
    chat.wait_for_function("() => document.querySelector('.card .act').getBoundingClientRect().top > 0")
    assert len(ends) >= 4 and max(ends) <= 500, ends
    assert chat.locator(".card .act").bounding_box()["y"] > 0
    lines = chat.locator(".card .act + .links a, .card .act .whole").evaluate_all(
        "all => all.map((a) => a.getClientRects().length)"
    )
    assert set(lines) == {1}, "a number is broken"
