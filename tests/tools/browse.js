// node browse.js CHROMIUM URL… < nothing > JSON
// Opens each address at a phone's and a desk's width, and tells what axe finds wrong, in light
// and in dark, how far the page sticks out sideways, which hosts it asked for anything, and what
// went wrong: scripts, missing files, and whatever the server's policy for content forbids.
const { ALL, COLOURS, judge, prepare } = require("./axe.js");
const { launch } = require("./browser.js");

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
  await prepare(page);
  const told = async (width, scheme, options) => (await judge(page, width, scheme, options)).map((each) =>
    `${width} ${scheme} ${each.id} (${each.impact}): ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`);
  const violations = await told(390, "light", ALL);
  violations.push(...await told(390, "dark", COLOURS));
  const out = { 390: await page.evaluate(sideways) };
  violations.push(...await told(1280, "dark", ALL), ...await told(1280, "light", COLOURS));
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
