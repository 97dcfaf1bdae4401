const get = (id) => document.getElementById(id);
const pages = Array.from(document.querySelectorAll(".page"));
const sites = get("sites");
const rows = Array.from(sites.tBodies[0].rows);

// Shows those of some elements whose text fits, and says how many.
function filter(elements, fits, said, what) {
  let shown = 0;
  elements.forEach((element, index) => {
    element.hidden = !fits(element, index);
    shown += !element.hidden;
  });
  said.textContent = shown + " of " + elements.length + " " + what;
}

const texts = pages.map((page) => page.textContent.toLowerCase());
const names = rows.map((row) => row.cells[0].textContent.toLowerCase());
get("filter").addEventListener("input", () => {
  const wanted = get("filter").value.toLowerCase();
  const site = wanted.startsWith("site:") ? wanted.slice(5) : null;
  const fits = (page, index) => (site === null ? texts[index].includes(wanted) : page.dataset.site.toLowerCase() === site);
  filter(pages, fits, get("said"), "pages");
});
get("site-filter").addEventListener("input", () => {
  const wanted = get("site-filter").value.toLowerCase();
  filter(rows, (row, index) => names[index].includes(wanted), get("site-said"), "sites");
});
sites.tBodies[0].addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  get("filter").value = "site:" + button.closest("th").dataset.v;
  get("filter").dispatchEvent(new Event("input"));
  get("filter").focus();
});

const columns = Array.from(sites.tHead.rows[0].cells);
sites.tHead.addEventListener("click", (event) => {
  const column = event.target.closest("th");
  if (!column) return;
  const index = columns.indexOf(column);
  const rises = column.ariaSort === "descending" || (index === 0 && column.ariaSort === "none");
  columns.forEach((other) => { other.ariaSort = "none"; });
  column.ariaSort = rises ? "ascending" : "descending";
  const value = (row) => row.cells[index].dataset.v;
  const order = index === 0 ? (a, b) => (value(a) < value(b) ? -1 : 1) : (a, b) => value(a) - value(b);
  sites.tBodies[0].append(...rows.slice().sort((a, b) => (rises ? order(a, b) : order(b, a))));
});

// One line of each page is reached with Tab, the others with the arrow keys.
for (const list of document.querySelectorAll(".page ol")) {
  if (list.firstElementChild) list.firstElementChild.tabIndex = 0;
  list.addEventListener("keydown", (event) => {
    const line = event.target.closest("li");
    const next = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!line || !next || !line[next]) return;
    event.preventDefault();
    line.tabIndex = -1;
    line[next].tabIndex = 0;
    line[next].focus();
  });
}

// Each piece of a line knows whether it stays with each choice. The lines that change are marked.
const favor = get("favor");
const said = favor.dataset.said.split("|");
const lines = Array.from(document.querySelectorAll(".page li"), (line) => ({
  line,
  sign: line.querySelector(".label > span"),
  word: line.querySelector(".why > span"),
  pieces: Array.from(line.querySelectorAll("[data-kept]")),
}));
const used = favor.value;
favor.addEventListener("input", () => {
  const name = said[favor.value];
  get("favored").textContent = name;
  favor.ariaValueText = name;
  for (const { line, sign, word, pieces } of lines) {
    const stays = (piece, choice) => piece.dataset.kept[choice] === "1";
    const kept = pieces.some((piece) => stays(piece, favor.value));
    line.classList.toggle("kept", kept);
    line.classList.toggle("gone", !kept);
    line.classList.toggle("flips", pieces.some((piece) => stays(piece, favor.value) !== stays(piece, used)));
    sign.textContent = kept ? "+" : "−";
    word.textContent = kept ? "kept" : "removed";
    for (const piece of pieces) piece.role = kept && !stays(piece, favor.value) ? "deletion" : null;
  }
});
