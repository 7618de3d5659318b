// `[[`: the other texts, by title.
import { ask } from "./api.js";

/** What completes a link that has been begun. */
export async function texts(context) {
  const begun = context.matchBefore(/\[\[[^\]\n]*$/);
  if (!begun) return null;
  let found;
  try {
    found = await ask("names", { asked: begun.text.slice(2) });
  } catch {
    return null;
  }
  const options = found.names.map(({ title, name, when }) => ({
    label: title, detail: when,
    apply: (view, _completion, from, to) => {
      const after = view.state.sliceDoc(to, to + 2) === "]]" ? 2 : 0;
      const text = name === title ? `[[${title}]]` : `[[${name}|${title}]]`;
      view.dispatch({ changes: { from, to: to + after, insert: text }, selection: { anchor: from + text.length } });
    },
  }));
  return { from: begun.from, options, filter: false };
}
