/* The page works without this. The server renders every message; this puts what it rendered into the page. Words become
   text, never markup, and nothing is kept in the browser. */
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

  // ---- The server's answers: pages with #list, #card and #error ----

  const parts = (page, id) => [...page.getElementById(id).childNodes];
  const entries = (page) => [...page.getElementById("list").children];

  function call(path, method, content) { // resolves to a page of entries, rejects with { code, page }
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const timer = setTimeout(() => { reject({ code: "slow" }); request.abort(); }, 10000);
      request.open(method, path);
      request.responseType = "document";
      request.setRequestHeader("Accept", "text/html");
      request.setRequestHeader("X-ClinicChat", "1");
      if (content) request.setRequestHeader("Content-Type", "application/json");
      request.onloadend = () => {
        clearTimeout(timer);
        const page = request.response;
        const ours = page && page.body && "answer" in page.body.dataset; // and not a gateway's own page
        if (ours && !page.body.dataset.answer) resolve(page);
        else if (ours) reject({ code: page.body.dataset.answer, page });
        else reject({ code: request.status ? "failed" : "offline" });
      };
      request.send(content && JSON.stringify(content));
    });
  }

  function fail({ code, page }, draft) {
    if (page) problem.replaceChildren(...parts(page, "error"));
    else {
      const said = document.createElement("p");
      said.textContent = [w.errors[code] || w.errors.failed, draft && w.failed_once].filter(Boolean).join(" ");
      problem.replaceChildren(said, $("numbers").content.cloneNode(true));
    }
    const cards = page ? parts(page, "card") : [];
    if (cards.length) { // the words were refused, but show danger
      card.replaceChildren(...cards);
      glide(card);
    }
    if (code === "empty" || code === "too_long") text.setAttribute("aria-invalid", "true");
    if (code === "forged_session") fetch("/", { cache: "no-store" }).catch(() => {}); // brings a new session
  }

  $("leave").addEventListener("click", (event) => { // in place of this page: "back" does not lead here
    event.preventDefault();
    location.replace(event.currentTarget.href);
  });

  // ---- The conversation ----

  const glide = (node) => node.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  const lastOwn = () => [...list.children].findLastIndex((li) => li.classList.contains("visitor"));
  const body = (li) => li.querySelector(".body");

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

  function show(items) { // adds what is new, removes what is gone
    const same = items.findIndex((item, at) => !list.children[at] || list.children[at].dataset.id !== item.dataset.id);
    const first = same < 0 ? items.length : same;
    if (list.children.length && !items.length) status.textContent = w.notices.closed;
    while (list.children.length > first) list.lastElementChild.remove();
    list.append(...items.slice(first));
    settle();
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
    const mine = $("own").content.firstElementChild.cloneNode(true);
    body(mine).textContent = words;
    list.append(mine);
    glide(mine);
    const late = setTimeout(() => { status.textContent = w.pending; }, 600);
    let again = null;
    try {
      const [said, ...answers] = entries(await call("/chat/messages", "POST", content));
      mine.dataset.id = said.dataset.id;
      body(mine).textContent = body(said).textContent; // as the server keeps it, personal details masked
      list.append(...answers);
      settle();
      card.replaceChildren();
      glide(answers.find((li) => li.classList.contains("card")) || mine); // a card and its question fit on a phone
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
      const heard = entries(await call("/chat/feedback", "POST", content));
      if (heard.length) { // the reason spoke of danger
        list.append(...heard);
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
      show(entries(await call("/chat/messages", "DELETE")));
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
    const page = await call("/chat/messages", "GET").catch(() => null);
    if (!page || pending || seen !== turn) return;
    stale = false;
    const items = entries(page);
    kept ||= items.length > 0;
    if (kept) show(items);
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
