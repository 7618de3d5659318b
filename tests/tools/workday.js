// node workday.js CHROMIUM < JSON > JSON
// A whole day at the desk: an article is written with a picture, looked at, let out, sent as a trial letter,
// put right and taken back. {"address": what the terminal printed, "picture": a file, "web": the origin that
// readers have, "photos": a folder or ""}. Tells what was seen on the way.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { launch } = require("./browser.js");
const { source: axe } = require("axe-core");

(async () => {
  const { address, picture, web, photos } = JSON.parse(readFileSync(0, "utf-8"));
  const browser = await launch(process.argv[2]);
  const seen = { errors: [], went: {}, web: {} };
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "sv-SE" });
  const page = await context.newPage();
  page.on("pageerror", (error) => seen.errors.push(String(error)));

  async function looked(name) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run(document, { iframes: false }));
    for (const { id, nodes } of violations) seen.errors.push(`axe ${name}: ${id} ${nodes[0].html}`);
    for (const [look, width, colorScheme] of [["phone", 390, "dark"], ["desk", 1280, "light"]]) {
      await page.setViewportSize({ width, height: 900 });
      if (name !== "everywhere") await page.emulateMedia({ colorScheme });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) seen.errors.push(`${name} ${width}: ${wide} too wide`);
      if (photos) await page.screenshot({ path: join(photos, `${name}-${look}.png`), fullPage: true });
    }
  }
  // The page is opened until the form is there: what was written is to be built first.
  async function form(url, name) {
    for (;;) {
      await page.goto(url);
      if (await page.locator(`form[data-deed=${name}]`).count()) return page.locator(`form[data-deed=${name}]`).first();
      await page.waitForTimeout(500);
    }
  }
  const ended = () => page.waitForFunction(() => {
    const state = document.querySelector("[data-deed-went]").dataset.went;
    return state && state !== "running";
  });
  async function deed(url, name, values = {}) {
    const place = await form(url, name);
    await place.evaluate((node) => { const box = node.closest("details"); if (box) box.open = true; });
    for (const [field, value] of Object.entries(values)) await place.locator(`[name=${field}]`).fill(value);
    await place.locator("button").click();
    await page.locator("[data-deed-confirm]").waitFor({ state: "visible" });
    await looked(`plan-${name}`);
    await page.click("[data-deed-confirm]");
    await page.locator("[data-deed-choice]").waitFor({ state: "hidden" });
    await page.reload(); // what goes on is shown again
    await ended();
    seen.went[name] = await page.textContent("[data-deed-went]");
    seen.output = await page.textContent("[data-deed-output]");
    if (seen.went[name] !== "Klart.") throw new Error(`${name}: ${seen.went[name]}\n${seen.output}`);
  }
  const told = async (url) => {
    const answer = await fetch(url);
    return `${answer.status} ${await answer.text()}`;
  };

  try {
    await page.goto(address);
    await page.fill("[data-begin] [name=title]", "Gruvan i Vaxholm");
    await page.click("[data-begin] button");
    await page.waitForSelector("[data-ready]");
    const path = decodeURIComponent(new URL(page.url()).pathname.replace(/.*\/skrivbord\/skriv\//, ""));
    seen.path = path;
    await page.click(".cm-content");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Gruvan har tusen anställda.\n\n");
    await page.setInputFiles("[data-picture-choose]", picture);
    await page.fill("[data-picture-alt]", "En gruva");
    await looked("picture");
    await page.click("[data-picture] button[value=text]");
    await page.frameLocator("[data-frame]").locator(".text img").waitFor();
    await page.click("[data-opens=head]");
    await page.selectOption("#falt-mail-send", { index: 1 });
    await page.fill("#falt-mail-subject", "Gruvan");
    await looked("head");
    await page.click("[data-keys]");
    await looked("help");
    await page.keyboard.press("Escape");
    const origin = new URL(address).origin;
    await page.click("[data-leads-on].button");
    await page.waitForURL(/publicera/);
    const publish = page.url();
    await looked("publish");

    await deed(publish, "publish");
    await deed(publish, "deploy");
    const at = `${web}/${path.match(/\d{4}/)[0]}/gruvan-i-vaxholm/`;
    seen.web.published = await told(at);
    await page.goto(`${origin}/skrivbord/overallt/?text=${encodeURIComponent(path)}`);
    await page.frameLocator(".letter iframe").locator("h1").first().waitFor();
    await page.frameLocator(".phone.dark iframe").locator("h1").first().waitFor();
    await page.emulateMedia({ colorScheme: null }); // then a frame is dark if the page says so
    const dark = () => matchMedia("(prefers-color-scheme: dark)").matches;
    seen.dark = [];
    for (const kind of ["light", "dark"]) {
      const frame = await page.locator(`.phone.${kind} iframe`).first().elementHandle();
      seen.dark.push(await (await frame.contentFrame()).evaluate(dark));
    }
    seen.everywhere = await page.locator("main").innerText();
    const inside = page.frames().find((each) => each.url().includes("/__publisher__/item/"));
    await inside.locator("h1").waitFor();
    seen.reader = await inside.locator("main").innerText();
    await looked("everywhere");
    await deed(publish, "test", { address: "prov@x.example" });
    await deed(publish, "correct", { words: "Gruvan har hundra anställda." });
    await deed(publish, "deploy");
    seen.web.corrected = await told(at);
    await deed(publish, "withdraw", { words: "Gruvan finns inte." });
    await deed(publish, "deploy");
    seen.web.withdrawn = await told(at);
    await page.goto(`${origin}/skrivbord/filen/?text=${encodeURIComponent(path)}`);
    await looked("file");
    await page.goto(`${origin}/skrivbord/git/`);
    await looked("git");
    seen.address = page.url();
  } catch (error) {
    if (photos) await page.screenshot({ path: join(photos, "wrong.png"), fullPage: true });
    throw error;
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(seen));
})();
