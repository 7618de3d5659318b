// node pictures.js CHROMIUM FOLDER '{"name": "url", …}'
// Photographs each page whole, at a phone's and a desk's width, in light and in dark.
const { launch } = require("./browser.js");
const path = require("node:path");


(async () => {
  const [executablePath, folder, pages] = process.argv.slice(2);
  const browser = await launch(executablePath);
  try {
    for (const width of [390, 1280]) {
      for (const colorScheme of ["light", "dark"]) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
        const page = await context.newPage();
        for (const [name, url] of Object.entries(JSON.parse(pages))) {
          await page.goto(url, { waitUntil: "load" });
          // Pictures below the fold are fetched only when somebody comes near.
          await page.evaluate(() => {
            for (const image of document.images) image.loading = "eager";
            return Promise.all([...document.images].map((image) => image.decode().catch(() => 0)));
          });
          await page.evaluate(() => document.fonts.ready);
          const file = path.join(folder, `${name}-${width}-${colorScheme}.png`);
          await page.screenshot({ path: file, fullPage: true });
        }
        await context.close();
      }
    }
  } finally {
    await browser.close();
  }
})();
