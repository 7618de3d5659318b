// node browse.js CHROMIUM URL… < nothing > JSON
// Opens each address at a phone's and a desk's width, and tells what axe finds wrong, how far the
// page sticks out sideways, and which hosts it asked for anything.
const { chromium } = require("playwright-core");

const WIDTHS = [390, 1280];
const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-quic"];

async function look(browser, url, width) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const asked = new Set();
  const errors = [];
  page.on("request", (request) => asked.add(new URL(request.url()).host));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("response", (response) => {
    if (response.status() >= 400) errors.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(url, { waitUntil: "load" });
  await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
  const found = await page.evaluate(() => axe.run());
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.close();
  return {
    url,
    width,
    sideways,
    errors,
    hosts: [...asked].filter(Boolean).sort(),
    violations: found.violations.map((each) =>
      `${each.id} (${each.impact}): ${each.nodes.map((node) => node.target.join(" ")).join(", ")}`),
  };
}

(async () => {
  const [executablePath, ...urls] = process.argv.slice(2);
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const seen = [];
  try {
    for (const url of urls) for (const width of WIDTHS) seen.push(await look(browser, url, width));
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(seen));
})();
