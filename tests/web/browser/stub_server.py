"""A small stand-in for the channel: the real page, canned replies from the real data, faults on request.

What the visitor types decides the reply: "legal", "suicide", "unclear", "find", "hostile", "arabic", "spanish",
"two", "worried", "long", "error 503", "slow 1.2" …; anything else is not understood. To look at it:
`PYTHONPATH=. python tests/web/browser/stub_server.py`.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from msgspec.structs import replace
from rasa_sdk import Tracker

from actions import message as made_by_actions
from actions import safety
from clinicchat.chat import conversation as conversations
from clinicchat.chat import message as contract
from clinicchat.chat import render
from clinicchat.chat.message import (
    Button,
    Choice,
    Entry,
    Link,
    Message,
    Reminder,
    Result,
    Review,
    Said,
    Source,
    new_id,
    surrounded,
)
from clinicchat.content import live_words, page_words
from clinicchat.content.outcomes import Outcome, Severity
from clinicchat.content.settings import Settings
from clinicchat.web import page, theme

CLINIC = Settings(
    name="Riverside Clinic",
    telephone="555-0100",
    hours="Monday to Friday, 9 am to 5 pm",
    website="https://clinic.example",
    privacy_url="https://clinic.example/privacy",
    article_url="https://clinic.example/mdma",
)
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
COOKIE = "clinicchat"
MAX_CHARACTERS = 1_000
WAIT = 7
STATUS = {
    400: "bad_request",
    401: "forged_session",
    413: "too_large",
    415: "unsupported_type",
    422: "too_long",
}
STATUS |= {429: "rate_limited", 500: "failed", 503: "off"}
ARABIC = "يجري الباحثون دراسات على هذا العلاج.\n\n- لم تتم الموافقة عليه بعد.\n- إنه مخصص للأبحاث فقط."
XSS = (
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "<svg/onload=window.hacked=1>",
    "\"><iframe src='https://evil.example'></iframe>",
    "</textarea></li><style>.help{display:none}</style>",
    "' autofocus onfocus=window.hacked=1 x='",
    "{{7*7}}${7*7}<%=7*7%>",
    "<a href='javascript:window.hacked=1'>press</a>",
    "&lt;b&gt;bold&lt;/b&gt;",
    "<details open ontoggle=window.hacked=1>",
)
BAD_URLS = (
    *("javascript:window.hacked=1", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)"),
    *(
        "data:text/html,<script>1</script>",
        "//evil.example",
        "http://evil.example",
        "vbscript:x",
        "https:\\\\evil",
    ),
    *('https://evil.example/" onmouseover="window.hacked=1', "", "blob:x", "https:", "tel:"),
)
TOPICS = {
    "legal": "faq/legal_status",
    "recreational": "faq/recreational_use",
    "risks": "faq/risks_side_effects",
    "compare": "faq/compare_traditional_therapy",
    "dose": "decline/dosage",
    "suicide": "safety/suicide",
    "overdose": "safety/overdose",
}


@dataclass
class Conversation:
    """What one cookie sees."""

    entries: list[Entry] = field(default_factory=list)
    choices: dict[str, Button] = field(default_factory=dict)
    danger: bool = False


Reply = tuple[Message, list[Button]]


def from_data(topic: str, language: str = "en") -> Reply:
    """Returns the API message for a topic, from the project's own data files."""
    words = live_words.current()
    said = words.say(topic, country="US", language=language)
    crisis = topic.startswith("safety/")
    message = Message(
        text=said.fill({"clinic_phone": CLINIC.telephone, "clinic_name": CLINIC.name}),
        topic=topic,
        outcome=Outcome.CRISIS if crisis else Outcome.DECLINED if topic.startswith("decline/") else Outcome.ANSWERED,
        disclaimers=tuple(words.disclaimers(said.metadata.disclaimers)),
        links=help_lines(topic.removeprefix("safety/")) if crisis else (),
        lang=language if language != "en" else "",
    )
    return surrounded(message, said.metadata), [Button(words.title(t), t) for t in said.metadata.related]


