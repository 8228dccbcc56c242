// Focus, and what one looks at, stay where they are when others edit.

import { host } from "../core/here.js";
import { cellAt, placeOf, rowBeside, rowOf, rows, scroller } from "./grid.js";

const listeners = [];
let active = null; // the place that Tab comes back to
let element = null;
let before = null;

/** Call `listener(elements)` after every swap, with the elements that the server put in. */
export function onSwap(listener) {
  listeners.push(listener);
}

export function activePlace() {
  return active;
}

/** Make a cell the one that Tab reaches, and focus it. */
export function focusCell(cell, { scroll = true } = {}) {
  if (!cell) return;
  makeActive(cell);
  cell.focus({ preventScroll: true });
  if (scroll) cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function makeActive(cell) {
  if (element !== cell) element?.removeAttribute("tabindex");
  cell.tabIndex = 0;
  element = cell;
  active = placeOf(cell);
}

/** The cue next to one that may go: the first neighbour that is still there afterwards. */
function neighbours(cue) {
  const found = [];
  let [up, down] = [rowOf(cue), rowOf(cue)];
  for (let step = 0; step < 8; step += 1) {
    down = rowBeside(down, 1);
    up = rowBeside(up, -1);
    if (down) found.push(down.dataset.cue);
    if (up) found.push(up.dataset.cue);
  }
  return found;
}

/** The row at the top of what is seen, and how far down it is. */
function anchor() {
  const top = scroller.getBoundingClientRect().top + (document.getElementById("heads")?.offsetHeight ?? 0);
  for (const row of rows()) {
    const box = row.getBoundingClientRect();
    if (box.bottom > top) return { cue: row.dataset.cue, top: box.top };
  }
  return null;
}

function remember(event) {
  const tasks = event.detail.tasks ?? [];
  const inside = document.activeElement?.closest?.("#grid");
  const whole = tasks.some((task) => task.target?.id === "grid");
  before = {
    put: tasks.flatMap((task) => [...(task.fragment?.children ?? [])]),
    focused: Boolean(inside),
    around: inside && active?.cue !== "head" && active ? neighbours(active.cue) : [],
    anchor: whole ? anchor() : null,
    left: scroller.scrollLeft,
  };
}

function restore() {
  if (!before) return;
  const { put, focused, around, anchor: seen, left } = before;
  before = null;
  if (seen) {
    const row = rowOf(seen.cue);
    if (row) scroller.scrollTop += row.getBoundingClientRect().top - seen.top;
    scroller.scrollLeft = left;
  }
  const there = put.filter((each) => each.isConnected);
  for (const listener of listeners) listener(there);
  keepActive(focused, around);
}

function keepActive(focused, around) {
  if (element?.isConnected) return;
  const same = active && cellAt(active);
  const near = active && !same ? around.map((cue) => cellAt({ cue, column: active.column }) ?? cellAt({ cue, column: "title" })).find(Boolean) : null;
  const cell = same ?? near ?? document.querySelector("#rows .cue-title") ?? document.querySelector("#heads > [data-head]");
  if (!cell) return;
  makeActive(cell);
  if (focused && (document.activeElement === document.body || document.activeElement === null)) cell.focus({ preventScroll: true });
}

host.addEventListener("htmx:before:swap", remember);
host.addEventListener("htmx:after:swap", restore);
keepActive(false, []);
