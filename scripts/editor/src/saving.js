// One queue of saves: never two at once, each told which version it was made from, and nothing that
// was typed is thrown away. What has not reached the disk is also kept by the browser, in a drawer of this
// page's own: two pages with the same text never write in one, and a page that is gone leaves it to the next.
import { ApiError, ask } from "./api.js";

const REST = 350;
const LONGEST = 800;
const AGAIN = 1500;

/**
 * `read()` gives what is to be saved ({body, fields, head}), `look()` the same for the browser's own
 * drawer; `done(answer, sent)` hears of a save,
 * `state(name, detail)` of how it goes: `typing`, `saving`, `saved`, `away`, `conflict`, `refused`.
 */
export class Saver {
  constructor({ path, version, read, look, done, state }) {
    Object.assign(this, { path, version, read, look, done, state });
    this.dirty = false;
    this.stopped = false;
    this.gone = false;
    this.running = null;
    this.since = 0;
    this.timer = 0;
    this.drawer = `${drawersOf(path)}${crypto.randomUUID()}`;
    // Held for as long as the page lives, so that others know whose it is.
    navigator.locks.request(this.drawer, () => new Promise(() => {}));
  }

  /** Something was typed. */
  touch() {
    this.dirty = true;
    this.#keep();
    if (this.stopped) return;
    const now = performance.now();
    this.since ||= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.max(0, Math.min(REST, this.since + LONGEST - now)));
    this.state("typing");
  }

  /** Saves what there is to save; resolves when the disk has it, or when that has to wait. */
  async flush() {
    clearTimeout(this.timer);
    if (this.running) await this.running;
    if (!this.dirty || this.stopped) return;
    this.running = this.#save();
    await this.running;
    this.running = null;
    if (this.dirty && !this.stopped && !this.away) await this.flush();
  }

  /** Goes on after a conflict, from the version that is now on disk. */
  resume(version, dirty, gone = false) {
    Object.assign(this, { version: gone ? this.version : version, dirty, gone, stopped: false });
    if (dirty) this.touch();
    else this.#forget();
  }

  async #save() {
    const sent = this.read();
    this.dirty = false;
    this.since = 0;
    this.away = false;
    this.state("saving");
    try {
      const answer = await ask("save", { path: this.path, base: this.version, gone: this.gone, ...sent });
      this.version = answer.version;
      this.gone = false;
      if (!this.dirty) this.#forget();
      this.done(answer, sent);
      if (!this.dirty) this.state("saved");
    } catch (error) {
      this.dirty = true;
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 409) {
        this.stopped = true;
        this.state("conflict", error.body);
      } else if (error.status === 0 || error.status >= 500) {
        this.away = true;
        this.state("away", error.body);
        this.timer = setTimeout(() => this.flush(), AGAIN);
      } else {
        this.state("refused", error.body);
      }
    }
  }

  #keep() {
    try {
      const kept = { at: Date.now(), version: this.version, ...this.look() };
      localStorage.setItem(this.drawer, JSON.stringify(kept));
    } catch { /* A full or a closed drawer: the disk is what counts. */ }
  }

  #forget() {
    this.discard(this.drawer);
  }

  /** What pages that are gone had typed and never saved, the newest first: [{drawer, body, fields, head}]. */
  async left() {
    const found = [];
    for (const drawer of drawers(this.path)) {
      if (drawer === this.drawer || await isHeld(drawer)) continue;
      try {
        found.push({ at: 0, ...JSON.parse(localStorage.getItem(drawer)), drawer });
      } catch {
        this.discard(drawer);
      }
    }
    return found.sort((one, other) => other.at - one.at);
  }

  /** Throws away what a drawer holds. */
  discard(drawer) {
    try { localStorage.removeItem(drawer); } catch { /* A closed one holds nothing. */ }
  }
}

const drawersOf = (path) => `publisher:text:${path}:`;

function drawers(path) {
  const begins = drawersOf(path);
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(begins));
  } catch {
    return [];
  }
}

/** Whether a page that is open has it. */
const isHeld = (drawer) => navigator.locks.request(drawer, { ifAvailable: true }, (lock) => lock === null);
