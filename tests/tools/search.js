// node search.js CHROMIUM ORIGIN QUERY… < nothing > JSON
// Looks for each query on ORIGIN's search page as a reader would, and tells what was shown. A query
// is what stands after `?` in the address. Then come a few readers with habits of their own.
const { launch } = require("./browser.js");

const DONE = /träff|gick inte/;

const PHONE = { viewport: { width: 390, height: 900 } };

async function open(browser, options = {}) {
  return watched(await browser.newPage({ ...PHONE, ...options }));
}

function watched(page) {
  const log = { errors: [], asked: [] };
  page.on("request", (request) => log.asked.push(request.url()));
  page.on("pageerror", (error) => log.errors.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") log.errors.push(message.text()); });
  page.on("response", (response) => {
    if (response.status() >= 400) log.errors.push(`${response.status()} ${response.url()}`);
  });
  return { page, log };
}

async function answered(page) {
  await page.waitForFunction(
    (pattern) => new RegExp(pattern).test(document.querySelector(".search__status").textContent),
    DONE.source);
}

function shown(page) {
  return page.evaluate(() => {
    const read = (node) => node.textContent.replace(/\s+/g, " ").trim();
    const all = (name, root = document) => [...root.querySelectorAll(name)];
    return {
      status: read(document.querySelector(".search__status")),
      help: !document.querySelector(".search__help").hidden,
      more: !document.querySelector(".search__more").hidden,
      chips: all(".chip").map(read),
      years: all("select[name=ar] option").map(read),
      hits: all(".hit").map((hit) => ({
        title: read(hit.querySelector("h2")),
        link: hit.querySelector("h2 a").getAttribute("href"),
        text: read(hit.querySelector(".item__text")),
        meta: read(hit.querySelector(".meta")),
        marks: all(".item__text mark", hit).map(read),
        moments: all(".moment", hit).map((link) => [link.getAttribute("href"), read(link)]),
      })),
    };
  });
}

// Each query is asked for by its address, by a reader who has been here before: the index and what reads
// it lie in the browser's cache. In one tab, since each new one is a process that takes longer to start
// than the search.
async function query({ page, log }, origin, words) {
  await page.goto(`${origin}/sok/?${words}`);
  await answered(page);
  return { ...await shown(page), errors: log.errors.splice(0), asked: log.asked.splice(0) };
}

// Types in the box at the top of the front page, with nothing but the keyboard.
async function typist(browser, origin) {
  const { page, log } = await open(browser, { viewport: { width: 1280, height: 900 } });
  await page.goto(`${origin}/`);
  const before = [...log.asked];
  await page.focus(".find__words");
  await page.keyboard.type("förbud");
  await page.keyboard.press("Enter");
  await page.waitForURL(/sok\/\?q=/);
  await answered(page);
  const first = await shown(page);
  await page.focus(".search__words");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("stuga");
  await page.waitForFunction(() => document.querySelector(".search__status").textContent.includes("stuga"));
  const second = await shown(page);
  const address = page.url();
  const stops = [];
  for (let press = 0; press < 8; press += 1) {
    await page.keyboard.press("Tab");
    stops.push(await page.evaluate(() => document.activeElement.className || document.activeElement.name
      || document.activeElement.closest(".hit")?.className || document.activeElement.tagName));
  }
  await page.close();
  return { before, first, second, address, stops, ...log };
}

// Chooses a filter by clicking, and lets go of it again where nothing is left.
async function chooser(browser, origin) {
  const { page, log } = await open(browser);
  await page.goto(`${origin}/sok/?q=kina`);
  await answered(page);
  const all = await shown(page);
  await page.check("input[value=avsnitt]");
  await page.waitForFunction(() => new URL(location).searchParams.get("slag") === "avsnitt");
  await page.waitForFunction((count) => document.querySelectorAll(".hit").length !== count, all.hits.length);
  const episodes = await shown(page);
  await page.goto(`${origin}/sok/?q=stuga&slag=avsnitt`);
  await answered(page);
  const nothing = await shown(page);
  await page.click(".search__all");
  await page.waitForSelector(".hit");
  const again = await shown(page);
  await page.close();
  return { all, episodes, nothing, again, ...log };
}

async function scriptless(browser, origin) {
  const { page, log } = await open(browser, { javaScriptEnabled: false });
  await page.goto(`${origin}/sok/?q=kina`);
  const seen = {
    text: await page.locator("main").innerText(),
    form: await page.locator("form.search").isVisible(),
    links: await page.locator("main a").evaluateAll((all) => all.map((a) => a.getAttribute("href")))
      .catch(() => []),
  };
  await page.close();
  return { ...seen, ...log };
}

async function judge(browser, origin) {
  const found = [];
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [390, 1280]) {
      const { page } = await open(browser, { colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      await page.goto(`${origin}/sok/?q=kina`);
      await answered(page);
      await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
      const { violations } = await page.evaluate(() => axe.run());
      found.push(...violations.map((each) => `${colorScheme} ${width} ${each.id}: ${each.nodes[0].html}`));
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (sideways > 0) found.push(`${colorScheme} ${width} sticks out ${sideways} px`);
      await page.close();
    }
  }
  return found;
}

(async () => {
  const [executablePath, origin, ...queries] = process.argv.slice(2);
  const browser = await launch(executablePath);
  const told = { queries: {} };
  try {
    const reader = await open(browser);
    for (const words of queries) told.queries[words] = await query(reader, origin, words);
    await reader.page.close();
    told.typist = await typist(browser, origin);
    told.chooser = await chooser(browser, origin);
    told.scriptless = await scriptless(browser, origin);
    told.axe = await judge(browser, origin);
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
