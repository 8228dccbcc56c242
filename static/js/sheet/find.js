// Find: a number goes to that cue, words are looked for in every cell. Enter goes to the next.

import { isTyping } from "../core/dom.js";
import { focusCell } from "./focus.js";
import { cellAt, numberOf, rows } from "./grid.js";

const form = document.getElementById("find");
const input = document.getElementById("find-text");
const count = document.getElementById("find-count");
let found = [];
let at = -1;
let shown = null;
let timer = 0;

function search() {
  const wanted = input.value.trim().toLocaleLowerCase();
  found = [];
  at = -1;
  if (wanted) {
    const exact = [...rows()].find((row) => numberOf(row.dataset.cue).toLocaleLowerCase() === wanted);
    if (exact) found.push(exact.querySelector(".cue-number"));
    for (const row of rows()) {
      if (!row.textContent.toLocaleLowerCase().includes(wanted)) continue;
      for (const cell of row.children) {
        if (!cell.matches(".cue-number") && cell.textContent.toLocaleLowerCase().includes(wanted)) found.push(cell);
      }
    }
  }
  step(1);
}

function mark(cell) {
  shown?.classList.remove("is-found");
  cell?.classList.add("is-found");
  shown = cell;
}

function step(by) {
  if (found.length) at = (at + by + found.length) % found.length;
  const cell = found[at] ?? null;
  mark(cell);
  count.textContent = input.value.trim() ? (found.length ? `${at + 1}/${found.length}` : "none") : "";
  if (!cell) return;
  cell.parentElement.scrollIntoView({ block: "center", inline: "nearest" });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function leave() {
  const cell = shown?.isConnected ? shown : null;
  mark(null);
  if (cell) focusCell(cell);
  else focusCell(cellAt({ cue: rows()[0]?.dataset.cue ?? "head", column: "title" }));
}

input.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(search, 120);
});
form.addEventListener("submit", (event) => event.preventDefault());
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    clearTimeout(timer);
    if (at < 0) search();
    else step(event.shiftKey ? -1 : 1);
  } else if (event.key === "Escape") {
    leave();
  } else {
    return;
  }
  event.preventDefault();
});
input.addEventListener("blur", () => mark(null));
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || isTyping(event.target)) return;
  event.preventDefault();
  input.focus();
  input.select();
});
