// The page beside the text: what a reader will see, brought up to date at every keystroke.
import { ask } from "./api.js";

const REST = 40;

/** Asks for the text as it is being written to be shown in a frame of another origin. */
export class Preview {
  constructor({ frame, path, site, told }) {
    Object.assign(this, { frame, path, site, told });
    this.asking = null;
    this.timer = 0;
    this.html = null;
    addEventListener("message", (event) => {
      if (event.origin === site && event.source === frame.contentWindow && event.data?.publisher === "ready") this.#send();
    });
  }

  /** Shows a page of the site. */
  open(url) {
    const whole = new URL(url, this.site).href;
    if (this.frame.src !== whole) this.frame.src = whole;
  }

  /** The text has changed. */
  update(read) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#render(read), REST);
  }

  async #render(read) {
    this.asking?.abort();
    const asking = this.asking = new AbortController();
    try {
      const answer = await ask("render", { path: this.path, ...read() }, { signal: asking.signal });
      this.html = answer.html;
      this.told(answer);
      this.#send();
    } catch (error) {
      if (error.name !== "AbortError" && !("status" in error)) throw error;
    }
  }

  #send() {
    if (this.html !== null) this.frame.contentWindow?.postMessage({ publisher: "text", html: this.html }, this.site);
  }

  /** Which block of so many the cursor is in: the page follows. */
  follow(at, of) {
    this.frame.contentWindow?.postMessage({ publisher: "at", at, of }, this.site);
  }
}
