// Listens for what the preview has built: reloads this page when it has changed, and shows faults
// over it while there are any. The preview puts this into pages as it serves them; no published
// page has it.
(() => {
  const script = document.currentScript;
  let mine = script.dataset.build;
  let box = null;

  const STYLE = `
    :host { all: initial; color-scheme: light dark; }
    * { box-sizing: border-box; }
    section, .note { position: fixed; z-index: 2147483647; font: 16px/1.5 system-ui, sans-serif;
      color: #1d1c1a; background: #fffdf9; border: 1px solid #c9c4ba;
      box-shadow: 0 4px 24px rgb(0 0 0 / 25%); }
    section { inset: auto 0 0 0; max-height: 70vh; overflow: auto; border-width: 4px 0 0;
      border-color: #b3261e; padding: 20px clamp(16px, 5vw, 48px) 24px; }
    .note { right: 16px; bottom: 16px; border-radius: 6px; padding: 8px 14px; }
    header { display: flex; gap: 16px; align-items: start; justify-content: space-between; }
    h2 { margin: 0; font-size: 20px; line-height: 1.3; }
    p { margin: 2px 0 0; }
    .after { color: #5d5a54; }
    ul { margin: 12px 0 0; padding: 0; list-style: none; max-width: 80ch; }
    li { padding: 12px 0; border-top: 1px solid #dedad2; overflow-wrap: anywhere; }
    code { font: 14px/1.5 ui-monospace, monospace; color: #b3261e; display: block; }
    pre { font: 13px/1.4 ui-monospace, monospace; overflow: auto; margin: 12px 0 0; }
    button { font: inherit; color: inherit; background: none; border: 1px solid #8d877b;
      border-radius: 6px; min-height: 36px; padding: 4px 14px; cursor: pointer; }
    button.note { background: #b3261e; color: #fff; border-color: #b3261e; }
    button:focus-visible { outline: 3px solid #1a66c9; outline-offset: 2px; }
    @media (prefers-color-scheme: dark) {
      section, .note { color: #eceae5; background: #23211e; border-color: #4a463f; }
      section { border-color: #ff8f85; }
      .after { color: #a9a59c; } li { border-color: #3a3733; } code { color: #ff8f85; }
      button.note { background: #ff8f85; color: #23211e; }
    }
    @media print { :host { display: none; } }`;

  // Elements and a constructed sheet, never a string of markup: a strict policy for content lets
  // these through, and what an author wrote stays text.
  const make = (tag, text = "", name = "") => {
    const element = document.createElement(tag);
    element.textContent = text;
    element.className = name;
    return element;
  };

  const show = (...parts) => {
    if (!box) {
      const host = make("publisher-preview");
      box = host.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      box.adoptedStyleSheets = [sheet];
    }
    if (!box.host.isConnected) document.body.append(box.host);
    box.replaceChildren(...parts);
  };

  const row = (fault) => {
    const item = make("li");
    if (fault.place) item.append(make("code", fault.place));
    item.append(make("p", fault.text));
    if (fault.hint) item.append(make("p", fault.hint, "after"));
    return item;
  };

  const panel = (title, after, content, pill) => {
    const section = make("section");
    section.setAttribute("role", "alert");
    const header = make("header");
    const words = make("div");
    words.append(make("h2", title), make("p", after, "after"));
    const hide = make("button", "Dölj");
    const back = make("button", pill, "note");
    hide.onclick = () => { show(back); back.focus(); };
    back.onclick = () => { show(section); hide.focus(); };
    header.append(words, hide);
    section.append(header, content);
    show(section);
  };

  const tell = ({ faults, crash, build }) => {
    if (crash) {
      panel("Programmet gick sönder",
        "Felet ligger i publisher, inte i det du skrev. Skicka raderna nedan till den som sköter programmet.",
        make("pre", crash), "Programfel");
    } else if (faults.length) {
      const list = make("ul");
      list.append(...faults.map(row));
      const shown = build ? "Det senaste hela bygget visas tills felen är rättade."
        : "Sidan visas så fort felen är rättade.";
      panel(`${faults.length} fel`, shown, list, `${faults.length} fel`);
    } else if (box) {
      box.replaceChildren();
    }
  };

  // A stylesheet's address carries a mark of its contents: the page itself knows the new one.
  const restyle = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const links = (root) => [...root.querySelectorAll("link[rel=stylesheet]")];
    const fresh = links(page).map((link) => new URL(link.getAttribute("href"), location.href).href);
    const stale = links(document);
    if (fresh.length !== stale.length) return location.reload();
    stale.forEach((link, at) => { if (link.href !== fresh[at]) link.href = fresh[at]; });
  };

  const SHARED = /\.(css|js|svg|png|jpe?g|gif|webp|avif|woff2|mp3|m4a|ogg|opus|flac|wav)$/i;

  // Pictures, styles and sound may be part of any page; another page is not part of this one.
  const concerns = (changed) => {
    const here = decodeURI(location.pathname);
    if (here === "/brev/") return changed.some((url) => url.startsWith("/brev/"));
    return changed.some((url) => url === here || SHARED.test(url));
  };

  const follow = (state) => {
    tell(state);
    if (!state.build || state.build === mine) return;
    const known = state.before === mine && state.changed;
    mine = state.build;
    if (state.styles && mine) restyle();
    else if (beside) renew();
    else if (!known || concerns(known)) location.reload();
  };

  // In lists and letters a link to what is not out yet says so, beside its words.
  const TAG = `:host { display: inline-block; margin-inline-start: .5em; padding: 1px 7px;
    border-radius: 9px; vertical-align: middle; font: 600 12px/1.4 system-ui, sans-serif;
    letter-spacing: 0; white-space: nowrap; color: light-dark(#2b2106, #f7e7bd);
    background: light-dark(#fff1cf, #4a3c14); }
    @media print { :host { display: none; } }`;
  const label = (words) => {
    const tag = document.createElement("publisher-tag");
    const root = tag.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(TAG);
    root.adoptedStyleSheets = [sheet];
    root.append(words);
    return tag;
  };
  const TITLES = "h1, h2, h3, h4, h5, h6, li";
  const mark = async () => {
    const tags = await (await fetch("/__publisher__/coming.json")).json();
    for (const link of document.querySelectorAll("a[href]")) {
      const words = link.hostname === location.hostname && tags[decodeURI(link.pathname)];
      if (!words || !link.textContent.trim() || link.pathname === location.pathname) continue;
      const heading = link.querySelector("h1, h2, h3, h4, h5, h6");
      if (heading || link.closest(TITLES)) (heading || link).append(label(words));
    }
  };
  if (!("desk" in document.body.dataset)) mark();  // there it stands in words

  // Beside the editor a page shows the text as it is being written. Only what has become another is
  // put in, so that nothing flickers, and the page stays where its reader is.
  const { desk } = script.dataset;
  const beside = desk && parent !== window;
  let written = null;
  const parsed = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return [...template.content.childNodes];
  };
  const alike = (one, other) => one !== undefined && other !== undefined && one.isEqualNode(other);
  const put = () => {
    let text = document.querySelector(".text");
    if (!text) {
      text = make("div", "", "text md-typeset");
      (document.querySelector("main, .page") ?? document.body).replaceChildren(text);
    }
    const [before, after] = [[...text.childNodes], parsed(written)];
    while (before.length && after.length && alike(before[0], after[0])) { before.shift(); after.shift(); }
    while (before.length && after.length && alike(before.at(-1), after.at(-1))) { before.pop(); after.pop(); }
    const next = before.at(-1)?.nextSibling ?? null;
    if (!before.length && after.length) {
      const all = parsed(written);
      const at = all.findIndex((node) => alike(node, after[0]));
      for (const node of after) text.insertBefore(node, text.childNodes[at] ?? null);
      return;
    }
    for (const node of before) node.remove();
    for (const node of after) text.insertBefore(node, next);
  };
  const follow_cursor = ({ at, of }) => {
    const blocks = [...(document.querySelector(".text")?.children ?? [])];
    const block = blocks[blocks.length === of ? at : Math.round((at / Math.max(of, 1)) * blocks.length)];
    if (!block) return;
    const { top, bottom } = block.getBoundingClientRect();
    if (top < 60 || bottom > innerHeight - 40) block.scrollIntoView({ block: "center", behavior: "instant" });
  };
  const renew = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const [now, then] = [document.querySelector(".page"), page.querySelector(".page")];
    if (!now || !then) return location.reload();
    now.replaceChildren(...then.childNodes);
    if (written !== null) put();
  };
  if (beside) {
    addEventListener("message", ({ origin, data }) => {
      if (origin !== desk || !data) return;
      if (data.publisher === "text") { written = data.html; put(); }
      if (data.publisher === "at") follow_cursor(data);
    });
    // A page that is looked at stays the one that is being written.
    addEventListener("click", (event) => { if (event.target.closest?.("a[href]")) event.preventDefault(); });
    addEventListener("submit", (event) => event.preventDefault());
    parent.postMessage({ publisher: "ready" }, desk);
  }

  const events = new EventSource("/__publisher__/events");
  let lost = 0;
  events.onmessage = (event) => { clearTimeout(lost); lost = 0; follow(JSON.parse(event.data)); };
  events.onerror = () => {
    lost = lost || setTimeout(() => show(make("p", "Förhandsvisningen är avslutad.", "note")), 2000);
  };
  addEventListener("pagehide", () => events.close());
  // Back in history a page may come out of a drawer as it was, and it has heard nothing since.
  addEventListener("pageshow", ({ persisted }) => { if (persisted) location.reload(); });
})();
