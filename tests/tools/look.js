// node look.js CHROMIUM '{"name": "url", …}' > JSON
// How pages hold: at both widths how far each sticks out sideways, which fonts it asked for, how far
// things jumped while it loaded, whether all that Tab reaches shows it, and what a printer gets.
const { launch } = require("./browser.js");

const KEYS = ["front", "article", "tabell"];
const WATCH = () => {
  window.jumped = 0;
  const note = (entries) => {
    for (const entry of entries) if (!entry.hadRecentInput) window.jumped += entry.value;
  };
  const shifts = new PerformanceObserver((list) => note(list.getEntries()));
  shifts.observe({ type: "layout-shift", buffered: true });
  window.settled = () => new Promise((done) => {
    requestAnimationFrame(() => requestAnimationFrame(() => { note(shifts.takeRecords()); done(); }));
  });
  window.painted = new Promise((done) => {
    new PerformanceObserver((list) => {
      if (list.getEntriesByName("first-contentful-paint").length) done();
    }).observe({ type: "paint", buffered: true });
  });
};

const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

async function load(browser, url, width) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const fonts = [];
  page.on("request", (request) => {
    if (request.resourceType() === "font") fonts.push(new URL(request.url()).pathname.split("/").pop());
  });
  // Late fonts: what stands in for them is what is painted first.
  let release;
  const released = new Promise((done) => { release = done; });
  await page.route("**/*.woff2", async (route) => {
    await released;
    await route.continue();
  });
  await page.addInitScript(WATCH);
  await page.goto(url, { waitUntil: "domcontentloaded" });
  await page.evaluate(() => window.painted.then(window.settled));
  release();
  await page.waitForLoadState("load");
  await page.evaluate(() => document.fonts.ready.then(window.settled));
  return { page, fonts };
}

// Presses Tab through the page; tells what gets the focus without an outline of two pixels or more.
async function keyboard(page) {
  const unseen = [];
  let reached = 0;
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return null;
      if (at.tagName === "AUDIO") return { seen: true }; // the browser marks its own buttons
      const style = getComputedStyle(at);
      const seen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
      return { what: `${at.tagName} ${at.className} ${at.textContent.trim().slice(0, 30)}`, seen };
    });
    if (!found) break;
    reached += 1;
    if (!found.seen) unseen.push(found.what);
  }
  return { reached, unseen };
}

const printed = () => {
  const shown = (selector) => [...document.querySelectorAll(selector)].filter(
    (each) => each.getClientRects().length > 0).length;
  const link = document.querySelector(".text a[href^='http']");
  const own = document.querySelector(".text a[href^='/']");
  const after = (each) => each && getComputedStyle(each, "::after").content;
  return { chrome: shown(".menu, .colophon, .box, .button"), text: shown(".text p"),
    link: after(link), own: after(own) };
};

(async () => {
  const [executablePath, pages] = process.argv.slice(2);
  const browser = await launch(executablePath);
  const told = {};
  try {
    for (const [name, url] of Object.entries(JSON.parse(pages))) {
      told[name] = { sideways: {}, jumped: {} };
      for (const width of [390, 1280]) {
        const { page, fonts } = await load(browser, url, width);
        told[name].fonts = [...new Set(fonts)].sort();
        told[name].sideways[width] = await page.evaluate(sideways);
        told[name].jumped[width] = await page.evaluate(() => window.jumped);
        told[name].measure = await page.evaluate(() => {
          const text = [...document.querySelectorAll(".text > p")].sort(
            (a, b) => b.textContent.length - a.textContent.length)[0];
          if (!text) return null;
          const range = document.createRange();
          range.selectNodeContents(text);
          const lines = new Set([...range.getClientRects()].map((each) => Math.round(each.bottom)));
          return text.textContent.length / lines.size;
        });
        if (width === 1280 && KEYS.includes(name)) {
          told[name].keyboard = await keyboard(page);
          await page.emulateMedia({ media: "print" });
          told[name].printed = await page.evaluate(printed);
        }
        await page.close();
      }
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
