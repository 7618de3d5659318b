// node dark.js CHROMIUM FOLDER '{"name": "url", …}' SELECTOR < nothing > JSON
// Photographs every picture that SELECTOR finds, as it is seen in a dark room; tells the files' names.
const { launch } = require("./browser.js");
const path = require("node:path");

(async () => {
  const [executablePath, folder, pages, selector] = process.argv.slice(2);
  const browser = await launch(executablePath);
  const told = {};
  try {
    for (const [name, url] of Object.entries(JSON.parse(pages))) {
      const page = await browser.newPage({ colorScheme: "dark", viewport: { width: 800, height: 900 } });
      await page.goto(url, { waitUntil: "load" });
      await page.evaluate(() => Promise.all([...document.images].map((image) => {
        image.loading = "eager";
        return image.decode().catch(() => 0);
      })));
      told[name] = [];
      for (const image of await page.locator(selector).all()) {
        const file = `${name}-${told[name].length}.png`;
        await image.screenshot({ path: path.join(folder, file) });
        told[name].push([await image.getAttribute("alt"), file]);
      }
      await page.close();
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
