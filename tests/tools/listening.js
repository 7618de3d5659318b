// node listening.js CHROMIUM ORIGIN SCENARIO < nothing > JSON
// Listens to the sample publication as somebody would, and tells what is seen and heard.
const { launch } = require("./browser.js");

const [executablePath, origin, scenario] = process.argv.slice(2);
const EPISODE = `${origin}/podd/nya-kalla-kriget/gruvan-i-ytterby/`;
const SHOW = `${origin}/podd/nya-kalla-kriget/`;
const CHAPTER = (n) => `.chapters li:nth-child(${n}) .chapters__mark`;

const sound = (page) => page.evaluate(() => {
  const heard = document.querySelector(".foot audio") ?? document.querySelector("audio");
  return { at: heard.currentTime, playing: !heard.paused, rate: heard.playbackRate };
});
const until = (page, least) => page.waitForFunction((time) => {
  const heard = document.querySelector(".foot audio") ?? document.querySelector("audio");
  return heard?.currentTime > time;
}, least);
const at = (page, path) => page.waitForFunction((wanted) => location.pathname === wanted
  && !document.querySelector("[aria-busy]"), path);
// Presses a button that skips; tells how far, with no time for the sound to play on in between.
const skip = (page, selector) => page.evaluate((wanted) => {
  const heard = document.querySelector(".foot audio") ?? document.querySelector("audio");
  const before = heard.currentTime;
  document.querySelector(wanted).click();
  return { by: heard.currentTime - before, playing: !heard.paused, rate: heard.playbackRate };
}, selector);
// The sound of a page is less than a minute: on a busy machine it must last for all that is done.
const slow = (page) => page.evaluate(() => {
  const heard = document.querySelector(".foot audio") ?? document.querySelector("audio");
  heard.playbackRate = 1 / 16;
});
// Where a sound was told to go last, however far it has played since.
const watchSeeks = (page) => page.addInitScript(() => {
  document.addEventListener("seeking", ({ target }) => { window.sought = target.currentTime; }, true);
});
const sought = async (page) => {
  await page.waitForFunction(() => window.sought !== undefined);
  return page.evaluate(() => { const at = window.sought; delete window.sought; return at; });
};
const stored = (page) => page.evaluate(() => ({ ...localStorage }));
const footHidden = (page, hidden) => page.waitForFunction(
  (wanted) => document.querySelector(".foot").hidden === wanted, hidden);
// Survives visits, and no load: that is how they are told apart.
const mark = (page) => page.evaluate(() => { window.sameLoad = true; });
const sameLoad = (page) => page.evaluate(() => Boolean(window.sameLoad));

async function tabTo(page, selector) {
  for (let presses = 1; presses < 120; presses += 1) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate((wanted) => {
      const node = document.activeElement;
      return node.matches(wanted) && getComputedStyle(node).outlineStyle;
    }, selector);
    if (found) return found;
  }
  throw new Error(`${selector} is out of the keyboard's reach`);
}

