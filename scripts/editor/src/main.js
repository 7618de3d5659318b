// The editor of one text: title, standfirst and body to write in, the rest of the head beside it,
// and the page as it will look.
import { ask } from "./api.js";
import { HeadForm } from "./form.js";
import { texts } from "./links.js";
import { difference, theirs } from "./merging.js";
import { Pictures } from "./pictures.js";
import { Preview } from "./preview.js";
import { COMMANDS, prose, showFindings } from "./prose.js";
import { Saver } from "./saving.js";
import { ChangeSet } from "@codemirror/state";

const find = (name) => document.querySelector(`[data-${name}]`);
const { path, site, nonce } = document.body.dataset;
const number = new Intl.NumberFormat("sv-SE");
const FIRST = ["title", "description"];

let view;
let form;
let saver;
let preview;
let since = null;
let inHead = false;
let faults = [];
let advice = [];

function wholeHead() { return find("head-text"); }

function read() {
  const body = view.state.doc.toString();
  if (inHead) return { body, head: wholeHead().value };
  return { body, fields: form.take() };
}

/** What the drawer keeps: fields stay edited. */
function looked() {
  const body = view.state.doc.toString();
  if (inHead) return { body, head: wholeHead().value };
  return { body, fields: Object.fromEntries([...form.edited].map((name) => [name, form.value(name)])) };
}

function told(words, kind = "") {
  const place = find("state");
  place.textContent = words;
  place.dataset.kind = kind;
}

const clock = () => new Date().toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }).replace(":", ".");

const STATES = {
  typing: () => told("Skriver …"),
  saving: () => told("Sparar …"),
  saved: () => told(`Sparat ${clock()}`, "saved"),
  away: () => told("Skrivbordet svarar inte. Det du skriver finns kvar här och sparas när det är tillbaka.", "wrong"),
  refused: (body) => told(`${body?.text ?? "Går inte att spara."} ${body?.hint ?? ""}`, "wrong"),
  conflict: (body) => {
    told("Filen har ändrats i ett annat program.", "wrong");
    conflict(body);
  },
};

function state(name, body) {
  if (name === "refused" || name === "away" || name === "conflict") form.put(lastSent?.fields);
  STATES[name](body);
}

let lastSent = null;

function done(answer, sent) {
  if (answer.body !== sent.body) bring(sent.body, answer.body);
  since = null;
  if (!inHead) wholeHead().value = answer.head;
  preview.open(answer.url);
  form.show(answer.fields);
  faults = answer.faults;
  findings();
  title();
}

/** Puts what came from the disk into the text; the cursor stays in its words. */
function bring(sent, disk) {
  const changes = theirs(sent, disk, since ?? ChangeSet.empty(sent.length));
  view.dispatch({ changes, userEvent: "disk" });
}

function conflict(body) {
  const dialog = find("conflict");
  find("disk-text").textContent = body.body;
  find("own-text").textContent = view.state.doc.toString();
  const choose = (choice) => {
    dialog.close();
    if (choice === "disk") {
      replace(body.body);
      form.edited.clear();
      form.show(body.fields);
      wholeHead().value = body.head;
      saver.resume(body.version, false);
      told("Filen som den är på disken.", "saved");
    } else {
      saver.resume(body.version, true, body.gone);
    }
  };
  find("keep-disk").hidden = body.gone;
  if (body.gone) find("conflict").querySelector("h2").textContent = "Filen är borta från disken";
  find("keep-own").onclick = () => choose("own");
  find("keep-disk").onclick = () => choose("disk");
  find("copy-own").onclick = async () => {
    await navigator.clipboard.writeText(view.state.doc.toString());
    find("copy-own").textContent = "Kopierat";
  };
  dialog.showModal();
}

function replace(text) {
  const now = view.state.doc.toString();
  if (now !== text) view.dispatch({ changes: difference(now, text), userEvent: "disk" });
}

function title() {
  const words = form.value("title") ?? path.split("/").at(-1);
  document.title = `${words} – skrivbordet`;
  find("heading").textContent = words;
}

function findings() {
  const all = [...faults, ...advice];
  showFindings(view, all.filter(({ line }) => line >= 1));
  const inTheHead = all.filter(({ line }) => !(line >= 1));
  find("head-findings").replaceChildren(...inTheHead.map(({ text, hint, stops }) => {
    const item = document.createElement("li");
    item.className = stops ? "stops" : "";
    item.append(Object.assign(document.createElement("strong"), { textContent: text }),
      Object.assign(document.createElement("span"), { textContent: hint }));
    return item;
  }));
  const stops = all.filter((each) => each.stops).length;
  find("findings").textContent = stops ? `${stops} fel` : all.length ? `${all.length} råd` : "";
  find("findings").dataset.kind = stops ? "wrong" : "";
}

function rendered({ words, minutes, problems }) {
  find("words").textContent = `${number.format(words)} ord · ${minutes} min`;
  advice = problems;
  findings();
}

function changed(update) {
  const own = update.transactions.some((transaction) => !transaction.isUserEvent("disk"));
  since = since && own ? since.compose(update.changes) : since;
  preview.update(() => ({ body: view.state.doc.toString() }));
  if (own) saver.touch();
}

/** The number of the block that the cursor is in: what is set apart by empty lines. */
function moved() {
  const blocks = (text) => (text.match(/\S[^]*?(?:\n\s*\n|$)/g) ?? []).length;
  const before = view.state.sliceDoc(0, view.state.selection.main.head);
  preview.follow(Math.max(0, blocks(before) - 1), blocks(view.state.doc.toString()));
}

