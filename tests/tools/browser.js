// Chromium as every script here starts it: with nobody to call, and with patience. What a script waits
// for is something that happens; how long that may take is for the machine to say, so the limits are
// only there for what never comes.
const { chromium } = require("playwright-core");

const FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-quic"];
const PATIENCE = 300000;

async function launch(executablePath, ...flags) {
  const browser = await chromium.launch({ executablePath, args: [...FLAGS, ...flags], timeout: PATIENCE });
  for (const name of ["newContext", "newPage"]) {
    const make = browser[name].bind(browser);
    browser[name] = async (options) => {
      const made = await make(options);
      made.setDefaultTimeout(PATIENCE);
      made.setDefaultNavigationTimeout(PATIENCE);
      return made;
    };
  }
  return browser;
}

module.exports = { launch };
