const box = document.getElementById("filter");
const said = document.getElementById("said");
const pages = Array.from(document.querySelectorAll("details"));
const texts = pages.map((page) => page.textContent.toLowerCase());
box.addEventListener("input", () => {
  const wanted = box.value.toLowerCase();
  pages.forEach((page, index) => { page.hidden = !texts[index].includes(wanted); });
  said.textContent = pages.filter((page) => !page.hidden).length + " of " + pages.length + " pages";
});
