// node jsonfeed.js FILE… > JSON
// What the schema of JSON Feed 1.1 says is wrong with each file.
const { readFileSync } = require("node:fs");
const Ajv = require("ajv").default;
const addFormats = require("ajv-formats").default;

const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
const validate = ajv.compile(require("jsonfeed-schema/v1.1"));

const faults = process.argv.slice(2).flatMap((file) => {
  validate(JSON.parse(readFileSync(file, "utf-8")));
  return (validate.errors || []).map((each) => `${file}${each.instancePath} ${each.message}`);
});
console.log(JSON.stringify(faults));
