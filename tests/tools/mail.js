// node mail.js CHROMIUM SITE '{"name": "file.html", …}' [PICTURES] > JSON
// Letters as mail programs show them: as they are, in the dark, with the style blocks taken out (as
// Gmail does on a phone's browser) and with pictures blocked, 320, 414 and 640 pixels wide. Tells how
// far each sticks out sideways, and which words are too small, too faint or out of order. What a
// letter asks for of its own site is taken from the folder SITE; of others it gets nothing. With
// PICTURES, a folder, pictures are put there to look at.
const { existsSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { launch } = require("./browser.js");

const KINDS = { png: "image/png", jpg: "image/jpeg", jpeg: "image/jpeg", gif: "image/gif" };
const WIDTHS = [320, 414, 640];
const MODES = {
  whole: { strip: false, blocked: false, colorScheme: "light" },
  dark: { strip: false, blocked: false, colorScheme: "dark" },
  stripped: { strip: true, blocked: false, colorScheme: "light" },
  blocked: { strip: true, blocked: true, colorScheme: "light" },
};

function judge() {
  const page = document.documentElement;
  const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
  const part = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = ([red, green, blue]) => 0.2126 * part(red / 255) + 0.7152 * part(green / 255)
    + 0.0722 * part(blue / 255);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const hidden = (node) => node.closest(".preheader") || !node.getClientRects().length;
  const faint = new Set();
  const small = new Set();
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let last = null;
  let misplaced = 0;
  let texts = 0;
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    const holder = node.parentElement;
    if (!node.data.trim() || hidden(holder)) continue;
    texts += 1;
    const style = getComputedStyle(holder);
    const pair = [light(numbers(style.color)), light(ground(holder))].sort((a, b) => b - a);
    const contrast = (pair[0] + 0.05) / (pair[1] + 0.05);
    const told = node.data.trim().slice(0, 30);
    if (contrast < 4.5) faint.add(`${contrast.toFixed(2)} ${told}`);
    if (parseFloat(style.fontSize) < 13) small.add(`${style.fontSize} ${told}`);
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    // Beside each other in one row of a table, or on one line, is in order too.
    if (last && box.bottom <= last.box.top && node.parentElement.closest("tr") !== last.row) misplaced += 1;
    last = { box, row: holder.closest("tr") };
  }
  const wide = [...document.querySelectorAll("body *")].filter((node) => !hidden(node)
    && node.getBoundingClientRect().right > page.clientWidth + 0.5).map((node) => node.tagName);
  return { sideways: page.scrollWidth - page.clientWidth, wide: wide.slice(0, 3), texts, misplaced,
    faint: [...faint], small: [...small], height: page.scrollHeight };
}

// A page that shows letters in one way. What they ask for in vain is put in `missing`.
async function screen(browser, site, mode) {
  const { blocked, colorScheme } = MODES[mode];
  const page = await browser.newPage({ colorScheme });
  const missing = new Set();
  await page.route(/^https?:/, (route) => {
    const url = new URL(route.request().url());
    const path = join(site, decodeURIComponent(url.pathname));
    const there = existsSync(path);
    if (!there) missing.add(url.href);
    if (blocked || !there) return route.abort();
    return route.fulfill({ path, contentType: KINDS[path.split(".").pop()] });
  });
  return { page, mode, missing };
}

async function look({ page, mode, missing }, file, shots) {
  const html = readFileSync(file, "utf8");
  const told = {};
  missing.clear();
  await page.setContent(MODES[mode].strip ? html.replace(/<style>[^]*?<\/style>/g, "") : html);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    told[width] = await page.evaluate(judge);
    if (shots) await page.screenshot({ path: `${shots}-${mode}-${width}.png`, fullPage: true });
  }
  return { ...told, missing: [...missing] };
}

(async () => {
  const [executablePath, site, letters, shots] = process.argv.slice(2);
  const browser = await launch(executablePath);
  const told = {};
  try {
    const screens = await Promise.all(Object.keys(MODES).map((mode) => screen(browser, site, mode)));
    for (const [name, file] of Object.entries(JSON.parse(letters))) {
      const seen = await Promise.all(screens.map(async (each) => [
        each.mode, await look(each, file, shots && join(shots, name))]));
      told[name] = Object.fromEntries(seen);
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
