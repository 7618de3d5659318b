// node interrupted.js CHROMIUM, then a line of JSON at a time.
// A writer whose desk is killed in mid-word: types until told to stop, and finds it again at the next desk.
// {"type": address of a text, "pause": milliseconds between keys} types and says how much, key by key;
// {"stop": true} ends that, and tells what stands in the text; {"find": address} opens the text again,
// takes what the browser had kept, waits until it is saved, and tells what stands there. {"both": address} opens
// the text twice, {"words": […, …]} types in each and closes them when the desk is away, {"each": address}
// takes all that was kept, one after the other.
const { createInterface } = require("node:readline");
const { launch } = require("./browser.js");

const say = (told) => process.stdout.write(`${JSON.stringify(told)}\n`);
const text = (page) => page.evaluate(() => [...document.querySelectorAll(".cm-line")].map((line) => line.textContent).join("\n"));

async function opened(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForSelector("[data-ready]");
  return page;
}

(async () => {
  const browser = await launch(process.argv[2]);
  const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
  let page = null;
  let pages = [];
  let typing = null;
  let stopped = false;
  async function type(pause) {
    await page.click(".cm-content");
    await page.keyboard.press("Control+End");
    say({ ready: true });
    for (let number = 0; !stopped; number += 1) {
      const word = `ord${number}`;
      for (const key of `${word}${number % 9 === 8 ? "\n" : " "}`) {
        await page.keyboard.press(key === "\n" ? "Enter" : key === " " ? "Space" : key);
        if (pause) await page.waitForTimeout(pause);
      }
      say({ word, at: Date.now() });
    }
  }
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line);
    if (asked.type) {
      page = await opened(context, asked.type);
      stopped = false;
      typing = type(asked.pause);
    } else if (asked.stop) {
      stopped = true;
      await typing;
      say({ text: await text(page), state: await page.textContent("[data-state]") });
      await page.close();
    } else if (asked.both) {
      pages = [await opened(context, asked.both), await opened(context, asked.both)];
      say({ ready: true });
    } else if (asked.words) {
      for (const [at, words] of asked.words.entries()) {
        await pages[at].bringToFront();
        await pages[at].click(".cm-content");
        await pages[at].keyboard.press("Control+End");
        await pages[at].keyboard.type(words);
      }
      for (const each of pages) await each.waitForFunction(() => /svarar inte/.test(document.querySelector("[data-state]").textContent));
      for (const each of pages) await each.close();
      say({ closed: true });
    } else if (asked.each) {
      page = await opened(context, asked.each);
      const found = [];
      while (await page.isVisible("[data-kept]")) {
        await page.click("[data-kept-take]");
        found.push(await text(page));
      }
      say({ found });
      await page.close();
    } else {
      page = await opened(context, asked.find);
      const kept = await page.isVisible("[data-kept]");
      if (kept) {
        await page.click("[data-kept-take]");
        await page.waitForSelector("[data-kept]", { state: "hidden" });
        await page.waitForFunction(() => document.querySelector("[data-state]").dataset.kind === "saved");
      }
      say({ kept, text: await text(page) });
      await page.close();
    }
  }
  await browser.close();
})();
