/* Reads a JSON list of {tex, display} from standard input, writes the list of their HTML (KaTeX with MathML). */
const katex = require("katex");
let text = "";
process.stdin.on("data", (part) => (text += part));
process.stdin.on("end", () => {
  const drawn = JSON.parse(text).map(({ tex, display }) => {
    try {
      return { html: katex.renderToString(tex, { displayMode: display, throwOnError: true, strict: "error" }) };
    } catch (error) {
      return { error: error.message };
    }
  });
  process.stdout.write(JSON.stringify(drawn));
});
