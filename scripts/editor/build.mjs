// node scripts/editor/build.mjs [OUT]
// Makes the desk's editor of src/ and CodeMirror, into one script that is the same on every machine.
import { build } from "esbuild";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
await build({
  absWorkingDir: here,
  entryPoints: ["src/main.js"],
  outfile: process.argv[2] ?? join(here, "../../publisher/preview/assets/editor.js"),
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome111", "firefox113", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  banner: { js: "/* The desk's editor, made by scripts/editor/build.mjs. CodeMirror: MIT, Marijn Haverbeke and others. */" },
});
