// The report in a real browser: a hostile page takes nothing over, every control works, also by keyboard, and in both color
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
// Sites of one page each, so that there is much to sort.
const record = (number) => JSON.stringify({ url: `https://site${number}.example/`, text: "Home\nThe ferry sails in May.\n" });
writeFileSync(join(folder, "corpus/sites.jsonl"), Array.from({ length: 600 }, (_, number) => record(number) + "\n").join(""));
const dechaff = (...words) => execFileSync(resolve(process.env.DECHAFF ?? join(root, "target/debug/dechaff")), words, { cwd: folder });
dechaff("report", "corpus", "--format", "json", "--keep", "body", "-o", "old.json");
dechaff("report", "corpus", "--templates", "off", "--compare", "old.json", "--seed", "4", "--pages", "100", "-o", "report.html");

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
  const errors = [];
  const asked = [];
  page.on("console", (message) => errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => asked.push(request.url()));
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.setViewport({ width: 1200, height: 900 });
  await page.goto(`file://${folder}/report.html`);
  await picture(page, `${scheme}.png`, { fullPage: true });

  const shown = async () => (await page.$$(".page:not([hidden])")).length;
  const said = (id) => page.$eval(id, (output) => output.textContent);
  const all = await shown();
  assert.ok(all > 5 && (await page.$$(".page[open]")).length === 8);

  // The filter, and a click on a site, which sets it.
  await page.focus("#filter");
  await page.keyboard.type("hostile");
  assert.equal(await shown(), 1);
  assert.equal(await said("#said"), `1 of ${all} pages`);
  await page.$eval(".page:not([hidden])", (page) => (page.open = true));
  assert.equal(await page.title(), "dechaff report");
  assert.equal((await page.$$("h1")).length, 1);
  assert.equal((await page.$$("img")).length, 0);
  await page.$eval("#site-filter", (input) => input.focus());
  await page.keyboard.type("arabic");
  assert.equal((await page.$$("#sites tbody tr:not([hidden])")).length, 1);
  assert.match(await said("#site-said"), /^1 of \d+ sites$/);
  await page.click("#sites tbody tr:not([hidden]) button");
  assert.equal(await page.$eval("#filter", (input) => input.value), "site:arabic");
  const sites = await page.$$eval(".page:not([hidden])", (pages) => pages.map((page) => page.dataset.site));
  assert.ok(sites.length > 0 && sites.every((site) => site === "arabic"));
  for (const id of ["#filter", "#site-filter"]) {
    await page.$eval(id, (input) => ((input.value = ""), input.dispatchEvent(new Event("input"))));
  }

  // Sites are sorted by each column, in both directions, and fast.
  const column = (index) => page.$$eval(`#sites tbody tr > :nth-child(${index})`, (cells) => cells.map((cell) => cell.dataset.v));
  const sorted = (values, sign) => values.every((value, at) => at === 0 || sign * (values[at - 1] - value) <= 0);
  assert.ok(sorted(await column(5), -1));
  for (const [index, sort, sign] of [[2, "descending", -1], [2, "ascending", 1], [3, "descending", -1], [6, "descending", -1]]) {
    await page.click(`#sites thead th:nth-child(${index}) button`);
    assert.equal(await page.$eval(`#sites thead th:nth-child(${index})`, (head) => head.ariaSort), sort);
    assert.ok(sorted(await column(index), sign), `column ${index} ${sort}`);
  }
  const milliseconds = (selector, event) =>
    page.$eval(selector, (element, event) => {
      const before = performance.now();
      element.dispatchEvent(new Event(event, { bubbles: true }));
      document.body.getBoundingClientRect();
      return performance.now() - before;
    }, event);
  console.log(`sort ${(await milliseconds("#sites thead button", "click")).toFixed()} ms, filter ${(await milliseconds("#filter", "input")).toFixed()} ms`);

  // The reasons of a line, by keyboard and by mouse.
  const list = ".page[open] ol:has(li:nth-child(2))";
  const why = (item) => page.$eval(`${item} .why`, (why) => getComputedStyle(why).display);
  await page.mouse.move(0, 0);
  await page.focus(`${list} li:first-child`);
  assert.equal(await why(`${list} li:first-child`), "block");
  await page.keyboard.press("ArrowDown");
  assert.equal(await why(`${list} li:first-child`), "none");
  assert.equal(await why(`${list} li:nth-child(2)`), "block");
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.evaluate(() => document.activeElement.matches("li:first-child")), true);
  await page.evaluate(() => document.activeElement.blur());
  await page.hover(`${list} li:nth-child(2)`);
  assert.equal(await why(`${list} li:nth-child(2)`), "block");
  await page.mouse.move(0, 0);

  // The slider: what stays of each page is what `--favor` keeps of it, and the lines that change are marked.
  const now = await said("#favored");
  assert.match(now, /^balanced, as in this run: [\d.]+ %/);
  await page.focus("#favor");
  for (const [key, name] of [["ArrowLeft", "recall"], ["ArrowRight", "balanced"], ["ArrowRight", "precision"]]) {
    await page.keyboard.press(key);
    assert.ok((await said("#favored")).startsWith(name));
    const pages = await page.$$eval(".page", (pages) =>
      pages.map((page) => [
        page.querySelector("summary bdi").textContent,
        page.querySelector(":scope > p") === null,
        Array.from(page.querySelectorAll("li.kept .text > :not([role=deletion])"), (piece) => piece.textContent),
      ]),
    );
    let compared = 0;
    for (const [file, isWhole, pieces] of pages) {
      const wanted = isWhole && file.endsWith(".txt") && dechaff("clean", file, "--favor", name, "--templates", "off").toString();
      if (!wanted || pieces.some((piece) => piece.endsWith("…"))) continue;
      compared += 1;
      assert.equal(pieces.join("").replaceAll(/\s/g, ""), wanted.replaceAll(/\s/g, ""), `${file} with ${name}`);
    }
    assert.ok(compared > 3);
    const flips = (await page.$$("li.flips")).length;
    assert.ok(name === "balanced" ? flips === 0 : flips > 0);
  }
  await page.keyboard.press("ArrowLeft");
  assert.equal(await said("#favored"), now);

  // Both scripts, and a color for each kind of label.
  const directions = await page.$$eval(".text", (cells) => cells.map((cell) => getComputedStyle(cell).direction));
  assert.ok(directions.includes("rtl") && directions.includes("ltr"));
  const color = (label) => page.$eval(`li.${label}`, (row) => getComputedStyle(row).backgroundColor);
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
  await page.emulateMediaType("print");
  await picture(page, `${scheme}-print.png`, {}, "main");
  await page.emulateMediaType("screen");
  await page.setViewport({ width: 500, height: 900 });
  await picture(page, `${scheme}-narrow.png`, {}, "main");
  const [inside, wide] = await page.$eval("html", (html) => [html.clientWidth, html.scrollWidth]);
  assert.ok(wide <= inside, `${wide} of ${inside}`);
  assert.deepEqual(errors, []);
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
