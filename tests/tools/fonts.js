// node fonts.js CHROMIUM '{"name": "url", …}' SAMPLE < nothing > JSON
// How pages hold with the fonts that this machine has: how far each jumps when the theme's own fonts
// come, how far it sticks out sideways, and how much wider than ours each stand-in sets SAMPLE. The
// theme's own fonts are held back until the page has been painted without them.
const { launch } = require("./browser.js");

const WIDTHS = [390, 1280];
const ROWS = { serif: "Newsreader", sans: "Libre Franklin" };

const WATCH = () => {
  window.jumped = [];
  const note = (entries) => {
    for (const { value, sources, hadRecentInput } of entries) {
      if (!hadRecentInput) window.jumped.push({ value, what: sources.map(({ node }) => node && `${node.nodeName} ${node.className ?? ""}`) });
    }
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

async function look(browser, url, width) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  let release;
  const released = new Promise((done) => { release = done; });
  await page.route("**/*.woff2", async (route) => {
    await released;
    await route.continue();
  });
  await page.addInitScript(WATCH);
  await page.goto(url, { waitUntil: "domcontentloaded" });
  await page.evaluate(() => window.painted.then(window.settled));
  const waiting = await page.evaluate(() => document.fonts.status);
  release();
  await page.waitForLoadState("load");
  await page.evaluate(() => document.fonts.ready.then(window.settled));
  const jumped = await page.evaluate(() => window.jumped);
  const out = { [width]: await page.evaluate(sideways) };
  if (width === 390) {
    await page.setViewportSize({ width: 320, height: 900 });
    out[320] = await page.evaluate(sideways);
  }
  await page.close();
  return { waiting, jumped, out };
}

// Every face in the rows of stand-ins that this machine has a font for: SAMPLE's width beside ours.
async function measure(browser, url, sample) {
  const page = await browser.newPage();
  await page.goto(url, { waitUntil: "load" });
  const told = await page.evaluate(async ([rows, words]) => {
    const line = document.body.appendChild(document.createElement("span"));
    line.style.cssText = "position: absolute; white-space: nowrap; font-size: 100px; font-kerning: normal";
    line.textContent = words;
    const width = async (family, weight) => {
      const found = await document.fonts.load(`${weight} 100px "${family}"`, words).catch(() => []);
      if (!found.length || found.some((each) => each.status !== "loaded")) return null;
      line.style.fontFamily = `"${family}"`;
      line.style.fontWeight = weight;
      return line.getBoundingClientRect().width;
    };
    const measured = {};
    for (const [row, own] of Object.entries(rows)) {
      const names = getComputedStyle(document.documentElement).getPropertyValue(`--${row}`);
      const families = [...names.matchAll(/"([^"]+ by [^"]+)"/g)].map((each) => each[1]);
      for (const weight of [400, 600]) {
        const ours = await width(own, weight);
        for (const family of families) {
          const theirs = await width(family, weight);
          if (theirs !== null) measured[`${family} ${weight}`] = theirs / ours;
        }
      }
    }
    return measured;
  }, [ROWS, sample]);
  await page.close();
  return told;
}

(async () => {
  const [executablePath, pages, sample] = process.argv.slice(2);
  const browser = await launch(executablePath);
  const urls = Object.entries(JSON.parse(pages));
  const told = { pages: {} };
  try {
    told.measured = await measure(browser, urls[0][1], sample);
    for (const [name, url] of urls) {
      for (const width of WIDTHS) told.pages[`${name} ${width}`] = await look(browser, url, width);
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
