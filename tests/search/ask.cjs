// Answers queries with the search engine of the pages: a JSON list of sections in the file named first, then one query
// a line on standard input (as JSON), one answer a line on standard output.
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { createInterface } = require("node:readline");

const assets = join(__dirname, "..", "..", "docs", "assets");
const MiniSearch = require(join(assets, "vendor", "minisearch.js"));
const SearchEngine = require(join(assets, "js", "search-engine.js"));

const engine = SearchEngine.open(JSON.parse(readFileSync(process.argv[2], "utf8")), MiniSearch);
createInterface({ input: process.stdin }).on("line", (line) => {
  console.log(JSON.stringify(SearchEngine.search(JSON.parse(line), engine)));
});
