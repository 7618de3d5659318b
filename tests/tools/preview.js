// node preview.js CHROMIUM ORIGIN PUBLICATION PID < nothing > JSON
// Reads an article in the preview while its files are saved, and tells what the browser did.
const { launch } = require("./browser.js");
const { readFileSync, writeFileSync } = require("node:fs");

(async () => {
  const [executablePath, origin, root, pid] = process.argv.slice(2);
  const save = (name, old, fresh) => {
    const text = readFileSync(`${root}/${name}`, "utf-8");
    if (!text.includes(old)) throw new Error(`${name} lacks ${old}`);
    writeFileSync(`${root}/${name}`, text.replace(old, fresh));
  };
  const article = "content/artiklar/2025/forsta.md";
  const browser = await launch(executablePath);
  const told = { errors: [] };
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => told.errors.push(String(error)));
    await page.goto(`${origin}/2025/forsta/`);
    const other = await browser.newPage();
    await other.goto(`${origin}/2025/andra/`);
    await other.evaluate(() => { window.untouched = true; });

    save(article, "En andra text.", "En ny andra text.");
    await page.getByText("En ny andra text.").waitFor();
    told.reloaded = true;
    await page.evaluate(() => { window.untouched = true; });

    save(article, "tags: [kina]", "tagar: [kina]");
    const panel = page.locator("publisher-preview section");
    await panel.waitFor();
    told.fault = [await panel.locator("h2").innerText(), await panel.locator("code").innerText()];
    told.stayed = await page.evaluate(() => window.untouched === true);
    await panel.getByText("Dölj").click();
    told.hidden = await page.locator("publisher-preview button").innerText();
    save(article, "tagar: [kina]", "tags: [kina]");
    await page.locator("publisher-preview button").waitFor({ state: "detached" });
    told.mended = true;

    told["other page left alone"] = await other.evaluate(() => window.untouched === true);
    save("theme/web/assets/stylesheets/base.css", ":root {", ":root { --prov: 7px;");
    await page.waitForFunction(
      () => getComputedStyle(document.documentElement).getPropertyValue("--prov") === "7px");
    told["restyled without reloading"] = await page.evaluate(() => window.untouched === true);

    process.kill(Number(pid), "SIGINT");
    const note = page.locator("publisher-preview .note");
    await note.waitFor();
    told["told at the end"] = await note.innerText();
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
