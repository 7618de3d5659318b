// node editor.js CHROMIUM < JSON > JSON
// A writer at the desk: begins a text, writes, is interrupted by another program, and looks at it all.
// {"address": what the terminal printed, "root": the publication}. Prints what was seen on the way.
const { readFileSync, writeFileSync } = require("node:fs");
const { createServer } = require("node:http");
const { join } = require("node:path");
const { chromium } = require("playwright-core");
const { source: axe } = require("axe-core");

const text = (page) => page.evaluate(() => [...document.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));
const saved = (page) => page.waitForFunction(() => document.querySelector("[data-state]").dataset.kind === "saved");

let told = () => "";
async function until(what, holds) {
  for (const end = Date.now() + 30000; Date.now() < end; await new Promise((done) => setTimeout(done, 50))) {
    if (await holds()) return;
  }
  throw new Error(`never: ${what}\n${await told()}`);
}

// Another user of the same computer has a server on it, and the writer opens it: it is handed nothing that
// opens the desk, and its page reaches nothing there.
async function elsewhere(context, address) {
  const heard = [];
  const { origin } = new URL(address);
  const server = createServer((request, response) => {
    heard.push(JSON.stringify([request.url, request.headers]));
    response.setHeader("Content-Type", "text/html");
    response.end(`<!doctype html><p><img src="${origin}/skrivbord/"><iframe src="${origin}/skrivbord/"></iframe>`);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  try {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${server.address().port}/`);
    const reached = await page.evaluate(async (desk) => {
      const told = [String(document.cookie), String(localStorage.getItem("publisher:key"))];
      for (const path of ["/skrivbord/", "/skrivbord/api/text", "/__publisher__/events"]) {
        try { told.push((await fetch(desk + path, { credentials: "include" })).status); } catch { told.push("refused"); }
      }
      const opened = open(`${desk}/skrivbord/`);
      await new Promise((done) => { setTimeout(done, 300); });
      try { told.push(opened?.location.href ?? "closed"); } catch { told.push("closed"); }
      opened?.close();
      return told;
    }, origin);
    await page.close();
    return { heard: heard.join("\n"), reached };
  } finally {
    server.close();
  }
}

(async () => {
  const { address, root } = JSON.parse(readFileSync(0, "utf-8"));
  const browser = await chromium.launch({ executablePath: process.argv[2], args: ["--no-sandbox", "--disable-gpu"] });
  const seen = { errors: [] };
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "sv-SE" });
    const page = await context.newPage();
    page.on("console", (message) => { if (message.type() === "error" && !message.text().startsWith("Failed to load")) seen.errors.push(message.text()); });
    // A page that is not built yet is not there yet; the desk itself always is, but for a conflict, and but for
    // an address whose key is found first.
    page.on("response", (response) => {
      const own = response.url().startsWith(new URL(address).origin);
      if (own && response.status() >= 400 && ![401, 409].includes(response.status())) seen.errors.push(`${response.status()} ${response.url()}`);
    });
    page.on("pageerror", (error) => seen.errors.push(String(error)));

    await page.goto(address);
    await page.waitForSelector("[data-begin]");
    seen.address = page.url();
    await page.reload();
    await page.waitForSelector("[data-begin]");
    seen.reloaded = [page.url(), await page.textContent("h1")];
    seen.locked = [];
    const stranger = await browser.newContext();
    for (const asked of [seen.address, address.replace(/\/[\w-]{32}\//, `/${"A".repeat(32)}/`)]) {
      const other = await stranger.newPage();
      await other.goto(asked);
      await other.waitForSelector("main:not([hidden])");
      seen.locked.push(await other.textContent("h1"));
    }
    await stranger.close();
    seen.elsewhere = await elsewhere(context, address);
    await page.fill("[data-begin] [name=title]", "Min första text");
    await page.click("[data-begin] button");
    await page.waitForSelector("[data-ready]");
    seen.path = decodeURIComponent(new URL(page.url()).pathname.replace("/skrivbord/skriv/", ""));
    const file = join(root, seen.path);
    const onDisk = () => readFileSync(file, "utf-8");
    told = async () => `${onDisk()}\n${await text(page)}\n${await page.textContent("[data-state]")}`;
    const frame = page.frameLocator("[data-frame]");

    // Written, saved by itself, and on the page beside.
    await page.click(".cm-content");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Ett stycke om ");
    await page.keyboard.press("Control+b");
    await page.keyboard.type("Kina");
    await page.keyboard.press("Control+b");
    await page.keyboard.type(".\n\nTvå.\n\nTre.\n");
    await frame.locator(".text strong", { hasText: "Kina" }).waitFor();
    await until("saved", () => onDisk().includes("Ett stycke om **Kina**.\n\nTvå.\n\nTre.\n"));
    await saved(page);
    seen.written = onDisk();
    seen.words = await page.textContent("[data-words]");

    // A title in the form is a field in the head, and a heading on the page.
    await page.fill("#falt-title", "En annan rubrik: nu med kolon");
    await until("title", () => onDisk().includes('title: "En annan rubrik: nu med kolon"'));
    await frame.locator("h1", { hasText: "En annan rubrik: nu med kolon" }).waitFor({ timeout: 60000 });
    await saved(page);

    // Another program writes in another paragraph: both are there.
    await page.click(".cm-content");
    await page.keyboard.press("Control+End");
    writeFileSync(file, onDisk().replace("Två.", "Två, utifrån."));
    await page.keyboard.type("Fyra.");
    await until("both", () => onDisk().includes("Två, utifrån.\n\nTre.\nFyra."));
    await until("shown", async () => (await text(page)).includes("Två, utifrån."));
    await saved(page);
    seen.merged = onDisk();

    // In the same one: nothing is written until the writer has chosen.
    writeFileSync(file, onDisk().replace("Fyra.", "Fyra, utifrån."));
    await page.keyboard.type(" Fem.");
    await page.waitForSelector("[data-conflict][open]");
    seen.conflict = { disk: onDisk(), shown: await page.textContent("[data-disk-text]"), own: await page.textContent("[data-own-text]") };
    await page.keyboard.press("Tab");
    await page.click("[data-keep-own]");
    await until("kept", () => onDisk().includes("Fyra. Fem."));
    await saved(page);

    // The other texts, by title.
    await page.click(".cm-content");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\n\nSe [[första");
    await page.waitForSelector(".cm-tooltip-autocomplete [role=option]");
    await page.waitForTimeout(200);
    await page.keyboard.press("Enter");
    await until("linked", () => onDisk().includes("Se [[forsta|En första artikel]]"));
    await frame.locator('.text a[href$="/2025/forsta/"]').waitFor();

    // What is wrong stands at its line.
    await page.keyboard.type("\n\nSe [x](borta.md).");
    await page.waitForSelector(".cm-lintRange-error");
    seen.findings = await page.textContent("[data-findings]");
    await page.keyboard.press("Control+z");

    // What other programs copied comes in as Markdown; what is Markdown already stays as it is.
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const copied = (kinds) => page.evaluate((given) => navigator.clipboard.write([new ClipboardItem(
      Object.fromEntries(Object.entries(given).map(([kind, words]) => [kind, new Blob([words], { type: kind })])))]), kinds);
    await page.click(".cm-content");
    await page.keyboard.press("Control+End");
    await copied({
      "text/html": "<h1>Inklistrat</h1><p>Ord <b>fett</b> “citat”.</p><ul><li>Ett</li></ul><p><img src='https://x.example/a.png' alt='a'></p>",
      "text/plain": "Inklistrat\nOrd fett citat\nEtt",
    });
    await page.keyboard.press("Control+v");
    await until("pasted", () => onDisk().includes("\n\n## Inklistrat\n\nOrd **fett** ”citat”.\n\n- Ett"));
    await page.waitForSelector("[data-pasted]:not([hidden])");
    seen.pasted = await page.textContent("[data-pasted-told]");
    await page.evaluate(axe);
    for (const { id, nodes } of (await page.evaluate(() => axe.run(document, { iframes: false }))).violations) {
      seen.errors.push(`axe pasted: ${id} ${nodes[0].html}`);
    }
    await page.click("[data-pasted-close]");
    await page.click(".cm-content");
    await page.keyboard.press("Control+End");
    await copied({ "text/html": "<div><span>**redan** Markdown</span></div>", "text/plain": "**redan** Markdown" });
    await page.keyboard.type("\n\n");
    await page.keyboard.press("Control+v");
    await until("pasted as it is", () => onDisk().includes("**redan** Markdown"));

    // A picture that is chosen lies beside the text, with its words, and stands on the page.
    await page.click(".cm-content");
    await page.keyboard.press("Control+End");
    await page.setInputFiles("[data-picture-choose]", join(root, "..", "Min bild.png"));
    await page.waitForSelector("[data-picture][open]");
    await page.evaluate(axe);
    for (const { id, nodes } of (await page.evaluate(() => axe.run(document, { iframes: false }))).violations) {
      seen.errors.push(`axe picture: ${id} ${nodes[0].html}`);
    }
    await page.fill("[data-picture-alt]", "En [röd] yta");
    await page.fill("[data-picture-caption]", 'Bild "ett"');
    await page.click("[data-picture] button[value=text]");
    await until("picture", () => onDisk().includes('![En \\[röd\\] yta](min-bild.png "Bild ”ett”")'));
    await frame.locator(".text img[src*='min-bild']").waitFor();

    // Every part for everybody.
    for (const part of ["", "head", "preview"]) {
      if (part) await page.evaluate((name) => document.querySelector(`[data-opens=${name}]`).click(), part);
      await page.evaluate(axe);
      const found = await page.evaluate(() => axe.run(document, { iframes: false }));
      for (const { id, nodes } of found.violations) seen.errors.push(`axe ${part}: ${id} ${nodes[0].html}`);
    }
    for (const width of [390, 768, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) seen.errors.push(`${width}: ${wide} too wide`);
    }
    page.removeAllListeners("console");  // the browser says what it refuses
    // What the text holds cannot ask the desk for anything, nor read its key.
    const inside = page.frames().find((each) => each !== page.mainFrame());
    seen.reached = await inside.evaluate(async (desk) => {
      const told = [];
      try { told.push(String(parent.document.body.dataset.key)); } catch { told.push("closed"); }
      try {
        const answer = await fetch(`${desk}/skrivbord/api/text`, { method: "POST", credentials: "include", headers: { "Content-Type": "application/json", "X-Desk-Key": "x" }, body: "{}" });
        told.push(String(answer.status));
      } catch { told.push("refused"); }
      try { await fetch(`${desk}/skrivbord/`, { credentials: "include" }); told.push("read"); } catch { told.push("refused"); }
      return told;
    }, new URL(address).origin);
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(seen));
})();
