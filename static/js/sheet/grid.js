// Where things are in the grid. A place is {cue, column}: the cue's id, or "head" for the header
// row; the camera's id, or "number" or "title".

export const scroller = document.getElementById("scroller");

const BEFORE_CELLS = 2; // a row's number and title; then comes a cell for each camera, in their order

export function rowOf(cue) {
  return cue === "head" ? document.getElementById("heads") : document.getElementById(`cue-${cue}`);
}

/** The rows from top to bottom, as they are at any time: a live collection. */
export function rows() {
  return document.getElementById("rows").getElementsByClassName("row");
}

/** The row above (-1) or below (1) another, whatever group it stands in; null at the end. */
export function rowBeside(row, step) {
  const beside = step < 0 ? "previousElementSibling" : "nextElementSibling";
  const end = step < 0 ? "lastElementChild" : "firstElementChild";
  if (!row || row[beside]) return row?.[beside] ?? null;
  let group = row.parentElement[beside];
  while (group && !group[end]) group = group[beside]; // all its rows were struck or moved away
  return group?.[end] ?? null;
}

/** The cell at a place, or null. */
export function cellAt({ cue, column }) {
  const row = rowOf(cue);
  if (!row) return null;
  if (column === "number") return row.querySelector(".cue-number, .corner-number");
  if (column === "title") return row.querySelector(".cue-title, .corner-title");
  if (cue === "head") return row.querySelector(`[data-head="${CSS.escape(column)}"]`);
  const index = cameras().indexOf(column);
  return (index >= 0 && row.children[BEFORE_CELLS + index]) || null;
}

/** The cell that an element is in, or null. */
export function cellOf(element) {
  return element?.closest?.("#grid .cell, #grid .cue-title, #grid .cue-number, #grid .head") ?? null;
}

/** The place of a cell. */
export function placeOf(cell) {
  const cue = cell.parentElement.dataset.cue ?? "head";
  if (cell.classList.contains("cue-number") || cell.classList.contains("corner-number")) return { cue, column: "number" };
  if (cell.classList.contains("cue-title") || cell.classList.contains("corner-title")) return { cue, column: "title" };
  if (cue === "head") return { cue, column: cell.dataset.head };
  return { cue, column: cameras()[[...cell.parentElement.children].indexOf(cell) - BEFORE_CELLS] };
}

/** The number on a cue's card, or its title for a heading. */
export function cueName(cue) {
  const row = rowOf(cue);
  if (!row) return "a cue";
  if (row.classList.contains("heading")) return `heading “${titleOf(cue)}”`;
  return `cue ${numberOf(cue)}`;
}

export function numberOf(cue) {
  return rowOf(cue)?.querySelector(".cue-number")?.firstChild?.textContent.trim() ?? "";
}

export function titleOf(cue) {
  return rowOf(cue)?.querySelector(".title")?.textContent ?? "";
}

export function isHeading(cue) {
  return rowOf(cue)?.classList.contains("heading") ?? false;
}

export function cameraName(camera) {
  const head = document.querySelector(`#heads > [data-head="${CSS.escape(camera)}"] .head-number`);
  return head ? `camera ${head.textContent}` : "a camera";
}

/** The camera ids, left to right. */
export function cameras() {
  return [...document.querySelectorAll("#heads > [data-head]")].map((head) => head.dataset.head);
}
