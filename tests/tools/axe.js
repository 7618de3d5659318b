// What axe finds on a page at one width and in one scheme of colours.
const { source: AXE } = require("axe-core");

// All rules once at each width; in the other scheme only those that colours decide.
const COLOURS = { runOnly: ["color-contrast", "link-in-text-block"], resultTypes: ["violations"] };
const ALL = { resultTypes: ["violations"] };

// Not as a script of the page, which its policy would stop.
const prepare = (page) => page.evaluate(AXE);

async function judge(page, width, colorScheme, options) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme });
  return (await page.evaluate((asked) => axe.run(asked), options)).violations;
}

module.exports = { ALL, COLOURS, judge, prepare };
