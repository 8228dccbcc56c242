// The keyboard in the grid, as in a spreadsheet: one cell is reached by Tab, arrows move from there.

import { isTyping } from "../core/dom.js";
import { may, mayWrite } from "../core/here.js";
import { addCue, clearCell, stepCue, toggleTaken, undoLast } from "./actions.js";
import { catchKey, close, edit, save } from "./editor.js";
import { activePlace, focusCell } from "./focus.js";
import { cameras, cellAt, cellOf, isHeading, placeOf, rowBeside, rowOf, rows, scroller } from "./grid.js";
import { show } from "./live.js";
import { openMenu } from "./menus.js";

let wish = null; // the column that up and down keep to, across headings
let leaving = false; // Escape was pressed: Tab leaves the sheet

function columnsOf(cue) {
  return isHeading(cue) ? ["number", "title"] : cue === "head" ? cameras() : ["number", "title", ...cameras()];
}

function go(place) {
  const cell = cellAt(place);
  if (cell) focusCell(cell);
  return Boolean(cell);
}

function cueBeside(cue, step) {
  if (cue === "head") return step > 0 ? rows()[0]?.dataset.cue : undefined;
  return rowBeside(rowOf(cue), step)?.dataset.cue ?? (step < 0 && cameras().length ? "head" : undefined);
}

function upOrDown(place, steps) {
  wish ??= place.column;
  let cue = place.cue;
  for (let left = Math.abs(steps); left > 0; left -= 1) {
    const next = cueBeside(cue, Math.sign(steps));
    if (!next || (next === "head" && Math.abs(steps) > 1)) break;
    cue = next;
  }
  const columns = columnsOf(cue);
  go({ cue, column: columns.includes(wish) ? wish : cue === "head" ? columns[0] : "title" });
}

function sideways(place, step, { wrap = false } = {}) {
  wish = null;
  const columns = columnsOf(place.cue);
  const index = columns.indexOf(place.column) + step;
  if (index >= 0 && index < columns.length) return go({ cue: place.cue, column: columns[index] });
  const cue = wrap ? cueBeside(place.cue, step) : undefined;
  return cue ? go({ cue, column: columnsOf(cue).at(step > 0 ? 0 : -1) }) : false;
}

/** The next cell in reading order, or the one below. */
export function goOn(place, key) {
  if (key === "Enter") upOrDown(place, 1);
  else sideways(place, 1, { wrap: true });
}

function homeOrEnd(place, end, whole) {
  wish = null;
  const cue = whole ? (end ? rows()[rows().length - 1] : rows()[0])?.dataset.cue : place.cue;
  if (cue) go({ cue, column: columnsOf(cue).at(end ? -1 : 0) });
}

function page(place, step) {
  const seen = Math.max(1, Math.floor(scroller.clientHeight / 48) - 2);
  upOrDown(place, step * seen);
}

/** Enter: the editor, or the menu where the cell has one. */
function enter(place) {
  if (place.cue === "head" || place.column === "number") openMenu(place);
  else edit(place);
}

function isShot(place) {
  return place.cue !== "head" && place.column !== "number" && place.column !== "title";
}

function typing(place, event) {
  if (event.key.length !== 1 || place.cue === "head" || place.column === "number") return false;
  if (event.key === " " && isShot(place)) {
    if (may("editor")) toggleTaken(place.cue, place.column);
    return true;
  }
  const writable = isShot(place) ? mayWrite(place.column, "note") : may("editor");
  if (!writable) return false;
  edit(place, { text: event.key });
  return true;
}

const MOVES = {
  ArrowUp: (place) => upOrDown(place, -1),
  ArrowDown: (place) => upOrDown(place, 1),
  ArrowLeft: (place) => sideways(place, -1),
  ArrowRight: (place) => sideways(place, 1),
  Home: (place, event) => homeOrEnd(place, false, event.ctrlKey || event.metaKey),
  End: (place, event) => homeOrEnd(place, true, event.ctrlKey || event.metaKey),
  PageUp: (place) => page(place, -1),
  PageDown: (place) => page(place, 1),
  Enter: (place) => enter(place),
  F2: (place) => enter(place),
};

function withModifier(place, event) {
  if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown") && place.cue !== "head") {
    if (may("editor")) stepCue(place.cue, event.key === "ArrowUp" ? -1 : 1);
    return true;
  }
  if (!(event.ctrlKey || event.metaKey)) return event.altKey ? false : undefined;
  if (event.key === "Enter" && place.cue !== "head") {
    if (may("editor")) addCue({ after: place.cue });
    return true;
  }
  return event.key === "Home" || event.key === "End" ? undefined : false;
}

/** What a key does on a cell; false when it is not for the grid. */
function pressed(place, event) {
  const modified = withModifier(place, event);
  if (modified !== undefined) return modified;
  if (event.key === "Tab") return !leaving && sideways(place, event.shiftKey ? -1 : 1, { wrap: true });
  if (event.key === "Escape") {
    leaving = true;
    return true;
  }
  if ((event.shiftKey && event.key === "F10") || event.key === "ContextMenu") {
    openMenu({ ...place, column: place.cue === "head" ? place.column : "number" });
    return true;
  }
  if ((event.key === "Delete" || event.key === "Backspace") && isShot(place)) {
    if (may("editor")) clearCell(place.cue, place.column);
    return true;
  }
  if (event.key in MOVES) {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown" && !event.key.startsWith("Page")) wish = null;
    MOVES[event.key](place, event);
    return true;
  }
  if (event.key === "?" || event.key === "/") return false;
  return typing(place, event);
}

scroller.addEventListener("keydown", (event) => {
  const cell = cellOf(event.target);
  if (!cell || cell !== event.target) return;
  const handled = catchKey(event) || pressed(placeOf(cell), event);
  if (!["Escape", "Tab", "Shift"].includes(event.key)) leaving = false;
  if (!handled) return;
  event.preventDefault();
  event.stopPropagation();
});
scroller.addEventListener("focusin", (event) => {
  const cell = cellOf(event.target);
  if (cell && cell === event.target && !cell.matches('[tabindex="0"]')) focusCell(cell, { scroll: false });
});

document.getElementById("editor").addEventListener("keydown", (event) => {
  const form = event.target.closest("form");
  if (!form) return;
  const place = activePlace();
  const inGrid = form.dataset.kind && place && place.cue !== "head";
  if (event.key === "Escape") {
    close();
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && inGrid) {
    if (save()) goOn(place, "Enter");
  } else if (event.key === "Enter" && !event.shiftKey && event.target.matches("input, textarea, .chip")) {
    form.requestSubmit();
  } else if (event.key === "Tab" && !event.shiftKey && inGrid && event.target.matches('[type="submit"]')) {
    if (save()) goOn(place, "Tab");
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
});

document.addEventListener("keydown", (event) => {
  if (isTyping(event.target) || event.defaultPrevented) return;
  if (event.altKey && event.code === "KeyL") {
    const live = document.getElementById("live").dataset.live;
    if (live) focusCell(show(live), { scroll: false });
    event.preventDefault();
  } else if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z") {
    if (may("editor")) undoLast();
    event.preventDefault();
  }
});
