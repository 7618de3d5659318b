// CodeMirror for prose: Markdown that shows what it means, Swedish phrases, a browser's own spelling.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { markdown, markdownLanguage, markdownKeymap } from "@codemirror/lang-markdown";
import { HighlightStyle, foldGutter, foldKeymap, syntaxHighlighting } from "@codemirror/language";
import { linter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorSelection, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, dropCursor, keymap, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { isRich, paste } from "./pasting.js";

const PHRASES = {
  "Find": "Sök", "Replace": "Byt ut mot", "next": "nästa", "previous": "förra", "all": "alla",
  "match case": "skilj på stora och små", "by word": "hela ord", "regexp": "mönster",
  "replace": "byt", "replace all": "byt alla", "close": "stäng", "current match": "träffen här",
  "replaced $ matches": "$ utbytta", "replaced match on line $": "utbytt på rad $", "on line": "på rad",
  "Diagnostics": "Råd", "No diagnostics": "Inga råd", "Folded lines": "Ihopvikta rader",
  "Unfolded lines": "Utvikta rader", "to": "till", "folded code": "ihopvikt", "unfold": "vik ut",
  "Fold line": "Vik ihop", "Unfold line": "Vik ut", "Completions": "Förslag", "Selection deleted": "Markeringen är borttagen",
  "Go to line": "Gå till rad", "go": "gå", "Control character": "Styrtecken",
};

const LOOKS = HighlightStyle.define([
  { tag: tags.heading1, class: "md-h1" }, { tag: tags.heading2, class: "md-h2" },
  { tag: [tags.heading3, tags.heading4, tags.heading5, tags.heading6], class: "md-h3" },
  { tag: tags.strong, class: "md-strong" }, { tag: tags.emphasis, class: "md-em" },
  { tag: tags.strikethrough, class: "md-strike" }, { tag: tags.quote, class: "md-quote" },
  { tag: [tags.link, tags.url], class: "md-link" }, { tag: tags.monospace, class: "md-code" },
  { tag: [tags.processingInstruction, tags.contentSeparator], class: "md-mark" },
]);

/**
 * Sets a mark around what is selected, or takes it away. With nothing selected the cursor lands
 * inside, and the second time outside again.
 */
function around(mark) {
  return (view) => {
    view.dispatch(view.state.changeByRange((range) => {
      const size = mark.length;
      const { doc } = view.state;
      const before = doc.sliceString(range.from - size, range.from) === mark;
      if (range.empty && !before && doc.sliceString(range.to, range.to + size) === mark) {
        return { range: EditorSelection.cursor(range.to + size) };
      }
      const inside = before && doc.sliceString(range.to, range.to + size) === mark;
      if (inside) {
        return {
          changes: [{ from: range.from - size, to: range.from }, { from: range.to, to: range.to + size }],
          range: EditorSelection.range(range.from - size, range.to - size),
        };
      }
      return {
        changes: [{ from: range.from, insert: mark }, { from: range.to, insert: mark }],
        range: EditorSelection.range(range.from + size, range.to + size),
      };
    }), { userEvent: "input" });
    return true;
  };
}

/** `[words](address)`, the address selected; an address that was selected becomes it. */
function link(view) {
  const { from, to } = view.state.selection.main;
  const words = view.state.sliceDoc(from, to);
  const address = /^https?:\/\/\S+$/.test(words);
  const text = address ? `[](${words})` : `[${words}](https://)`;
  const at = address ? from + 1 : from + words.length + 3;
  view.dispatch({
    changes: { from, to, insert: text },
    selection: EditorSelection.range(at, address ? at : at + 8),
    userEvent: "input",
  });
  return true;
}

/** The next free footnote: its mark here, its text last. */
function footnote(view) {
  const text = view.state.doc.toString();
  const taken = [...text.matchAll(/\[\^(\d+)\]/g)].map(([, number]) => Number(number));
  const number = Math.max(0, ...taken) + 1;
  const { to } = view.state.selection.main;
  const end = text.length;
  const gap = text.endsWith("\n\n") ? "" : text.endsWith("\n") ? "\n" : "\n\n";
  const note = `${gap}[^${number}]: `;
  const mark = `[^${number}]`;
  view.dispatch({
    changes: [{ from: to, insert: mark }, { from: end, insert: note }],
    selection: { anchor: end + mark.length + note.length },
    scrollIntoView: true,
    userEvent: "input",
  });
  return true;
}

const KEYS = [
  { key: "Mod-b", run: around("**") }, { key: "Mod-i", run: around("*") },
  { key: "Mod-k", run: link }, { key: "Mod-Shift-f", run: footnote },
  // Tab moves on as everywhere on the web, but within a list it moves the item.
  { key: "Tab", run: (view) => inList(view) && indentMore(view), shift: (view) => inList(view) && indentLess(view) },
];

function inList({ state }) {
  return /^\s*(?:[-*+]|\d+[.)])\s/.test(state.doc.lineAt(state.selection.main.head).text);
}

/** The commands of the tool row and of the keyboard, by name. */
export const COMMANDS = { bold: around("**"), italic: around("*"), link, footnote };

/**
 * A view of a text. `changed` is called at every change, `moved` as the cursor moves;
 * `brought(data)` tells whether it took what was pasted or dropped.
 */
export function prose({ parent, doc, nonce, completions, changed, moved, brought }) {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc,
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorState.phrases.of(PHRASES),
        EditorView.contentAttributes.of({
          "spellcheck": "true", "autocorrect": "on", "autocapitalize": "sentences", "lang": "sv",
          "aria-label": "Texten", "translate": "no",
        }),
        EditorView.lineWrapping,
        EditorView.domEventHandlers({
          paste: (event, view) => {
            const rich = isRich(event.clipboardData);
            if (rich) paste(view, event.clipboardData);
            const taken = rich || brought(event.clipboardData);
            if (taken) event.preventDefault();
            return taken;
          },
          drop: (event) => {
            const taken = brought(event.dataTransfer);
            if (taken) event.preventDefault();
            return taken;
          },
        }),
        history(), drawSelection(), dropCursor(), foldGutter({ openText: "▾", closedText: "▸" }),
        highlightSelectionMatches(), search({ top: true }),
        markdown({ base: markdownLanguage, addKeymap: true, completeHTMLTags: false }),
        syntaxHighlighting(LOOKS),
        autocompletion({ override: completions, icons: false }),
        linter(null),
        placeholder("Skriv här …"),
        keymap.of([...KEYS, ...markdownKeymap, ...completionKeymap, ...searchKeymap, ...lintKeymap,
          ...foldKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(update);
          if (update.selectionSet || update.docChanged) moved(update.view);
        }),
      ],
    }),
  });
}

/** Shows what is said of lines of the body, counted from 1. */
export function showFindings(view, findings) {
  const { doc } = view.state;
  const diagnostics = findings.filter(({ line }) => line >= 1 && line <= doc.lines).map((each) => {
    const line = doc.line(each.line);
    const at = each.words ? line.text.indexOf(each.words) : -1;
    const from = at < 0 ? line.from : line.from + at;
    const to = at < 0 ? line.to : from + each.words.length;
    return {
      from, to, severity: each.stops ? "error" : "info",
      message: each.hint ? `${each.text}\n${each.hint}` : each.text,
    };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}