def card(danger: str, country: str, language: str) -> list[Reply]:
    """Returns the card of *danger* as it is shown in *country*, and the question with its buttons."""
    topic, visitor = f"safety/{danger}", conversations.Conversation("", country=country, language=language)
    tracker = Tracker("", {"country": country, "language": language}, {}, [], False, None, {}, None)
    asked, words = safety.QUESTIONS[topic]
    question = plain(made_by_actions.words(tracker, words), render.outcome_of(topic), topic=topic)
    return [(render.card(topic, visitor, CLINIC), []), (question, safety.choices_of(asked, tracker))]


def help_lines(danger: str | None = None) -> tuple[Link, ...]:
    return contract.links(live_words.current().help_lines("US", danger))


def plain(text: str, outcome: Outcome = Outcome.SMALL_TALK, **rest: Any) -> Message:
    return Message(text=text, outcome=outcome, **rest)


def results() -> Reply:
    words = live_words.current()
    found = (
        Result(
            name="Jordan Example, PhD",
            kind="provider",
            profession="Psychologist, clinical",
            address="100 Main Street, Suite 4, Austin, TX 78701",
            phone="512-555-0142",
            note="From the NPI registry, updated 2026-03-02. An NPI entry is not a licence check.",
        ),
        Result(
            name="Riverside Trauma Program",
            kind="provider",
            profession="Mental health clinic",
            address="2 River Road, Austin, TX 78702",
            phone="512-555-0199",
            url="https://clinic.example/trauma",
            note="From the clinic's own list.",
        ),
        Result(name="Sam Sample, LCSW", kind="provider", profession="Clinical social worker", phone="ask"),
    )
    message = plain(
        words.say("providers").fill({"place": "Austin, Texas"}),
        Outcome.RESULTS,
        topic="find_provider",
        results=found,
        links=(Link("Open FindTreatment.gov", "https://findtreatment.gov"),),
        disclaimers=tuple(words.disclaimers(["not_endorsement"])),
    )
    return message, [Button("Show more", "faq/access")]


def hostile() -> Reply:
    """What no channel would let through: nothing here is checked, and every word is markup."""
    everything = " ".join(XSS)
    pairs = list(zip(XSS * 2, BAD_URLS, strict=False))
    message = plain(
        "\n\n".join([*XSS, *(f"- {x}" for x in XSS), "W" * 400]),
        Outcome.RESULTS,
        topic=XSS[0],
        title=everything,
        severity=XSS[0],
        lang='"><script>window.hacked=1</script>',
        help=tuple(Link(f"{x} {u}", u) for x, u in pairs),
        disclaimers=XSS,
        reminder=Reminder(everything, tuple(Link(f"{x} {u}", f"{u} ") for x, u in pairs)),
        reviewed=Review(XSS[1], "2026-11-24", XSS[0]),
        sources=tuple(Source(x, x, x, u) for x, u in pairs),
        links=tuple(Link(f"{x} {u}", u) for x, u in pairs),
        results=tuple(Result(everything, everything, everything, everything, everything, u, everything)  # type: ignore[arg-type]
                      for u in BAD_URLS),
    )  # fmt: skip
    return message, [Button(x, "faq/legal_status") for x in XSS]


def reply(text: str, conversation: Conversation) -> list[Reply]:
    """Returns the assistant's messages for *text*."""
    words = live_words.current()
    lower = text.lower()
    topic = next((t for word, t in TOPICS.items() if word in lower), None)
    choices = [Button(words.title(t), t) for t in ("faq/legal_status", "faq/risks_side_effects", "faq/cost_insurance")]
    if lower.startswith("card "):
        _, danger, country, language = text.split()
        made = card(danger, country, language)
    elif "hostile" in lower or text in XSS:
        made = [hostile()]
    elif "worried" in lower:
        answer, related = from_data("faq/legal_status")
        made = [(replace(answer, help=help_lines()), related)]
    elif topic:
        made = [from_data(topic)]
    elif "spanish" in lower:
        made = [from_data("safety/suicide", "es")]
    elif "unclear" in lower:
        made = [(plain(words.say("clarify").text, Outcome.CLARIFY), choices)]
    elif "find" in lower:
        made = [results()]
    elif "arabic" in lower:
        made = [(plain(ARABIC, Outcome.ANSWERED, title="هل العلاج قانوني؟", lang="ar"), [])]
    elif "two" in lower:
        made = [from_data("faq/what_is_mdma"), (plain("You also asked about this.", Outcome.CLARIFY), choices)]
    elif "long" in lower:
        word = "Donaudampfschifffahrtsgesellschaft" * 12 + " https://example.org/" + "a" * 300
        made = [(plain(word, Outcome.ANSWERED), [])]
    elif "caution" in lower:
        made = [(plain("Please ask a pharmacist.", Outcome.ANSWERED, severity=Severity.CAUTION), [])]
    elif "reviewed" in lower:
        answer, related = from_data("faq/legal_status")
        made = [(replace(answer, reviewed=Review("Dr. A. Sample", "2026-01-05")), related)]
    else:
        fill = {"clinic_name": CLINIC.name, "clinic_phone": CLINIC.telephone, "clinic_hours": CLINIC.hours}
        made = [(plain(words.say("not_understood").fill(fill), Outcome.NOT_UNDERSTOOD), choices)]
    return [(_reminded(message, conversation), buttons) for message, buttons in made]