const scenarios = {
  async buttons({ page, context }) {
    await page.goto(EPISODE);
    const told = { before: await stored(page), cookies: [] };
    told.sizes = await page.$$eval(".player__row button", (buttons) => buttons.map((button) => {
      const { width, height } = button.getBoundingClientRect();
      return Math.min(width, height);
    }));
    await page.click("[data-speed]");
    told.unheard = await stored(page);
    await page.click(CHAPTER(1));
    await until(page, 0.1);
    await page.evaluate(() => { document.querySelector("audio").currentTime = 1; });
    told.forward = await skip(page, "[data-skip='30']");
    const label = () => page.getAttribute(".player__play", "aria-label");
    told.labels = [await label()];
    told.back = await skip(page, "[data-skip='-15']");
    told.speed = await page.innerText("[data-speed]");
    // The sound tells where it is a few times a second; the chapter follows it.
    const metadata = await page.waitForFunction(() => {
      const { title, artist, album, artwork } = navigator.mediaSession.metadata;
      return album === "Vägen till Baotou" && { title, artist, album, artwork: artwork[0].src };
    });
    told.metadata = await metadata.jsonValue();
    await until(page, 17);
    await page.evaluate(() => document.querySelector("audio").pause());
    await page.waitForFunction(() => document.querySelector(".player__play").getAttribute("aria-label") === "Spela");
    told.labels.push(await label());
    told.left = await sound(page);
    told.after = await stored(page);
    await page.reload();
    told.again = await sound(page);
    told.note = await page.innerText(".player__note");
    told.speedAgain = await page.innerText("[data-speed]");
    await page.evaluate(() => { document.querySelector("audio").play(); });
    await until(page, told.left.at - 1);
    told.resumed = await sound(page);
    await page.evaluate(() => { document.querySelector("audio").currentTime = 47; });
    await page.waitForFunction(() => document.querySelector("audio").ended);
    told.over = await stored(page);
    told.cookies = await context.cookies();
    return told;
  },

  async transcript({ page }) {
    await page.addInitScript(() => {
      window.scrolls = [];
      const real = Element.prototype.scrollIntoView;
      Element.prototype.scrollIntoView = function scrolled(how) {
        window.scrolls.push(how.behavior);
        real.call(this, how);
      };
    });
    await page.setViewportSize({ width: 390, height: 420 });
    await page.goto(EPISODE);
    await page.click(".transcript summary");
    const cues = page.locator(".cue");
    const last = await cues.count() - 1;
    const now = () => page.locator(".cue--now").allInnerTexts();
    await cues.nth(3).click();
    const clicked = { at: await sought(page), playing: (await sound(page)).playing };
    await slow(page);
    await page.waitForFunction(() => document.querySelector(".cue--now"));
    const told = { cues: await cues.allInnerTexts(), clicked, now: await now() };
    told.start = Number(await cues.nth(3).getAttribute("data-start"));
    const jump = async (to) => {
      await page.evaluate((time) => { document.querySelector("audio").currentTime = time; },
        Number(await cues.nth(to).getAttribute("data-start")) + 0.2);
      await page.waitForFunction((words) => document.querySelector(".cue--now")?.innerText === words,
        told.cues[to]);
      const followed = await page.evaluate(() => window.scrolls);
      await page.evaluate(() => { window.scrolls = []; });
      return followed;
    };
    await cues.nth(3).scrollIntoViewIfNeeded();
    await jump(3);
    told.followed = await jump(last);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.waitForFunction(() => {
      const { top, bottom } = document.querySelector(".cue--now").getBoundingClientRect();
      return top > 0 && bottom < innerHeight;
    });
    told.still = await jump(0);
    await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
    told.elsewhere = await jump(last);
    told.marked = await page.locator("[aria-current=true]").allInnerTexts();
    return told;
  },

  async address({ page }) {
    await page.goto(`${EPISODE}#t=16`);
    await page.waitForSelector(".player--ready");
    const seen = () => page.evaluate(() => {
      const words = document.querySelector("[id='t=16'] .cue").getBoundingClientRect();
      return words.height > 0 && words.top > 0 && words.bottom < innerHeight;
    });
    const told = { ...await sound(page), seen: await seen(), stored: await stored(page) };
    await page.evaluate(() => { location.hash = "#t=29"; });
    await page.waitForFunction(() => document.querySelector("audio").currentTime === 29);
    return told;
  },

  async visits({ page, context }) {
    await page.goto(EPISODE);
    await page.click(CHAPTER(2));
    await until(page, 15.2);
    await slow(page);
    await mark(page);
    const told = {};
    await page.click("header a[href='/arkiv/']");
    await at(page, "/arkiv/");
    told.archive = await page.evaluate(() => ({
      title: document.title,
      canonical: document.querySelector("link[rel=canonical]").getAttribute("href"),
      descriptions: document.querySelectorAll("meta[name=description]").length,
      h1: document.querySelectorAll("h1").length,
      focus: document.activeElement.tagName,
      said: document.querySelector(".foot__said").textContent,
      current: [...document.querySelectorAll("header [aria-current]")].map((a) => a.innerText),
      foot: !document.querySelector(".foot").hidden,
      words: document.querySelector(".foot__title").innerText,
      top: scrollY,
    }));
    const before = await sound(page);
    await page.evaluate(() => scrollTo({ top: 700, behavior: "instant" }));
    await page.waitForFunction(() => scrollY === 700);
    const path = await page.locator(".item__title a").nth(3).getAttribute("href");
    await page.evaluate((href) => document.querySelector(`.item__title a[href='${href}']`).click(), path);
    await at(page, path);
    told.article = await page.evaluate(() => ({ top: scrollY, pieces: document.querySelectorAll(".piece").length }));
    await page.goBack();
    await at(page, "/arkiv/");
    await page.waitForFunction(() => document.title.startsWith("Arkiv"));
    told.back = { top: await page.evaluate(() => scrollY) };
    await page.goForward();
    await at(page, path);
    await page.goBack();
    await at(page, "/arkiv/");
    await page.goBack();
    await at(page, "/podd/nya-kalla-kriget/gruvan-i-ytterby/");
    await page.waitForSelector(".box--player audio", { state: "attached" });
    await footHidden(page, true);
    const after = await sound(page);
    told.home = {
      same: await sameLoad(page),
      gained: after.at - before.at,
      playing: after.playing,
      sounds: await page.locator("audio").count(),
      marked: await page.locator(".chapters [aria-current=true]").allInnerTexts(),
    };
    told.works = (await skip(page, "[data-skip='-15']")).by;

    await page.fill("header input[type=search]", "Kiruna");
    await page.press("header input[type=search]", "Enter");
    await at(page, "/sok/");
    await page.evaluate(() => { delete window.sought; });
    await page.click("a.moment");
    await at(page, "/podd/nya-kalla-kriget/gruvan-i-ytterby/");
    await page.waitForSelector(".box--player audio", { state: "attached" });
    told.found = { ...await sound(page), at: await sought(page), same: await sameLoad(page), hash: await page.evaluate(() => location.hash) };
    await page.goto(EPISODE);
    await page.click(CHAPTER(2));
    await until(page, 15.2);
    await slow(page);
    await mark(page);

    // What the browser has to do by itself.
    const tab = context.waitForEvent("page");
    await page.click("header a[href='/arkiv/']", { modifiers: ["Control"] });
    await tab;
    told.tabs = context.pages().length;
    told.stayed = page.url() === EPISODE;
    await page.evaluate(() => {
      const link = document.createElement("a");
      link.href = "/finns-inte/";
      link.id = "nowhere";
      document.querySelector(".piece").append(link);
      link.innerText = "Ingenstans";
    });
    await page.click("#nowhere");
    await page.waitForFunction(() => document.title.startsWith("Sidan finns inte"));
    told.nowhere = await sameLoad(page);
    await page.goto(EPISODE);
    await mark(page);
    await page.click("header a[href='/arkiv/']");
    await at(page, "/arkiv/");
    told.silent = await sameLoad(page);
    return told;
  },

  async show({ page }) {
    await page.goto(SHOW);
    await mark(page);
    const told = { links: await page.$$eval("a.play", (links) => links.map((link) => link.innerText)) };
    await page.locator("a.play").nth(1).click();
    await until(page, 0.3);
    told.playing = await page.innerText(".foot__title");
    const words = () => page.$$eval("a.play .play__word", (each) => each.map((one) => one.innerText));
    told.words = await words();
    told.button = await page.getAttribute(".foot__play", "aria-label");
    // The bar at the foot: let go of at a place, and the sound is there.
    await page.evaluate(() => {
      delete window.sought;
      const bar = document.querySelector(".foot__seek");
      bar.value = 20;
      for (const name of ["input", "change"]) bar.dispatchEvent(new Event(name, { bubbles: true }));
    });
    told.dragged = { at: await sought(page), said: await page.getAttribute(".foot__seek", "aria-valuetext") };
    await page.click(".foot__play");
    await page.waitForFunction(() => document.querySelector(".foot__play").getAttribute("aria-label") === "Spela");
    told.rested = await words();
    await page.locator("a.play").nth(0).click();
    await page.waitForFunction(() => document.querySelector(".foot__title").innerText.startsWith("Gruvan"));
    told.other = await page.innerText(".foot__title");
    await until(page, 0.1);
    await slow(page);
    await page.click(".foot__title");
    await at(page, "/podd/nya-kalla-kriget/gruvan-i-ytterby/");
    await page.waitForSelector(".box--player audio", { state: "attached" });
    told.episode = { ...await sound(page), same: await sameLoad(page), sounds: await page.locator("audio").count() };
    await page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
    await footHidden(page, false);
    await page.click(".foot__play");
    told.paused = !(await sound(page)).playing;
    await page.click(".foot__play");
    await page.click(".foot__close");
    told.closed = { playing: (await sound(page)).playing, hidden: await page.isHidden(".foot") };
    return told;
  },

  async keyboard({ page }) {
    await page.goto(EPISODE);
    const told = { outlines: [] };
    told.outlines.push(await tabTo(page, "[data-skip='30']"));
    await page.keyboard.press("Enter");
    told.skipped = (await sound(page)).at;
    told.outlines.push(await tabTo(page, "[data-speed]"));
    await page.keyboard.press("Space");
    told.speed = await page.innerText("[data-speed]");
    told.outlines.push(await tabTo(page, CHAPTER(3)));
    await page.evaluate(() => { delete window.sought; });
    await page.keyboard.press("Enter");
    await until(page, 28);
    await slow(page);
    told.chapter = { at: await sought(page) };
    told.outlines.push(await tabTo(page, ".transcript summary"));
    await page.keyboard.press("Enter");
    told.outlines.push(await tabTo(page, ".speech__time"));
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.querySelector("audio").currentTime < 20);
    await footHidden(page, false);
    told.outlines.push(await tabTo(page, ".foot__play"));
    await page.keyboard.press("Space");
    told.paused = !(await sound(page)).playing;
    return told;
  },

  async plain({ browser }) {
    const page = await browser.newPage({ javaScriptEnabled: false });
    await page.goto(`${EPISODE}#t=16`);
    const told = {
      player: await page.isVisible("audio[controls]"),
      row: await page.isVisible(".player__row"),
      chapters: await page.$$eval(".chapters__mark", (links) => links.map((a) => a.getAttribute("href"))),
      arrived: await page.isVisible("[id='t=16']"),
    };
    told.words = await page.locator(".speech").allInnerTexts();
    return told;
  },

  // Every kind of page, its path given after the scenario; with play and search where they are.
  async privacy({ page, context }) {
    const told = { hosts: new Set(), violations: [], played: 0, searched: 0 };
    await page.addInitScript(() => {
      window.violations = [];
      document.addEventListener("securitypolicyviolation", (event) => {
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol !== "data:" && url.protocol !== "blob:") told.hosts.add(url.origin);
    });
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) told.violations.push(message.text());
    });
    for (const path of process.argv.slice(5)) {
      await page.goto(origin + path, { waitUntil: "load" });
      const play = page.locator("audio[controls], a.play").first();
      if (await play.count()) {
        await play.evaluate((node) => (node.play ? node.play() : node.click()));
        await until(page, 0.2);
        told.played += 1;
      }
      if (path === "/sok/") {
        await page.fill(".search__words", "gruva");
        await page.waitForSelector(".search__hits li");
        told.searched = await page.locator(".search__hits li").count();
      }
      told.violations.push(...await page.evaluate(() => window.violations));
    }
    told.hosts = [...told.hosts];
    told.cookies = await context.cookies();
    return told;
  },
};

(async () => {
  const browser = await launch(executablePath);
  const errors = [];
  try {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on("pageerror", (error) => errors.push(String(error)));
    await watchSeeks(page);
    const told = await scenarios[scenario]({ browser, context, page });
    console.log(JSON.stringify({ ...told, errors }));
  } finally {
    await browser.close();
  }
})();
