// node browse.js CHROMIUM URL… < nothing > JSON
// Opens each address at a phone's and a desk's width, and tells what axe finds wrong, in light
// and in dark, how far the page sticks out sideways, which hosts it asked for anything, and what
// went wrong: scripts, missing files, and whatever the server's policy for content forbids.
const { source: AXE } = require("axe-core");
const { launch } = require("./browser.js");

const COLOURS = { runOnly: ["color-contrast", "link-in-text-block"], resultTypes: ["violations"] };
const ALL = { resultTypes: ["violations"] };

const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

// One tab for all pages: each new one is a process, with nothing in its cache. `watching` ends when axe
// begins: what that does to a page is not the page's fault.
async function watched(browser) {
  const page = await browser.newPage({ viewport: { width: 390, height: 900 }, reducedMotion: "reduce" });
  const log = { asked: new Set(), errors: [], watching: true };
  page.on("request", (request) => log.asked.add(new URL(request.url()).host));
  page.on("pageerror", (error) => log.errors.push(String(error)));
  page.on("console", (message) => {
    if (log.watching && message.type() === "error") log.errors.push(message.text());
  });
  page.on("response", (response) => {
    if (response.status() >= 400) log.errors.push(`${response.status()} ${response.url()}`);
  });
  return { page, log };
}

async function look({ page, log }, url) {
  log.asked.clear();
  log.watching = true;
  await page.setViewportSize({ width: 390, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(url, { waitUntil: "load" });
  log.watching = false;
  await page.evaluate(AXE); // not as a script of the page, which the policy would stop
  const judge = async (width, colorScheme, options) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate((asked_) => axe.run(asked_), options);
    return violations.map((each) => `${width} ${colorScheme} ${each.id} (${each.impact}): ${
      each.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  };
  const violations = await judge(390, "light", ALL);
  violations.push(...await judge(390, "dark", COLOURS));
  const out = { 390: await page.evaluate(sideways) };
  violations.push(...await judge(1280, "dark", ALL), ...await judge(1280, "light", COLOURS));
  out[1280] = await page.evaluate(sideways);
  return { url, sideways: out, errors: log.errors.splice(0), hosts: [...log.asked].filter(Boolean).sort(), violations };
}

(async () => {
  const [executablePath, ...urls] = process.argv.slice(2);
  const browser = await launch(executablePath);
  const seen = [];
  try {
    const tab = await watched(browser);
    for (const url of urls) seen.push(await look(tab, url));
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(seen));
})();
