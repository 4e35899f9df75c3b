"""A small stand-in for the channel: the real page, canned replies from the real data, faults on request.

What the visitor types decides the reply: "legal", "suicide", "unclear", "find", "hostile", "arabic", "spanish",
"two", "long", "error 503", "slow 1.2" …; anything else is not understood. To look at it:
`PYTHONPATH=. python tests/web/browser/stub_server.py`.
"""

from __future__ import annotations

import json
import re
import secrets
import sys
import threading
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from clinicchat.content import page_words
from clinicchat.content import words as content
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
MOST_CHARACTERS = 1_000
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

    entries: list[dict[str, Any]] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)
    danger: bool = False


def new_id() -> str:
    return secrets.token_urlsafe(9)


def from_data(topic: str, language: str = "en") -> dict[str, Any]:
    """Returns the API message for a topic, from the project's own data files."""
    words = content.current()
    said = words.say(topic, country="US", language=language)
    crisis = topic.startswith("safety/")
    message = {
        "id": new_id(),
        "text": said.fill({"clinic_phone": CLINIC.telephone, "clinic_name": CLINIC.name}),
        "topic": topic,
        "outcome": "crisis" if crisis else "declined" if topic.startswith("decline/") else "answered",
        "severity": str(said.metadata.get("severity", "info")),
        "title": said.title,
        "disclaimers": words.disclaimers(said.metadata.get("disclaimers") or []),
        "sources": said.metadata.get("sources") or [],
        "reviewed": said.metadata.get("reviewed") or {},
        "links": words.help_lines("US", topic.removeprefix("safety/")) if crisis else [],
        "choices": [(words.title(t), t) for t in said.metadata.get("related") or []],
    }
    return message | ({"lang": language} if language != "en" else {})


def plain(text: str, outcome: str = "small_talk", **rest: Any) -> dict[str, Any]:
    return {"id": new_id(), "text": text, "outcome": outcome, "severity": "info", **rest}


def results() -> dict[str, Any]:
    words = content.current()
    found = [
        {
            "name": "Jordan Example, PhD",
            "kind": "person",
            "profession": "Psychologist, clinical",
            "address": "100 Main Street, Suite 4, Austin, TX 78701",
            "phone": "512-555-0142",
            "note": "From the NPI registry, updated 2026-03-02. An NPI entry is not a licence check.",
        },
        {
            "name": "Riverside Trauma Program",
            "kind": "organisation",
            "profession": "Mental health clinic",
            "address": "2 River Road, Austin, TX 78702",
            "phone": "512-555-0199",
            "url": "https://clinic.example/trauma",
            "note": "From the clinic's own list.",
        },
        {
            "name": "Sam Sample, LCSW",
            "kind": "person",
            "profession": "Clinical social worker",
            "phone": "ask",
        },
    ]
    text = words.say("providers").fill({"place": "Austin, Texas"})
    links = [{"label": "Open FindTreatment.gov", "url": "https://findtreatment.gov"}]
    disclaimers = words.disclaimers(["not_endorsement"])
    choices = [("Show more", "faq/access")]
    return plain(
        text,
        "results",
        topic="provider",
        results=found,
        links=links,
        disclaimers=disclaimers,
        choices=choices,
    )


def hostile() -> dict[str, Any]:
    everything = " ".join(XSS)
    result = dict.fromkeys(("name", "kind", "profession", "address", "phone", "note"), everything)
    return {
        **plain("\n\n".join([*XSS, *(f"- {x}" for x in XSS), "W" * 400]), "results", topic=XSS[0]),
        "title": everything,
        "severity": XSS[0],
        "lang": '"><script>window.hacked=1</script>',
        "disclaimers": list(XSS),
        "reminder": everything,
        "reviewed": {"by": XSS[1], "on": "2026-11-24", "due": XSS[0]},
        "sources": [{"title": x, "publisher": x, "year": x, "url": u} for x, u in zip(XSS * 2, BAD_URLS, strict=False)],
        "links": [{"label": f"{x} {u}", "url": u} for x, u in zip(XSS * 2, BAD_URLS, strict=False)],
        "results": [{**result, "url": url} for url in BAD_URLS],
        "choices": [(x, "faq/legal_status") for x in XSS],
    }


