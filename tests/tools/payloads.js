// node payloads.js CHROMIUM < JSON > JSON
// Opens pages as a reader does, with no policy for content, and tells of each what ran, and whom it
// asked for anything. {"origin": …, "urls": […], "documents": {"name": "html"}, "frames": […],
// "search": […]}: addresses on the origin; documents given as they are, of the kind that their name ends in; fragments that each get a
// frame of their own; queries for the search page.
const { chromium } = require("playwright-core");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-quic"];
// No name but this machine's is ever looked up: who is asked for is only written down.
FLAGS.push("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
const TYPES = { html: "text/html; charset=utf-8", svg: "image/svg+xml" };
const HERE = "http://documents.test/";

// Everything a reader can do to an element; and what no element of a text may have.
const PROVOKE = () => {
  const strange = [];
  // Into our own shadows, not into the banner that Chromium lays over a feed dressed by XSLT.
  const shadow = (element) => (element.localName.startsWith("publisher-") ? element.shadowRoot : null);
  const all = (root) => [...root.querySelectorAll("*")]
    .flatMap((element) => [element, ...(shadow(element) ? all(shadow(element)) : [])]);
  const stay = (event) => {
    const goal = event.target.closest?.("a[href], form");
    if (goal && !/^\s*javascript:/i.test(goal.href ?? goal.action)) event.preventDefault();
  };
  for (const name of ["click", "submit"]) addEventListener(name, stay);
  const events = (element) => ["click", "mouseover", "mouseenter", "focus", "toggle", "load", "error",
    ...[...element.attributes].filter(({ name }) => /^on/i.test(name)).map(({ name }) => name.slice(2))];
  const own = (element) => element.matches("[data-publisher], link, script, meta, source, use");
  // An address that is a script is run here and now: to follow it would end this page.
  for (const element of all(document)) {
    for (const { name, value } of element.attributes) {
      if (!/^(?:href|src|action|formaction|data|xlink:href|values|to)$/i.test(name)) continue;
      const script = /^[\x00-\x20]*j\s*a\s*v\s*a\s*s\s*c\s*r\s*i\s*p\s*t\s*:(.*)$/is.exec(value)?.[1];
      if (script) try { eval(decodeURIComponent(script)); } catch { /* half a script */ }
    }
  }
  for (const element of all(document)) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) strange.push(`${element.localName} ${name}`);
      const scheme = /^[\s\x00-\x20]*([a-z][\w+.-]*)\s*:/i.exec(value)?.[1].toLowerCase();
      const address = /^(?:href|src|action|formaction|data|poster|background|cite|ping|xlink:href)$/i.test(name);
      if (address && scheme && !own(element) && !["http", "https", "mailto", "tel", "data"].includes(scheme)) {
        strange.push(`${element.localName} ${name}=${scheme}:`);
      }
    }
    for (const event of events(element)) {
      try { element.dispatchEvent(new Event(event, { bubbles: true, cancelable: true })); } catch { /* an event of its own kind */ }
    }
  }
  return strange;
};

async function watched(browser, origin, documents) {
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const log = { hits: new Set(), asked: new Set(), strange: new Set() };
  await context.exposeBinding("hit", (_source, id) => { log.hits.add(String(id)); });
  await context.route(`${HERE}**`, (route) => {
    const name = decodeURIComponent(route.request().url().slice(HERE.length));
    return name in documents
      ? route.fulfill({ contentType: TYPES[name.split(".")[1]] ?? TYPES.html, body: documents[name] }) : route.abort();
  });
  context.on("request", (request) => {
    const url = request.url();
    if (![origin, HERE, "data:", "blob:", "about:"].some((ours) => url.startsWith(ours))) log.asked.add(url);
  });
  context.on("dialog", (dialog) => { log.hits.add(`dialog ${dialog.message()}`); dialog.dismiss(); });
  return { page: await context.newPage(), log };
}

const emptied = (log) => {
  const told = Object.fromEntries(Object.entries(log).map(([name, set]) => [name, [...set].sort()]));
  for (const set of Object.values(log)) set.clear();
  return told;
};

async function provoke(page, log) {
  const told = await Promise.allSettled(page.frames().map((frame) => frame.evaluate(PROVOKE)));
  // A frame that its own script has led away cannot answer any more.
  for (const each of told.flatMap(({ value }) => value ?? [])) log.strange.add(each);
  // In the page, after all that was begun there; one that has been led away need not wait.
  await page.evaluate(() => new Promise((done) => setTimeout(done, 5))).catch(() => {});
}

// Where the last page led may still be on its way and come before what is asked for: then it is
// asked for in a tab of its own, where nothing is on its way.
async function opened(watching, url) {
  try {
    return await watching.page.goto(url, { waitUntil: "load" });
  } catch (error) {
    if (!error.message.includes("interrupted by another navigation")) throw error;
    const page = await watching.page.context().newPage();
    await watching.page.close();
    watching.page = page;
    return page.goto(url, { waitUntil: "load" });
  }
}

async function look(watching, url, slow) {
  const response = await opened(watching, url);
  const { page, log } = watching;
  // What comes over the page afterwards: the faults of a preview.
  const told = slow ? await page.waitForSelector("publisher-preview", { state: "attached" }) : null;
  const shown = told ? await told.evaluate(({ shadowRoot }) => shadowRoot.textContent) : "";
  await provoke(page, log);
  return { url, status: response.status(), shown, ...emptied(log) };
}

async function search({ page, log }, origin, query) {
  await page.goto(`${origin}/sok/?q=${encodeURIComponent(query)}`);
  await page.waitForFunction(() => /träff|gick inte/.test(document.querySelector(".search__status").textContent));
  await provoke(page, log);
  const hits = await page.evaluate(() => document.querySelectorAll(".search__hits > li").length);
  return { url: `sok: ${query}`, found: hits, ...emptied(log) };
}

// Each fragment in a frame of its own, which runs what it can: what the rest is compared with.
async function frames({ page, log }, fragments, documents) {
  for (const [at, fragment] of fragments.entries()) documents[`frame${at}`] = fragment;
  const found = [];
  for (let at = 0; at < fragments.length; at += 30) {
    const some = fragments.slice(at, at + 30).map((_, next) => `<iframe src="frame${at + next}"></iframe>`);
    documents.frames = `<!doctype html><meta charset=utf-8>${some.join("")}`;
    await page.goto(`${HERE}frames`, { waitUntil: "load" });
    await provoke(page, log);
    found.push(emptied(log));
  }
  const all = (name) => [...new Set(found.flatMap((each) => each[name]))];
  return { url: "frames", hits: all("hits"), asked: all("asked"), strange: all("strange") };
}

(async () => {
  let input = "";
  for await (const chunk of process.stdin) input += chunk;
  const { origin = "http://nowhere.test", urls = [], documents = {}, fragments = [], queries = [], slow = false } = JSON.parse(input);
  const browser = await chromium.launch({ executablePath: process.argv[2], args: FLAGS });
  const told = [];
  try {
    const watching = await watched(browser, origin, documents);
    for (const url of urls) told.push(await look(watching, origin + url, slow));
    for (const name of Object.keys(documents)) told.push(await look(watching, HERE + encodeURIComponent(name)));
    for (const query of queries) told.push(await search(watching, origin, query));
    if (fragments.length) told.push(await frames(watching, fragments, documents));
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
