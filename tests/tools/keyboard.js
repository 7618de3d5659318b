// node keyboard.js CHROMIUM URL… < nothing > JSON
// Goes through each page with the Tab key alone: what gets the focus, in which order, where on the
// screen, and whether one can see it. Then what the skip link and the search field do.
const { launch } = require("./browser.js");

const MOST = 250;

// Where the focus is. The browser draws its own mark inside the sound player.
const focus = () => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const part = ["header", "main", "footer"].find((name) => at.closest(name)) || "";
  return {
    tag: at.tagName.toLowerCase(),
    name: at.className,
    text: (at.getAttribute("aria-label") || at.textContent || at.placeholder || "").trim().slice(0, 60),
    href: at.getAttribute("href") || "",
    part: at.closest("article, .page") ? "page" : part,
    marked: at.tagName === "AUDIO" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
    onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth
      && box.width > 1 && box.height > 1,
  };
};

async function walk(page) {
  const stops = [];
  for (let presses = 0; presses < MOST; presses += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(focus);
    if (!stop) return { stops, left: true };
    const last = stops[stops.length - 1];
    const same = last && stop.tag === "audio" && last.tag === "audio"; // its buttons, one by one
    if (!same) stops.push(stop);
  }
  return { stops, left: false };
}

(async () => {
  const [executablePath, ...urls] = process.argv.slice(2);
  const browser = await launch(executablePath);
  const told = [];
  try {
    for (const url of urls) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
      await page.goto(url);
      const walked = await walk(page);
      await page.goto(url);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      const skipped = await page.evaluate(focus);
      await page.goto(url);
      await page.focus("input[type=search]");
      await page.keyboard.type("kina");
      await Promise.all([page.waitForURL(/\/sok\//), page.keyboard.press("Enter")]);
      told.push({ url, ...walked, skipped, searched: page.url() });
      await page.close();
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(told));
})();
