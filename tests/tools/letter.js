// node letter.js CHROMIUM URL < nothing > JSON
// Opens a letter's preview as its author does, makes each choice, and tells what was then seen.
const { source: AXE } = require("axe-core");
const { launch } = require("./browser.js");

// What the two frames show: their widths, the colour of the sheet, and how many pictures came.
const shown = () => [...document.querySelectorAll("iframe")].map((frame) => {
  const inside = frame.contentDocument;
  const sheet = inside.querySelector(".sheet");
  return {
    width: frame.clientWidth,
    sideways: inside.documentElement.scrollWidth - inside.documentElement.clientWidth,
    whole: frame.clientHeight >= inside.documentElement.scrollHeight,
    colour: inside.defaultView.getComputedStyle(sheet).backgroundColor,
    pictures: [...inside.images].filter((image) => image.naturalWidth > 0).length,
    sheets: inside.querySelectorAll("style").length,
  };
});

(async () => {
  const [executablePath, url] = process.argv.slice(2);
  const browser = await launch(executablePath);
  const told = { errors: [], foreign: [], violations: [], sideways: {}, shown: {} };
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on("pageerror", (error) => told.errors.push(String(error)));
    page.on("console", (message) => { if (message.type() === "error") told.errors.push(message.text()); });
    page.on("request", (request) => {
      if (new URL(request.url()).protocol !== new URL(url).protocol) told.foreign.push(request.url());
    });
    await page.goto(url, { waitUntil: "load" });
    const settled = () => page.waitForFunction(() => [...document.querySelectorAll("iframe")].every(
      (frame) => frame.clientHeight > 300 && [...frame.contentDocument.images].every((one) => one.complete)));
    const choose = async (...values) => {
      for (const value of values) await page.check(`input[value=${value}]`);
      await settled();
      told.shown[values.join(" ") || "first"] = await page.evaluate(shown);
    };
    await choose();
    told.links = await page.locator(".links li").count();
    told.text = await page.locator("pre").evaluate((element) => element.textContent);
    await choose("dark");
    await choose("light", "blocked");
    await choose("shown", "lost");
    await choose("kept");
    for (const details of await page.locator("summary").all()) await details.click();
    for (const [width, colorScheme] of [[1280, "light"], [390, "light"], [390, "dark"]]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      told.sideways[width] = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => axe.run({ exclude: [["iframe"]] }));
      told.violations.push(...violations.map((each) => `${width} ${colorScheme} ${each.id}: ${
        each.nodes.map((node) => node.target.join(" ")).join(", ")}`));
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
