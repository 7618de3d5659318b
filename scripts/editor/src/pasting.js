// What other programs put on the clipboard: their HTML becomes our Markdown.
import { ask } from "./api.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const MARKDOWN = /^#{1,6} \S|\*\*\S|\]\(\S|^\[\^[^\]]+\]:|^(?:```|~~~)|^> /m;
const SAYS = /<(?:a\s|b[\s>]|strong|i[\s>]|em[\s>]|h[1-6]|ul|ol|li|table|blockquote|sup|sub|figure)/i;

/** Whether the clipboard has words with a form, and they are not Markdown already. */
export function isRich(data) {
  const html = data?.getData("text/html") ?? "";
  const plain = data?.getData("text/plain") ?? "";
  if (!html || !plain.trim() || data.types.includes("vscode-editor-data")) return false;
  return SAYS.test(html) || !MARKDOWN.test(plain);
}

/** Puts it into the text as Markdown, or as it is when the desk does not answer. */
export async function paste(view, data) {
  const html = data.getData("text/html");
  const plain = data.getData("text/plain");
  const labels = [...view.state.doc.toString().matchAll(/\[\^([^\]\n]+)\]/g)].map(([, label]) => label);
  find("pasted").hidden = true;
  try {
    const { markdown, notes, told } = await ask("paste", { html, labels: [...new Set(labels)] });
    put(view, markdown, notes);
    if (told.length) tell(told);
  } catch (error) {
    put(view, plain.trim(), "");
    tell([`${error.message} Orden klistrades in utan form.`]);
  }
  view.focus();
}

/** One paragraph goes in where the cursor stands; several are set apart, and notes come last. */
function put(view, markdown, notes) {
  const { doc, selection: { main: { from, to } } } = view.state;
  const before = doc.sliceString(Math.max(0, from - 2), from);
  const after = doc.sliceString(to, to + 2);
  const whole = markdown.includes("\n");
  const open = !whole || from === 0 || before === "\n\n" ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  const close = !whole || after === "\n\n" ? "" : after.startsWith("\n") ? "\n" : "\n\n";
  const insert = `${open}${markdown}${close}`;
  const end = doc.toString();
  const gap = end.endsWith("\n\n") || (end.length === to && close === "\n\n") ? "" : end.endsWith("\n") ? "\n" : "\n\n";
  const changes = [{ from, to, insert }];
  if (notes) changes.push({ from: doc.length, insert: `${gap}${notes}\n` });
  view.dispatch({
    changes, selection: { anchor: from + open.length + markdown.length }, scrollIntoView: true, userEvent: "input.paste",
  });
}

function tell(told) {
  find("pasted").hidden = false;
  find("pasted-told").textContent = told.map((each) => each[0].toLocaleUpperCase("sv") + each.slice(1)).join(" ");
  find("pasted-close").onclick = () => { find("pasted").hidden = true; };
}
