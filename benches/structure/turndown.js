// Writes the Markdown of the HTML on standard input.
const { gfm } = require("turndown-plugin-gfm");
const Turndown = require("turndown");

const turndown = new Turndown({ headingStyle: "atx", codeBlockStyle: "fenced" });
turndown.use(gfm);
turndown.remove(["script", "style", "noscript"]);
process.stdout.write(turndown.turndown(require("fs").readFileSync(0, "utf8")));
