// node eyes.js CHROMIUM '{"name": {"url": "…", "widths": [390], "dark": false, "script": true, "ask": ["…"]}}' > JSON
// Where things lie on a page, as a reader sees it: for each selector asked for, the boxes of all that
// it matches, in pixels of the page, with the words in them and how wide the text really is.
const { launch } = require("./browser.js");

function measure(selectors) {
  const box = (node) => {
    const { left, right, top, bottom, width, height } = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    return { left, right, top: top + scrollY, bottom: bottom + scrollY, width, height,
      natural: node.naturalWidth ?? 0, room: node.clientWidth, scrolls: node.scrollWidth, inner: node.scrollHeight,
      tall: node.clientHeight, seen: node.checkVisibility(), filter: style.filter, hyphens: style.hyphens,
      cover: node.matches(".item__image--cover"), src: node.currentSrc ?? "", font: style.fontFamily,
      ground: style.backgroundAttachment, text: node.textContent.replace(/\s+/g, " ").trim() };
  };
  return { window: { width: document.documentElement.clientWidth, height: innerHeight },
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ...Object.fromEntries(selectors.map((each) => [each, [...document.querySelectorAll(each)].map(box)])) };
}

// Dots between the parts of a line, which are drawn and not there: which of them are cut away, and
// whether any stands where a line begins or ends.
function dots() {
  const found = [];
  for (const line of document.querySelectorAll(":is(.meta:not(.meta--span), .kicker)")) {
    const edge = line.getBoundingClientRect().left;
    for (const part of [...line.children].slice(1)) {
      const style = getComputedStyle(part, "::before");
      if (!style.content.includes("·")) continue;
      const at = part.getClientRects()[0].left + parseFloat(style.left);
      const first = part.getClientRects()[0].left - edge < 1;
      const cut = at + parseFloat(style.width) <= edge - 4.5;
      if (first !== cut) found.push(line.innerText);
    }
    for (const part of line.children) if (getComputedStyle(part, "::after").content.includes("·")) found.push(line.innerText);
  }
  return found;
}

(async () => {
  const [executablePath, wanted] = process.argv.slice(2);
  const browser = await launch(executablePath);
  const told = {};
  try {
    for (const [name, { url, widths, dark, script, ask }] of Object.entries(JSON.parse(wanted))) {
      told[name] = {};
      for (const width of widths) {
        const page = await browser.newPage({ viewport: { width, height: 900 },
          colorScheme: dark ? "dark" : "light", javaScriptEnabled: script !== false });
        await page.goto(url, { waitUntil: "load" });
        await page.evaluate(() => document.fonts.ready);
        // What a search begins with is fetched by its script, and its pictures after that.
        if (ask.some((each) => each.includes("search"))) await page.waitForLoadState("networkidle");
        told[name][width] = { ...await page.evaluate(measure, ask), dots: await page.evaluate(dots) };
        await page.close();
      }
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
