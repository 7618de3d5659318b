// node desk.js CHROMIUM ORIGIN PATH… < nothing > JSON
// Looks at each page of a preview at two widths, light and dark, as its author would, and tells what is
// seen of bar and banner, whether anything is wider than the window, and what axe finds.
const { launch } = require("./browser.js");
const { readFileSync } = require("node:fs");

const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");

async function look(browser, url, width, colorScheme) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(url);
  const seen = await page.evaluate(() => {
    const inside = (name) => document.querySelector(name)?.shadowRoot ?? null;
    const words = (root) => [...root.querySelectorAll("a")].map((a) => a.textContent.trim());
    const bar = document.querySelector("publisher-bar");
    const banner = inside("publisher-banner");
    return {
      bar: bar ? words(bar) : [],
      height: Math.round(document.querySelector("publisher-bar")?.getBoundingClientRect().height ?? 0),
      banner: banner ? banner.querySelector("strong").textContent : "",
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
  });
  await page.evaluate(AXE);
  const axe = await page.evaluate(async () => (await axe.run()).violations
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`)));
  await page.close();
  return { ...seen, axe, errors };
}

// With nothing but the keyboard: after the link that skips to the text come those of the bar.
async function keyboard(browser, origin) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${origin}/`);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${origin}/skrivbord/`);
  await page.locator("input[name=q]").fill("första");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/skrivbord/texter/**");
  const found = await page.locator(".rows .title").allInnerTexts();
  await page.close();
  return found;
}

async function tags(browser, origin) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`${origin}/`);
  await page.locator("publisher-tag").first().waitFor();
  const told = await page.evaluate(() => [...document.querySelectorAll("publisher-tag")]
    .map((tag) => tag.shadowRoot.textContent));
  await page.close();
  return [...new Set(told)].sort();
}

(async () => {
  const [executablePath, origin, ...paths] = process.argv.slice(2);
  const browser = await launch(executablePath);
  const told = { pages: {} };
  try {
    for (const path of paths) {
      told.pages[path] = [];
      for (const [width, scheme] of [[1280, "light"], [390, "dark"], [390, "light"], [1280, "dark"]]) {
        told.pages[path].push(await look(browser, origin + path, width, scheme));
      }
    }
    told.keyboard = await keyboard(browser, origin);
    told.tags = await tags(browser, origin);
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
