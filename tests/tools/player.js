// node player.js CHROMIUM EPISODE < nothing > JSON
// Plays an episode: presses the second chapter, then the third heading of the transcript; and, with
// scripts off, tells where the second chapter leads.
const { launch } = require("./browser.js");

const heard = (page, start) => page.waitForFunction(
  (least) => document.querySelector("audio").currentTime > least, start);

const state = (page) => page.evaluate(() => ({
  at: document.querySelector("audio").currentTime,
  playing: !document.querySelector("audio").paused,
  marked: [...document.querySelectorAll("[aria-current=true]")].map((each) => each.innerText),
}));

(async () => {
  const [executablePath, url] = process.argv.slice(2);
  const browser = await launch(executablePath, "--autoplay-policy=no-user-gesture-required");
  const told = { errors: [] };
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => told.errors.push(String(error)));
    await page.goto(url);
    told.chapters = await page.$$eval(".chapters__mark", (links) => links.map((link) => (
      { text: link.innerText, start: Number(link.hash.slice(3)) })));
    told.before = (await state(page)).marked;
    // So slow that a chapter lasts, however busy the machine is.
    await page.evaluate(() => { document.querySelector("audio").playbackRate = 1 / 16; });
    await page.click(".chapters li:nth-child(2) .chapters__mark");
    await heard(page, told.chapters[1].start);
    told.chapter = await state(page);
    await page.click(".transcript summary");
    await page.click(".transcript h3:nth-of-type(3) a");
    await heard(page, told.chapters[2].start);
    told.transcript = await state(page);
    told.address = page.url();
    const plain = await browser.newPage({ javaScriptEnabled: false });
    await plain.goto(url);
    told.without = await plain.locator(".chapters__mark").nth(1).getAttribute("href");
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
