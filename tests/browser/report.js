// The report in a real browser: a hostile page takes nothing over, the filter and the keyboard work, in both colour
// schemes no rule of accessibility is broken. Needs node and chromium; see package.json.
//
//     cd tests/browser && npm install && DECHAFF=../../target/debug/dechaff npm test
//
// With SCREENSHOTS=DIR it leaves pictures there, to be looked at.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "puppeteer-core";

const root = fileURLToPath(new URL("../..", import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "dechaff-"));
cpSync(join(root, "testdata/seeds"), join(folder, "corpus/arabic"), { recursive: true });
cpSync(join(root, "testdata/rules"), join(folder, "corpus/rules"), { recursive: true });
writeFileSync(
  join(folder, "corpus/hostile.txt"),
  "<script>document.title='taken'</script>\n</script><img src=x onerror=\"document.title='taken'\">\n" +
    "\u202e\u2066txt.elif\n</td></table></details></main><h1>mine</h1>\nHome\nNews\n",
);
execFileSync(resolve(process.env.DECHAFF ?? join(root, "target/debug/dechaff")), ["report", "corpus", "-o", "report.html"], {
  cwd: folder,
});

const browser = await launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  for (const scheme of ["light", "dark"]) await look(scheme);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

async function look(scheme) {
  const page = await browser.newPage();
  const said = [];
  const asked = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => asked.push(request.url()));
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setViewport({ width: 1200, height: 900 });
  await page.goto(`file://${folder}/report.html`);
  await picture(page, `${scheme}.png`, { fullPage: true });

  const shown = async () => (await page.$$("details:not([hidden])")).length;
  const all = await shown();
  assert.ok(all > 5);
  await page.focus("#filter");
  await page.keyboard.type("hostile");
  assert.equal(await shown(), 1);
  assert.equal(await page.$eval("#said", (output) => output.textContent), `1 of ${all} pages`);
  await page.$eval("details:not([hidden]) summary", (summary) => summary.focus());
  await page.keyboard.press("Enter");
  assert.equal((await page.$$("details[open]")).length, 1);
  assert.equal(await page.title(), "dechaff report");
  assert.equal((await page.$$("h1")).length, 1);
  assert.equal((await page.$$("img")).length, 0);
  const directions = await page.$$eval("td[dir=auto]", (cells) => cells.map((cell) => getComputedStyle(cell).direction));
  assert.ok(directions.includes("rtl") && directions.includes("ltr"));
  const color = (label) => page.$eval(`tr.${label}`, (row) => getComputedStyle(row).backgroundColor);
  assert.equal(new Set(await Promise.all(["body", "related", "tags", "source", "nav"].map(color))).size, 5);

  await page.$$eval("details", (pages) => pages.forEach((page) => ((page.hidden = false), (page.open = true))));
  // In a world of its own: the page's policy lets no other script run.
  const client = await page.createCDPSession();
  const { frameTree } = await client.send("Page.getFrameTree");
  const world = { frameId: frameTree.frame.id, worldName: "axe" };
  const { executionContextId: contextId } = await client.send("Page.createIsolatedWorld", world);
  await client.send("Runtime.evaluate", { expression: axe, contextId });
  const expression = "axe.run().then((result) => result.violations.map((broken) => broken.id))";
  const run = { expression, contextId, awaitPromise: true, returnByValue: true };
  assert.deepEqual((await client.send("Runtime.evaluate", run)).result.value, []);
  await picture(page, `${scheme}-arabic.png`, {}, "details ::-p-text(arabic)");
  await page.setViewport({ width: 420, height: 800 });
  await picture(page, `${scheme}-narrow.png`, {}, "main");
  const [inside, wide] = await page.$eval("html", (html) => [html.clientWidth, html.scrollWidth]);
  assert.ok(wide <= inside, `${wide} of ${inside}`);
  assert.deepEqual(said, []);
  assert.equal(asked.length, 1);
  console.log(`${scheme}: all good`);
  await page.close();
}

// Of the whole page, or from an element on.
async function picture(page, name, options, from) {
  if (!process.env.SCREENSHOTS) return;
  if (from) await page.$eval(from, (element) => element.closest("details, main").scrollIntoView());
  await page.screenshot({ path: join(process.env.SCREENSHOTS, name), ...options });
}
