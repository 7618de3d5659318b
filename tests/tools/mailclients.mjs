// node mailclients.mjs CLIENTS FILE… < nothing > JSON
// What caniemail's own linter says of each letter: errors (not shown) and warnings (shown in part),
// as program → titles of features. CLIENTS are names with a comma between.
import { readFileSync } from "node:fs";
import { caniemail } from "caniemail";

const [clients, ...files] = process.argv.slice(2);

const titles = (issues) => Object.fromEntries(
  [...issues].map(([client, found]) => [client, [...new Set(found.map((each) => each.title))].sort()]));

const said = files.map((file) => {
  const { issues } = caniemail({ clients: clients.split(","), html: readFileSync(file, "utf-8") });
  return { file, errors: titles(issues.errors), warnings: titles(issues.warnings) };
});
console.log(JSON.stringify(said));