/** Opens what stands beside the text, by name; none when it is empty. */
function panel(name) {
  document.body.dataset.beside = name;
  for (const each of document.querySelectorAll("[data-panel]")) each.hidden = each.dataset.panel !== name;
  for (const each of document.querySelectorAll("[data-opens]")) {
    each.setAttribute("aria-expanded", String(each.dataset.opens === name));
  }
}

function tools() {
  for (const button of document.querySelectorAll("[data-command]")) {
    button.onclick = () => {
      COMMANDS[button.dataset.command](view);
      view.focus();
    };
  }
  for (const button of document.querySelectorAll("[data-opens]")) {
    button.onclick = () => {
      const shown = document.body.dataset.beside === button.dataset.opens ? "" : button.dataset.opens;
      panel(shown);
      try { localStorage.setItem("publisher:panel", shown); } catch { /* A closed drawer. */ }
    };
  }
  for (const button of document.querySelectorAll("[data-width]")) {
    button.onclick = () => {
      find("frame").dataset.shown = button.dataset.width;
      for (const each of document.querySelectorAll("[data-width]")) {
        each.setAttribute("aria-pressed", String(each === button));
      }
    };
  }
  find("head-switch").onclick = async () => {
    await saver.flush();
    inHead = !inHead;
    find("head-form").hidden = inHead;
    find("head-raw").hidden = !inHead;
    find("head-switch").textContent = inHead ? "Visa som formulär" : "Visa som text";
  };
  wholeHead().addEventListener("input", () => saver.touch());
  find("keys").onclick = () => find("help").showModal();
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      saver.flush();
    }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "?" && !typing) find("help").showModal();
  });
}

/** The file may be written by others: asked whenever a build was made, and when the page is shown. */
async function listen() {
  const look = async () => {
    if (saver.dirty || saver.running || saver.stopped) return;
    const disk = await ask("text", { path }).catch(() => null);
    if (disk) preview.open(disk.url);
    if (!disk || disk.version === saver.version || saver.dirty || saver.running) return;
    saver.version = disk.version;
    replace(disk.body);
    form.show(disk.fields);
    if (!inHead) wholeHead().value = disk.head;
    faults = disk.faults;
    findings();
    told("Ändrad på disken, och hämtad.", "saved");
  };
  const events = new EventSource("/__publisher__/events");
  events.onmessage = look;
  addEventListener("focus", look);
  addEventListener("pagehide", () => events.close());
}

async function begin() {
  const text = await ask("text", { path });
  form = new HeadForm(text.fields, (name) => {
    saver.touch();
    if (name === "title") title();
  });
  saver = new Saver({
    path, version: text.version, done, state, look: looked,
    read: () => {
      since = ChangeSet.empty(view.state.doc.length);
      lastSent = read();
      return lastSent;
    },
  });
  for (const name of FIRST) {
    const row = form.row(name);
    if (row) find(`first-${name}`).append(row);
  }
  for (const { name, group } of text.fields) {
    if (!FIRST.includes(name) && form.row(name)) find(`group-${group}`).append(form.row(name));
  }
  for (const group of document.querySelectorAll("[data-group]")) {
    if (!group.querySelector(".field")) group.hidden = true;
  }
  preview = new Preview({ frame: find("frame"), path, site, told: rendered });
  const pictures = new Pictures({ path, insert: block, lead, told: (words) => told(words, "wrong") });
  view = prose({
    parent: find("text"), doc: text.body, nonce, completions: [texts], changed, moved,
    brought: (data) => pictures.brought(data),
  });
  wholeHead().value = text.head;
  inHead = text.readable === false;
  if (inHead) {
    find("head-form").hidden = true;
    find("head-raw").hidden = false;
    find("head-switch").hidden = true;
  }
  faults = text.faults;
  if (matchMedia("(width <= 900px)").matches) panel("");
  else panel(localStorage.getItem("publisher:panel") ?? "preview");
  preview.open(text.url);
  preview.update(() => ({ body: view.state.doc.toString() }));
  tools();
  title();
  told("Sparat", "saved");
  const left = await saver.left();
  offer(left.filter((kept) => kept.body !== text.body || Object.keys(kept.fields ?? {}).length));
  listen();
  document.body.dataset.ready = "";
  view.focus();
}

/** Puts a block of its own into the text, after the line of the cursor. */
function block(markdown) {
  const line = view.state.doc.lineAt(view.state.selection.main.head);
  const before = line.text.trim() ? "\n\n" : line.number > 1 && view.state.doc.line(line.number - 1).text.trim() ? "\n" : "";
  const insert = `${before}${markdown}\n\n`;
  view.dispatch({
    changes: { from: line.to, insert }, selection: { anchor: line.to + insert.length },
    scrollIntoView: true, userEvent: "input",
  });
  view.focus();
}

/** The picture over the text, with its words: fields of the head. */
function lead(values) {
  for (const [name, value] of Object.entries(values)) {
    const row = form.rows.get(name);
    if (!row || (!value && !row.read())) continue;
    row.write(value);
    form.edited.add(name);
  }
  saver.touch();
}

/** What earlier pages had typed and never saved, one after the other: the writer decides. */
function offer([kept, ...more]) {
  const box = find("kept");
  box.hidden = !kept;
  if (!kept) return;
  const decided = () => {
    saver.discard(kept.drawer);
    offer(more);
  };
  find("kept-take").onclick = () => {
    replace(kept.body);
    for (const [name, value] of Object.entries(kept.fields ?? {})) {
      form.rows.get(name)?.write(value);
      form.edited.add(name);
    }
    saver.touch();
    decided();
  };
  find("kept-leave").onclick = decided;
}

begin().catch((error) => told(`${error.message} ${error.body?.hint ?? ""}`, "wrong"));
