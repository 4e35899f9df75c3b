/* A button for the clinic's own pages that opens the chat in a frame. One line in the host page:
   <script src="https://chat.clinic.example/chat/assets/embed.js" data-label="Ask a question" defer></script>
   Without JavaScript nothing is shown, so put a plain link to the chat on the page as well. See docs/embedding.md. */
"use strict";
(() => {
  const me = document.currentScript;
  const home = new URL("/", me.src);
  const { label = "Ask a question", close = "Close the chat", title = "Chat with the clinic's automated helper", accent = "#1f5f6b" } = me.dataset;
  const make = (tag, style, attributes) => {
    const made = document.createElement(tag);
    Object.assign(made.style, style); // through the object model: a host's CSP need not allow inline styles
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const font = "600 16px/1.4 system-ui, sans-serif";
  const button = make("button", { position: "fixed", right: "16px", bottom: "16px", zIndex: "2147483000", minHeight: "48px",
    padding: "0 20px", border: "2px solid #fff", borderRadius: "24px", background: accent, color: "#fff", font, cursor: "pointer" },
    { type: "button", "aria-expanded": "false", "aria-controls": "clinicchat-panel" });
  const panel = make("section", { position: "fixed", right: "0", bottom: "0", zIndex: "2147483001", display: "none",
    flexDirection: "column", width: "min(100vw, 430px)", height: "min(100vh, 720px)", background: "#fff",
    border: "1px solid #73817f", boxShadow: "0 8px 40px rgba(0,0,0,.25)" }, { id: "clinicchat-panel", "aria-label": title });
  const shut = make("button", { minHeight: "44px", padding: "0 16px", border: "0", background: accent, color: "#fff", font,
    textAlign: "end", cursor: "pointer" }, { type: "button" });
  button.textContent = label;
  shut.textContent = close;
  let frame = null;
  function open(on) {
    if (on && !frame) { // the chat is asked for nothing until the visitor opens it
      frame = make("iframe", { flex: "1", width: "100%", border: "0" },
        { title, src: new URL("?frame=1", home).href, referrerpolicy: "no-referrer" });
      panel.append(frame);
    }
    panel.style.display = on ? "flex" : "none";
    button.setAttribute("aria-expanded", String(on));
    (on ? shut : button).focus();
  }
  button.addEventListener("click", () => open(button.getAttribute("aria-expanded") === "false"));
  shut.addEventListener("click", () => open(false));
  panel.addEventListener("keydown", (event) => event.key === "Escape" && open(false));
  addEventListener("message", (event) => {
    if (frame && event.source === frame.contentWindow && event.origin === home.origin && event.data === "clinicchat:close") open(false);
  });
  panel.append(shut);
  document.body.append(button, panel);
})();
