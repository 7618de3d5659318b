// node signup.js CHROMIUM '{"site": …, "mails": …, "script": true, "pictures": …}' > JSON
// A reader signs up, from the box on the site to the mail and its button; changes her letters, leaves, and is
// forgotten. Of each page on the way: what axe finds at two widths in light and in dark, how far it sticks out,
// which hosts it asked, and what went wrong. `mails` tells the newest mail's links. Without `script` the browser
// runs none, and axe cannot look. With `pictures`, a folder, each page is drawn as well.
const { source: AXE } = require("axe-core");
const { launch } = require("./browser.js");

const COLOURS = { runOnly: ["color-contrast", "link-in-text-block"], resultTypes: ["violations"] };
const ALL = { resultTypes: ["violations"] };
const sideways = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;

async function mail(address, kind) {
  for (;;) {
    const found = await (await fetch(`${address}?${kind}`)).json();
    if (found.link) return found;
    await new Promise((done) => { setTimeout(done, 50); });
  }
}

(async () => {
  const [executablePath, asked] = process.argv.slice(2);
  const { site, mails, script, pictures, address } = JSON.parse(asked);
  const browser = await launch(executablePath);
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: script });
  const page = await context.newPage();
  const hosts = new Set();
  const errors = [];
  const told = [];
  let watching = true;
  page.on("request", (request) => hosts.add(new URL(request.url()).host));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (watching && message.type() === "error") errors.push(message.text());
  });

  async function seen(name) {
    const found = { name, title: await page.title(), words: await page.locator("main").innerText(), violations: [], sideways: {} };
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        if (pictures) {
          await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png`, fullPage: true });
        }
        if (!script) continue;
        watching = false;
        await page.evaluate(AXE);
        const whole = (width === 390) === (colorScheme === "light");
        const { violations } = await page.evaluate((asked_) => axe.run(asked_), whole ? ALL : COLOURS);
        watching = true;
        found.violations.push(...violations.map((each) => `${width} ${colorScheme} ${each.id}: ${
          each.nodes.map((node) => node.target.join(" ")).join(", ")}`));
        found.sideways[width] = await page.evaluate(sideways);
      }
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "light" });
    told.push(found);
  }
  const press = async (words) => {
    await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: words }).first().click()]);
  };
  const follow = async (words) => {
    await Promise.all([page.waitForEvent("load"), page.getByRole("link", { name: words }).first().click()]);
  };

  try {
    await page.goto(site);
    const box = page.locator(".box--subscribe").first();
    if (pictures) await box.screenshot({ path: `${pictures}/box.png` });
    await box.getByLabel("Din e-postadress").fill(address);
    await Promise.all([page.waitForEvent("load"), box.getByRole("button").click()]);
    await seen("signup");
    await page.waitForTimeout(3200); // nobody reads a page sooner, says the service
    await page.getByLabel("Veckobrevet").check();
    await press("Prenumerera");
    await seen("sent");
    await page.goto((await mail(mails, "confirm")).link);
    await seen("confirm");
    await press("Ja, det vill jag");
    await seen("confirmed");
    await follow("Ändra vad du får");
    await page.getByLabel("Artiklar").uncheck();
    await press("Spara");
    await seen("choose");
    await page.goto((await mail(mails, "welcome")).leave);
    await seen("leave");
    await press(/Avsluta/);
    await seen("left");
    await press(/Ångra/);
    await follow("Glöm mig");
    await seen("forget");
    await press("Ja, glöm mig");
    await seen("forgotten");
    await page.goto((await mail(mails, "welcome")).leave);
    await seen("link");
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify({ pages: told, hosts: [...hosts].sort(), errors }));
})();