def _reminded(message: Message, conversation: Conversation) -> Message:
    if conversation.danger and message.severity == Severity.INFO:
        kept = Reminder(live_words.current().say("after_crisis_reminder", country="US").text, help_lines("suicide")[:3])
        message = replace(message, severity=Severity.URGENT, reminder=kept)
    conversation.danger |= message.outcome == Outcome.CRISIS
    return message


def offer(conversation: Conversation, button: Button) -> Choice:
    choice = new_id()
    conversation.choices[choice] = button
    return Choice(choice, button.label, button.topic)


class StubChat(ThreadingHTTPServer):
    """The server and what a test may set or read; one conversation per cookie."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.port = self.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.conversations: dict[str, Conversation] = {}
        self.posts: list[tuple[str, str, dict[str, Any]]] = []
        self.feedback: list[dict[str, Any]] = []
        self.cookie = "Path=/; HttpOnly; SameSite=Lax"
        self.ancestors = "'self'"
        self.off = False
        self.failed: list[str] = []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def reset(self) -> None:
        """Forgets what the last test did."""
        self.posts.clear()
        self.feedback.clear()
        self.conversations.clear()
        self.failed.clear()
        self.cookie, self.ancestors, self.off = "Path=/; HttpOnly; SameSite=Lax", "'self'", False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keeps what failed here for the test; a browser that hung up is no fault."""
        if not isinstance(error := sys.exc_info()[1], ConnectionError):
            self.failed.append(repr(error))


