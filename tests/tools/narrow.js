// node narrow.js CHROMIUM '{"name": "url", …}' '["url", …]' < nothing > JSON
// How pages hold where there is little room: how far each sticks out sideways, and because of what;
// what is wider than its own place and cannot be scrolled there; and words that are copied without
// the space that is seen between them, or stand edge to edge in a table. Of the second list of pages only the headers are looked at,
// all together on one page.
const { launch } = require("./browser.js");

const WIDTHS = [320, 390, 640, 1280];

function judge() {
  const page = document.documentElement;
  const name = (node) => `${node.tagName} ${node.className} ${node.textContent.trim().slice(0, 40)}`;
  const scrolls = (node) => ["auto", "scroll"].includes(getComputedStyle(node).overflowX);
  const within = (node) => { for (let at = node.parentElement; at; at = at.parentElement) if (scrolls(at)) return true; return false; };
  const hidden = (node) => !node.getClientRects().length || getComputedStyle(node).clipPath !== "none";
  const wide = [...document.querySelectorAll("main *")].filter((node) => !hidden(node) && !within(node)
    && node.getBoundingClientRect().right > page.clientWidth + 0.5).map(name);
  const stuck = [...document.querySelectorAll("main *")].filter((node) => !hidden(node) && !within(node)
    && !scrolls(node) && getComputedStyle(node).display !== "inline" && !node.closest("svg, .item__image, form, input") && !node.matches(".piece:has(.piece__image)")
    && node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1).map(name);
  const glued = [];
  const words = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  let last = null;
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    if (!node.data.trim()) { last = last && { ...last, spaced: true }; continue; }
    if (hidden(node.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const rects = [...range.getClientRects()];
    if (!rects.length) continue;
    const first = rects[0];
    const near = last && Math.abs(last.rect.bottom - first.bottom) < 4 && first.left - last.rect.right > 1.5;
    if (near && !last.spaced && /\S$/.test(last.data) && /^\S/.test(node.data)
      && last.block === node.parentElement.closest("p, li, h1, h2, h3, td, th, figcaption")) glued.push(`${last.data}|${node.data}`);
    last = { data: node.data, rect: rects[rects.length - 1], spaced: false,
      block: node.parentElement.closest("p, li, h1, h2, h3, td, th, figcaption") };
  }
  const edges = (cell) => { const range = document.createRange(); range.selectNodeContents(cell); return range.getBoundingClientRect(); };
  for (const cell of document.querySelectorAll("main :is(td, th) + :is(td, th)")) {
    const [one, two] = [cell.previousElementSibling, cell].map(edges);
    if (one.width && two.width && two.left - one.right < 4) glued.push(`${cell.previousElementSibling.textContent}|${cell.textContent}`);
  }
  const copied = [...document.querySelectorAll(".item .meta, .meta--byline")].map((node) => node.innerText);
  return { sideways: page.scrollWidth - page.clientWidth, wide: wide.slice(0, 5), stuck: stuck.slice(0, 5),
    glued: [...new Set(glued)].slice(0, 10), copied };
}

async function gather(page, urls) {
  await page.evaluate(async (all) => {
    const place = document.querySelector("main .piece");
    for (const url of all) {
      const text = await (await fetch(url)).text();
      place.append(new DOMParser().parseFromString(text, "text/html").querySelector(".piece__header"));
    }
  }, urls);
}

(async () => {
  const [executablePath, pages, headers] = process.argv.slice(2);
  const browser = await launch(executablePath);
  const told = {};
  const look = async (page) => {
    const seen = {};
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      seen[width] = await page.evaluate(judge);
    }
    await page.close();
    return seen;
  };
  try {
    const open = async (url) => {
      const page = await browser.newPage();
      await page.goto(url, { waitUntil: "load" });
      await page.evaluate(() => document.fonts.ready);
      await page.evaluate(() => { for (const each of document.querySelectorAll("details")) each.open = true; });
      return page;
    };
    for (const [name, url] of Object.entries(JSON.parse(pages))) told[name] = await look(await open(url));
    const urls = JSON.parse(headers ?? "[]");
    if (urls.length) {
      const page = await open(urls[0]);
      await gather(page, urls);
      told.headers = await look(page);
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
