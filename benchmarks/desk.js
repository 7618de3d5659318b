// node desk.js CHROMIUM ADDRESS KEYS: types so many keys into the text at ADDRESS, and tells for each how many
// milliseconds went by until the page beside it showed it. Both are told by the machine's one clock.
const { launch } = require("../tests/tools/browser.js");

const [executablePath, address, keys] = process.argv.slice(2);

(async () => {
  const browser = await launch(executablePath);
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const began = Date.now();
    await page.goto(address);
    await page.waitForSelector("[data-ready]");
    const ready = Date.now() - began;
    const frame = await (await page.waitForSelector("[data-frame]")).contentFrame();
    await frame.waitForSelector(".text");
    await page.evaluate(() => {
      window.pressed = [];
      addEventListener("keydown", () => window.pressed.push(Date.now()), true);
    });
    await frame.evaluate(() => {
      window.shown = {};
      new MutationObserver(() => {
        const found = /mark(x+)/.exec(document.querySelector(".text").textContent);
        if (found) window.shown[found[1].length] ??= Date.now();
      }).observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    await page.click(".cm-content");
    await page.keyboard.press("Control+End");
    await page.keyboard.press("Enter");
    await page.keyboard.type("mark");
    await page.waitForTimeout(1500);
    await page.evaluate(() => { window.pressed = []; });
    for (let at = 0; at < Number(keys); at += 1) {
      await page.keyboard.press("x");
      await page.waitForTimeout(60 + ((at * 37) % 300)); // as unevenly as people write
    }
    await page.waitForTimeout(2000);
    const pressed = await page.evaluate(() => window.pressed);
    const shown = await frame.evaluate(() => window.shown);
    // A key that the next one overtook is shown together with it.
    const at = Object.keys(shown).map(Number).sort((one, other) => one - other);
    const took = pressed.map((time, number) => shown[at.find((many) => many > number)] - time);
    console.log(JSON.stringify({ ready, took }));
  } finally {
    await browser.close();
  }
})();