class Fault(Exception):
    """A refusal with an HTTP status."""

    def __init__(self, status: int, code: str, draft: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.draft = status, code, draft


class Handler(BaseHTTPRequestHandler):
    """The routes of the channel."""

    server: StubChat
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Says nothing."""

    def parse_request(self) -> bool:
        """One connection serves many requests: none inherits a session."""
        self.session = ""
        return super().parse_request()

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path in ("/", "/chat"):
            self._page(self._conversation())
        elif path == "/chat/messages":
            self._answer(self._conversation().entries)
        elif path == "/chat/assets/theme.css":
            self._send(theme.theme_css(CLINIC), "text/css")
        elif path.startswith(page.ASSETS) and (page.STATIC / path.removeprefix(page.ASSETS)).is_file():
            name = path.removeprefix(page.ASSETS)
            kind = "text/css" if name.endswith(".css") else "text/javascript"
            self._send((page.STATIC / name).read_text(encoding="utf-8"), kind)
        else:
            self._send("not found", "text/plain", 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        path = urlsplit(self.path).path
        conversation = self._conversation()
        if path == "/chat":
            self._form({k: v[0] for k, v in parse_qs(body, keep_blank_values=True).items()}, conversation)
            return
        data = json.loads(body)
        self.server.posts.append(("POST", path, data))
        try:
            if self.headers.get("X-ClinicChat") != "1":
                raise Fault(400, "bad_request")
            if path == "/chat/feedback":
                self._feedback(data["message"], data["helpful"], data.get("reason"), conversation)
                self._answer([from_data("safety/suicide")[0]] if "suicide" in data.get("reason", "") else [])
            else:
                self._answer(self._turn(data, conversation))
        except Fault as fault:
            links = (*help_lines(), Link("Call the clinic, 555-0100", "tel:5550100"))
            message = plain("I'm sorry, I can't answer right now.", Outcome.UNAVAILABLE, links=links)
            card = [from_data("safety/suicide")[0]] if "suicide" in data.get("text", "") else []
            self._answer([], self._problem(fault, data.get("text", "")), [*card, message], fault.status)

    def do_DELETE(self) -> None:
        self.server.posts.append(("DELETE", self.path, {}))
        self._conversation()
        self.server.conversations.pop(self.session, None)
        self._answer([])

    def _form(self, form: dict[str, str], conversation: Conversation) -> None:
        self.server.posts.append(("FORM", self.path, form))
        try:
            if form.get("token") != "stub-token":
                raise Fault(401, "forged_session")
            if "delete" in form:
                self.server.conversations.pop(self.session, None)
                self._page(Conversation(), notice="deleted")
                return
            if "feedback" in form:
                self._feedback(form["feedback"], form.get("helpful") == "true", form.get("reason"), conversation)
            else:
                self._turn(form, conversation)
        except Fault as fault:
            self._page(conversation, fault)
            return
        self._page(conversation)

    def _turn(self, data: dict[str, Any], conversation: Conversation) -> list[Entry]:
        text = data.get("text", "")
        pressed = conversation.choices.get(data.get("choice", ""))
        if "choice" in data:
            if pressed is None:
                raise Fault(400, "unknown_choice")
            text = pressed.label
        if not text.strip():
            raise Fault(422, "empty", text)
        if len(text.replace("\r\n", "\n")) > MAX_CHARACTERS:
            raise Fault(422, "too_long", text)
        if found := re.match(r"error (\d+)", text):
            raise Fault(int(found[1]), STATUS[int(found[1])], text)
        if found := re.match(r"slow ([\d.]+)", text):
            time.sleep(float(found[1]))
        masked = re.sub(r"\S+@\S+", "[e-mail]", text)
        made = [from_data(pressed.topic)] if pressed else reply(text, conversation)
        entries: list[Entry] = [Said(text=masked)]
        for message, buttons in made:
            entries.append(replace(message, id=new_id(), choices=tuple(offer(conversation, b) for b in buttons)))
        conversation.entries.extend(entries)
        return entries

    def _feedback(self, message: str, helpful: bool, reason: str | None, conversation: Conversation) -> None:
        number = next((n for n, e in enumerate(conversation.entries) if e.id == message), None)
        if number is None:
            raise Fault(400, "bad_request")
        conversation.entries[number] = replace(conversation.entries[number], helpful=helpful)
        self.server.feedback.append({"message": message, "helpful": helpful, "reason": reason})

    def _conversation(self) -> Conversation:
        morsel = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        self.session = morsel.value if morsel else new_id()
        return self.server.conversations.setdefault(self.session, Conversation())

    def _page(self, conversation: Conversation, fault: Fault | None = None, notice: str = "") -> None:
        entries = conversation.entries
        if fault and "suicide" in fault.draft:
            entries = [*entries, from_data("safety/suicide")[0]]
        fault = Fault(503, "off") if self.server.off else fault
        view = page.PageView(
            clinic=CLINIC,
            conversation=entries,
            emergency=help_lines(),
            error=self._problem(fault, fault.draft) if fault else None,
            token="stub-token",
            framed="frame=1" in self.path,
            notice=notice,
        )
        self._send(page.render(view), "text/html", fault.status if fault else 200)

    def _problem(self, fault: Fault, draft: str) -> page.Problem:
        wait = WAIT if fault.status == 429 else 0
        return page.Problem(fault.code, page_words.error_message(fault.code), wait, draft)

    def _answer(
        self,
        entries: list[Entry],
        problem: page.Problem | None = None,
        refused: Sequence[Message] = (),
        status: int = 200,
    ) -> None:
        """As the channel answers its own script; the stub knows no JSON."""
        self._send(page.render_answer(CLINIC, entries, problem, refused), "text/html", status)

    def _send(self, body: str, kind: str, status: int = 200) -> None:
        content_bytes = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content_bytes)))
        self.send_header("Content-Security-Policy", CSP.format(ancestors=self.server.ancestors))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        if status == 429:
            self.send_header("Retry-After", str(WAIT))
        if self.server.cookie and self.session:
            self.send_header("Set-Cookie", f"{COOKIE}={self.session}; {self.server.cookie}")
        self.end_headers()
        self.wfile.write(content_bytes)


if __name__ == "__main__":
    stub = StubChat()
    print(stub.url)  # noqa: T201
    threading.Event().wait()