def reply(text: str, conversation: Conversation) -> list[dict[str, Any]]:
    """Returns the assistant's messages for *text*."""
    words = content.current()
    lower = text.lower()
    topic = next((t for word, t in TOPICS.items() if word in lower), None)
    choices = [(words.title(t), t) for t in ("faq/legal_status", "faq/risks_side_effects", "faq/cost_insurance")]
    if "hostile" in lower or text in XSS:
        made = [hostile()]
    elif topic:
        made = [from_data(topic)]
    elif "spanish" in lower:
        made = [from_data("safety/suicide", "es")]
    elif "unclear" in lower:
        made = [plain(words.say("clarify").text, "clarify", choices=choices)]
    elif "find" in lower:
        made = [results()]
    elif "arabic" in lower:
        made = [plain(ARABIC, "answered", title="هل العلاج قانوني؟", lang="ar")]
    elif "two" in lower:
        made = [
            from_data("faq/what_is_mdma"),
            plain("You also asked about this.", "clarify", choices=choices),
        ]
    elif "long" in lower:
        made = [plain("Donaudampfschifffahrtsgesellschaft" * 12 + " https://example.org/" + "a" * 300, "answered")]
    elif "caution" in lower:
        made = [{**plain("Please ask a pharmacist.", "answered"), "severity": "caution"}]
    elif "reviewed" in lower:
        made = [{**from_data("faq/legal_status"), "reviewed": {"by": "Dr. A. Sample", "on": "2026-01-05"}}]
    else:
        fill = {"clinic_name": CLINIC.name, "clinic_phone": CLINIC.telephone, "clinic_hours": CLINIC.hours}
        made = [plain(words.say("not_understood").fill(fill), "not_understood", choices=choices)]
    for message in made:
        if conversation.danger and message["severity"] == "info":
            message["severity"] = "urgent"
            message["reminder"] = words.say("after_crisis_reminder", country="US").text
            message["links"] = [*message.get("links", []), *words.help_lines("US", "suicide")[:3]]
        conversation.danger |= message["outcome"] == "crisis"
        message["choices"] = [offer(conversation, *choice) for choice in message.get("choices", [])]
    return made


def offer(conversation: Conversation, label: str, topic: str) -> dict[str, Any]:
    choice = new_id()
    conversation.choices[choice] = topic
    return {"id": choice, "label": label, "topic": topic}


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
            self._json({"messages": self._conversation().entries})
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
                heard = [from_data("safety/suicide") | {"choices": []}] if "suicide" in data.get("reason", "") else []
                self._json({"messages": heard})
            else:
                self._json({"messages": self._turn(data, conversation)})
        except Fault as fault:
            links = [
                *content.current().help_lines("US"),
                {"label": "Call the clinic, 555-0100", "url": "tel:5550100"},
            ]
            said = page_words.error_message(fault.code)
            message = plain("I'm sorry, I can't answer right now.", "unavailable", links=links)
            card = [from_data("safety/suicide")] if "suicide" in data.get("text", "") else []
            for made in card:
                made["choices"] = []
            self._json({"error": {"code": fault.code, "message": said}, "messages": [*card, message]}, fault.status)

    def do_DELETE(self) -> None:
        self.server.posts.append(("DELETE", self.path, {}))
        self._conversation()
        self.server.conversations.pop(self.session, None)
        self._json({"messages": []})

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

    def _turn(self, data: dict[str, Any], conversation: Conversation) -> list[dict[str, Any]]:
        text = data.get("text", "")
        topic = conversation.choices.get(data.get("choice", ""))
        if "choice" in data:
            if topic is None:
                raise Fault(400, "unknown_choice")
            text = content.current().title(topic)
        if not text.strip():
            raise Fault(422, "empty", text)
        if len(text.replace("\r\n", "\n")) > MOST_CHARACTERS:
            raise Fault(422, "too_long", text)
        if found := re.match(r"error (\d+)", text):
            raise Fault(int(found[1]), STATUS[int(found[1])], text)
        if found := re.match(r"slow ([\d.]+)", text):
            time.sleep(float(found[1]))
        masked = re.sub(r"\S+@\S+", "[e-mail]", text)
        conversation.entries.append({"from": "visitor", "id": new_id(), "text": masked, "at": time.time()})
        made = [from_data(topic)] if topic else reply(text, conversation)
        for message in made:
            message["choices"] = [
                c if isinstance(c, dict) else offer(conversation, *c) for c in message.get("choices", [])
            ]
        entries = [{"from": "assistant", "at": time.time(), **message} for message in made]
        conversation.entries.extend(entries)
        return entries

    def _feedback(self, message: str, helpful: bool, reason: str | None, conversation: Conversation) -> None:
        entry = next((e for e in conversation.entries if e["id"] == message), None)
        if entry is None:
            raise Fault(400, "bad_request")
        entry["helpful"] = helpful
        self.server.feedback.append({"message": message, "helpful": helpful, "reason": reason})

    def _conversation(self) -> Conversation:
        morsel = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        self.session = morsel.value if morsel else new_id()
        return self.server.conversations.setdefault(self.session, Conversation())

    def _page(self, conversation: Conversation, fault: Fault | None = None, notice: str = "") -> None:
        entries = conversation.entries
        if fault and "suicide" in fault.draft:
            entries = [*entries, {"from": "assistant", **from_data("safety/suicide"), "choices": []}]
        code = "off" if self.server.off else fault.code if fault else ""
        view = page.PageView(
            clinic=CLINIC,
            conversation=entries,
            emergency=content.current().help_lines("US"),
            error={"code": code, "message": page_words.error_message(code)} if code else None,
            draft=fault.draft if fault else "",
            token="stub-token",
            framed="frame=1" in self.path,
            notice=notice,
        )
        self._send(page.render(view), "text/html", fault.status if fault else 200)

    def _json(self, body: dict[str, Any], status: int = 200) -> None:
        self._send(json.dumps(body), "application/json", status)

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
            self.send_header("Retry-After", "7")
        if self.server.cookie and self.session:
            self.send_header("Set-Cookie", f"{COOKIE}={self.session}; {self.server.cookie}")
        self.end_headers()
        self.wfile.write(content_bytes)


if __name__ == "__main__":
    stub = StubChat()
    print(stub.url)  # noqa: T201
    threading.Event().wait()
