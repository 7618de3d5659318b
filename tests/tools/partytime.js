// node partytime.js FEED > JSON
// The feed as Podcast Index's own parser reads it.
const { readFileSync } = require("node:fs");
const { parseFeed } = require("podcast-partytime");

process.stdout.write(JSON.stringify(parseFeed(readFileSync(process.argv[2], "utf8"))));
