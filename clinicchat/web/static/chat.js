/* The page works without this. Words from outside become text, never markup; nothing is kept in the browser.
   It builds the same elements as templates/page.html; a test compares the two. */
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const w = JSON.parse(document.body.dataset.words);
  const [list, card, text, send, status, problem, feedback, thanks] =
    ["list", "card", "text", "send", "status", "error", "feedback", "thanks"].map($);
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("clinicchat") : null;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let pending = false;
  let turn = 0; // an older reading of the conversation is not shown over a newer one
  let kept = location.pathname === "/" && list.children.length > 0; // false in a frame whose cookies are blocked
  let stale = !kept; // whether the server may know more than is shown here

  // ---- Elements ----

  function el(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value || value === "") made.setAttribute(name, value);
    made.append(...children.filter(Boolean));
    return made;
  }
  const all = (tag, attributes, items, make) =>
    items && items.length ? el(tag, attributes, ...items.map((i) => el("li", {}, ...[make(i)].flat()))) : null;

  function link({ label, url }) {
    if (!/^(https:\/\/|tel:|sms:|mailto:)[^\s\\]+$/i.test(url || "")) return el("span", {}, label);
    const web = /^https:/i.test(url);
    return el("a", { href: url, rel: "noopener noreferrer", target: web && "_blank" }, label,
      web && el("span", { class: "sr" }, " " + w.new_tab));
  }

  function body(words, lang) { // paragraphs and "- " lists, nothing else
    const box = el("div", { class: "body", dir: "auto", lang });
    let open = null;
    for (const line of words.replaceAll("\r\n", "\n").split("\n")) {
      const item = line.startsWith("- ");
      if (!line.trim()) open = null;
      else if (!open || item !== (open.tagName === "UL")) box.append(open = item ? el("ul", {}) : el("p", {}, line));
      else if (!item) open.firstChild.data += "\n" + line;
      if (item) open.append(el("li", {}, line.slice(2)));
    }
    return box;
  }

  function review({ by = w.clinical, on } = {}) {
    if (!on) return "";
    const [year, month, day] = on.split("-");
    const date = w.date.replace("{month}", w.months[month - 1]).replace("{day}", +day).replace("{year}", year);
    return (by === w.clinical ? w.checked : w.reviewed).replace("{date}", date).replace("{by}", by);
  }

  function source(s) {
    const rest = [s.publisher, s.year].filter(Boolean).join(", ");
    return [link({ label: s.title, url: s.url }), rest && ". " + rest];
  }

  function result(r) {
    const digits = (r.phone || "").replace(/[^0-9+]/g, "");
    const lines = [r.profession, r.address].filter(Boolean).map((line) => el("p", { dir: "auto" }, line));
    return [el("h3", { dir: "auto" }, link({ label: r.name, url: r.url })), ...lines,
      r.phone && el("p", {}, link(digits ? { label: w.phone.replace("{number}", r.phone), url: "tel:" + digits } : { label: r.phone })),
      r.note && el("p", { class: "note", dir: "auto" }, r.note)];
  }

  const choice = (c) =>
    el("button", { type: "submit", form: "press", name: "choice", value: c.id, dir: "auto" }, c.label);

  const visitor = (e) => el("li", { class: "visitor", "aria-live": "off", "data-id": e.id },
    el("div", { class: "said" }, el("p", { class: "who" }, w.who.visitor), el("p", { class: "body", dir: "auto" },
      e.text.replaceAll("\r\n", "\n"))));

  function assistant(e) {
    const level = e.severity in w.severity ? e.severity : "info";
    const urgent = level === "emergency";
    const [calls, links] = [(e.links || []).slice(0, urgent ? 2 : 0), (e.links || []).slice(urgent ? 2 : 0)];
    const checked = review(e.reviewed);
    const rate = w.rate.includes(e.outcome) && !urgent;
    return el("li", { class: "assistant " + level, "aria-live": urgent && "off", "data-id": e.id, "data-rate": rate && "" },
      el("div", { class: "said", role: urgent && "alert" },
        level !== "info" && !e.reminder && el("p", { class: "severity" }, w.severity[level]),
        el("p", { class: "who" }, w.who.assistant),
        e.title && el("h2", { dir: "auto", lang: e.lang }, e.title),
        all("ul", { class: "links" }, calls, link),
        body(e.text, e.lang),
        all("ul", { class: "results" }, e.results, result),
        e.reminder && el("p", { class: "reminder" }, el("strong", {}, w.severity.urgent + ":"), " " + e.reminder),
        all("ul", { class: "links" }, links, link),
        all("ul", { class: "disclaimers" }, e.disclaimers, (d) => d),
        ((e.sources && e.sources.length) || checked) && el("details", {}, el("summary", {}, w.sources),
          all("ul", {}, e.sources, source), checked && el("p", {}, checked)),
        all("ul", { class: "choices", "aria-label": w.choices }, e.choices, choice)));
  }

  // ---- The conversation ----

  const append = (e) => list.append(e.from === "visitor" ? visitor(e) : assistant(e));
  const glide = (node) => node.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  const lastOwn = () => [...list.children].findLastIndex((li) => li.classList.contains("visitor"));

  function settle() { // only the latest turn keeps its buttons and its alert; a button in focus stays
    [...list.children].slice(0, Math.max(lastOwn(), 0)).forEach((li) => {
      li.querySelectorAll(".choices").forEach((group) => group.contains(document.activeElement) || group.remove());
      li.querySelectorAll("[role=alert]").forEach((card) => card.removeAttribute("role"));
    });
    const latest = list.lastElementChild;
    feedback.hidden = !(latest && "rate" in latest.dataset);
    if (feedback.hidden || feedback.elements.feedback.value === latest.dataset.id) return;
    feedback.elements.feedback.value = latest.dataset.id;
    feedback.reset();
    feedback.querySelector("details").open = false;
    feedback.querySelectorAll("[aria-pressed]").forEach((b) => b.removeAttribute("aria-pressed"));
    thanks.textContent = "";
  }

  function show(entries) { // adds what is new, removes what is gone
    let same = 0;
    for (const e of entries) {
      const li = list.children[same];
      if (!li || li.classList.contains("visitor") !== (e.from === "visitor")) break;
      if (li.dataset.id && li.dataset.id !== e.id) break;
      if (!li.dataset.id && e.from === "visitor") li.replaceWith(visitor(e)); // just typed here: now as the server keeps it
      same += 1;
    }
    if (list.children.length && !entries.length) status.textContent = w.notices.closed;
    while (list.children.length > same) list.lastElementChild.remove();
    entries.slice(same).forEach(append);
    settle();
  }

  async function call(path, method, content) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), 10000);
    const headers = { "Content-Type": "application/json", "X-ClinicChat": "1" };
    const body = content && JSON.stringify(content);
    let answer;
    let found = {};
    try {
      answer = await fetch(path, { method, headers, body, cache: "no-store", signal: stop.signal });
      found = await answer.json().catch(() => ({}));
    } catch { /* told below */ }
    clearTimeout(timer);
    if (stop.signal.aborted || !answer) throw { code: stop.signal.aborted ? "slow" : "offline" };
    const messages = Array.isArray(found.messages) ? found.messages : null;
    if (answer.ok && messages) return messages;
    throw { code: "failed", ...found.error, messages, wait: answer.headers.get("Retry-After") };
  }

  function fail({ code, message, messages, wait }, draft) {
    const [cards, others] = [true, false].map((is) => (messages || []).filter((m) => (m.outcome !== "unavailable") === is));
    const offered = others.flatMap((m) => m.links || []);
    const said = (code && message) || w.errors[code] || w.errors.failed;
    const words = [said, wait && w.wait.replace("{seconds}", wait), draft && w.failed_once].filter(Boolean).join(" ");
    const links = (offered.length ? offered : w.help).flatMap((l) => [link(l), " "]);
    problem.replaceChildren(el("p", {}, words), el("p", {}, ...links));
    if (cards.length) { // the words were refused, but show danger
      card.replaceChildren(...cards.map(assistant));
      glide(card);
    }
    if (code === "empty" || code === "too_long") text.setAttribute("aria-invalid", "true");
    if (code === "forged_session") fetch("/", { cache: "no-store" }).catch(() => {}); // brings a new session
  }

  async function say(content, words) {
    if (pending) return;
    pending = true;
    turn += 1;
    const buttons = document.querySelectorAll("#send, .choices button");
    buttons.forEach((b) => b.setAttribute("aria-disabled", "true"));
    problem.replaceChildren();
    text.removeAttribute("aria-invalid");
    status.textContent = "";
    const typed = content.text === text.value ? text.value : "";
    if (typed) text.value = "";
    const mine = visitor({ text: words });
    list.append(mine);
    glide(mine);
    const late = setTimeout(() => { status.textContent = w.pending; }, 600);
    let again = null;
    try {
      (await call("/chat/messages", "POST", content)).forEach(append);
      settle();
      card.replaceChildren();
      glide(mine);
      if (tabs) tabs.postMessage("changed");
    } catch (error) {
      mine.remove();
      if (error.code === "unknown_choice" && content.choice) again = { text: words };
      else {
        if (typed && !text.value) text.value = typed;
        fail(error, text.value);
        stale ||= error.code === "slow"; // the answer may have come too late to be seen here
      }
    }
    clearTimeout(late);
    status.textContent = "";
    buttons.forEach((b) => b.removeAttribute("aria-disabled"));
    turn += 1;
    pending = false;
    if (again) await say(again, words);
    else if (stale) follow();
  }

  function ask() {
    const words = text.value;
    if (words.trim()) say({ text: words }, words); // too long is the server's to say: it looks for danger first
    else fail({ code: "empty" }, "");
  }

  async function rate(button) {
    const reason = feedback.elements.reason.value.trim();
    const content = { message: feedback.elements.feedback.value, helpful: button.value === "true", ...(reason && { reason }) };
    try {
      const heard = await call("/chat/feedback", "POST", content);
      if (heard.length) { // the reason spoke of danger
        heard.forEach(append);
        settle();
        glide(list.lastElementChild);
        if (tabs) tabs.postMessage("changed");
      }
      feedback.querySelectorAll("[name=helpful]").forEach((b) => b.removeAttribute("aria-pressed"));
      if (!button.closest("details")) button.setAttribute("aria-pressed", "true");
      thanks.textContent = w.notices.thanks;
    } catch (error) {
      fail(error, text.value);
    }
  }

  async function erase() {
    turn += 1;
    try {
      show(await call("/chat/messages", "DELETE"));
      status.textContent = w.notices.deleted;
      card.replaceChildren();
      $("delete").open = false;
      text.value = "";
      text.focus();
      if (tabs) tabs.postMessage("changed");
    } catch (error) {
      fail(error, text.value);
    }
    turn += 1;
  }

  async function follow() {
    const seen = ++turn;
    stale = true;
    const entries = await call("/chat/messages", "GET").catch(() => null);
    if (!entries || pending || seen !== turn) return;
    stale = false;
    kept ||= entries.length > 0;
    if (kept) show(entries);
  }

  // ---- What the visitor does ----

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const by = event.submitter;
    if (event.target === text.form) ask();
    else if (by.name === "choice") say({ choice: by.value }, by.textContent);
    else if (by.name === "text") say({ text: by.value }, by.value);
    else if (by.name === "helpful") rate(by);
    else if (by.name === "delete") erase();
  });
  text.addEventListener("input", () => text.removeAttribute("aria-invalid"));
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    text.form.requestSubmit(send);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("a[href='#kept']")) $("kept").open = true;
  });
  document.addEventListener("visibilitychange", () => document.hidden || follow());
  window.addEventListener("focus", follow);
  window.addEventListener("pageshow", (event) => event.persisted && follow());
  window.addEventListener("beforeprint", () => list.querySelectorAll("details").forEach((d) => { d.open = true; }));
  if (tabs) tabs.addEventListener("message", follow);
  if (window.parent !== window) document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) window.parent.postMessage("clinicchat:close", "*");
  });
  if (lastOwn() >= 0 && !problem.textContent.trim()) list.children[lastOwn()].scrollIntoView({ block: "start" });
})();
