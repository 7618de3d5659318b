// node desk.js CHROMIUM ORIGIN PATH… < nothing > JSON
// Looks at each page of a preview at two widths, light and dark, as its author would, and tells what is
// seen of bar and banner, whether anything is wider than the window, and what axe finds.
const { ALL, COLOURS, judge, prepare } = require("./axe.js");
const { launch } = require("./browser.js");

const LOOKS = [[1280, "light", ALL], [1280, "dark", COLOURS], [390, "dark", ALL], [390, "light", COLOURS]];

function shown() {
  const inside = (name) => document.querySelector(name)?.shadowRoot ?? null;
  const words = (root) => [...root.querySelectorAll("a")].map((a) => a.textContent.trim());
  const bar = document.querySelector("publisher-bar");
  const banner = inside("publisher-banner");
  return {
    bar: bar ? words(bar) : [],
    height: Math.round(bar?.getBoundingClientRect().height ?? 0),
    banner: banner ? banner.querySelector("strong").textContent : "",
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}

// Opened once, as wide as a desk's; what follows is how a window and a system are changed.
async function looks(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, colorScheme: "light" });
  const errors = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(url);
  await prepare(page);
  const told = [];
  for (const [width, scheme, options] of LOOKS) {
    const axe = (await judge(page, width, scheme, options))
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`));
    told.push({ ...await page.evaluate(shown), axe, errors });
  }
  await page.close();
  return told;
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
    for (const path of paths) told.pages[path] = await looks(browser, origin + path);
    told.keyboard = await keyboard(browser, origin);
    told.tags = await tags(browser, origin);
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
