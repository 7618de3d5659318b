// The head of a text as a form, made of what the desk says about each field.

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const grow = (area) => {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight}px`;
};

/** One line that may wrap: Enter leads on, as in a line. */
const heading = (field) => {
  const area = make("textarea", { rows: 1, spellcheck: true });
  area.addEventListener("input", () => {
    if (/\n/.test(area.value)) area.value = area.value.replace(/\s*\n\s*/g, " ");
    grow(area);
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  addEventListener("resize", () => grow(area));
  requestAnimationFrame(() => grow(area));
  return plain(field, area);
};

/** A row for one value; `read()` gives it as the desk wants it, null when it is empty. */
const KINDS = {
  line: (field) => (field.name === "title" ? heading(field) : plain(field, make("input", { type: "text" }))),
  date: (field) => plain(field, make("input", { type: "text", placeholder: "2026-02-02 06:30", inputMode: "numeric" })),
  number: (field) => plain(field, make("input", { type: "text", inputMode: "decimal" })),
  text: (field) => {
    const area = make("textarea", { rows: 2 });
    area.addEventListener("input", () => grow(area));
    requestAnimationFrame(() => grow(area));
    return plain(field, area);
  },
  list: (field) => {
    const input = make("input", { type: "text", value: (field.value ?? []).join("; ") });
    const read = () => {
      const parts = input.value.split(";").map((part) => part.trim()).filter(Boolean);
      return parts.length ? parts : null;
    };
    const add = !field.known?.length ? null : make("select", { ariaLabel: `Lägg till: ${field.label}` }, make("option", { value: "", textContent: "Lägg till …" }),
      ...field.known.map((name) => make("option", { textContent: name, value: name })));
    add?.addEventListener("change", () => {
      if (add.value && !(read() ?? []).includes(add.value)) input.value = [...(read() ?? []), add.value].join("; ");
      add.value = "";
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return { control: input, beside: add, read, write: (value) => { input.value = (value ?? []).join("; "); } };
  },
  choice: (field) => {
    const select = make("select", {}, make("option", { value: "", textContent: field.usual ? `– (${field.usual})` : "–" }),
      ...field.choices.map((name) => make("option", { value: name, textContent: name })));
    return plain(field, select);
  },
  // Rows of several fields each are written in the head itself.
  rows: () => ({ control: make("output"), read: () => null, write: () => {} }),
  truth: (field) => {
    const select = make("select", {}, make("option", { value: "", textContent: "–" }),
      make("option", { value: "true", textContent: "Ja" }), make("option", { value: "false", textContent: "Nej" }));
    const write = (value) => { select.value = value === null || value === undefined ? "" : String(value); };
    write(field.value);
    return { control: select, read: () => (select.value ? select.value === "true" : null), write };
  },
};

function plain(field, control) {
  const write = (value) => {
    control.value = value ?? "";
    if (control.localName === "textarea" && control.isConnected) grow(control);
  };
  write(field.value);
  return { control, read: () => (control.value.trim() === "" ? null : control.value), write };
}

/** A form of fields, told through `changed(name)` what is edited. */
export class HeadForm {
  constructor(fields, changed) {
    this.rows = new Map();
    this.edited = new Set();
    this.changed = changed;
    for (const field of fields) this.#row(field);
  }

  #row(field) {
    const id = `falt-${field.name.replace(/\W/g, "-")}`;
    const kind = KINDS[field.kind];
    const { control, beside, read, write } = kind(field);
    control.id = id;
    const help = make("p", { className: "help", id: `${id}-hjalp`, textContent: field.help });
    control.setAttribute("aria-describedby", help.id);
    if (field.required) control.required = true;
    const label = make("label", { htmlFor: id, textContent: field.label });
    label.append(" ", make("code", { textContent: field.name }));
    const row = make("div", { className: `field field-${field.kind}` }, label, control, ...(beside ? [beside] : []), help);
    if (field.kind !== "rows") control.addEventListener("input", () => {
      this.edited.add(field.name);
      this.changed(field.name);
    });
    this.rows.set(field.name, { field, row, control, read, write });
  }

  /** The row of a field, to be put on the page. */
  row(name) { return this.rows.get(name)?.row; }

  control(name) { return this.rows.get(name)?.control; }

  value(name) { return this.rows.get(name)?.read() ?? null; }

  /** What has been edited since the last save was begun, by name. */
  take() {
    const taken = Object.fromEntries([...this.edited].map((name) => [name, this.value(name)]));
    this.edited.clear();
    return taken;
  }

  /** Gives back what a save that failed had taken. */
  put(taken) {
    for (const name of Object.keys(taken ?? {})) this.edited.add(name);
  }

  /** Shows what the disk says of each field that nobody is editing. */
  show(fields) {
    for (const { name, value } of fields) {
      const row = this.rows.get(name);
      if (row && !this.edited.has(name) && document.activeElement !== row.control) row.write(value);
    }
  }
}
