// Marks the rows that are live and next, from what the live bar says. No row is swapped for it.

import { onSwap } from "./focus.js";
import { cellAt, rowOf } from "./grid.js";

const CLASSES = ["is-live", "is-next", "is-standby"];
let marked = [];

function mark() {
  const bar = document.getElementById("live");
  if (!bar) return;
  for (const row of marked) {
    row.classList.remove(...CLASSES);
    row.removeAttribute("aria-current");
  }
  const live = bar.dataset.live ? rowOf(bar.dataset.live) : null;
  const next = bar.dataset.next ? rowOf(bar.dataset.next) : null;
  live?.classList.add("is-live");
  live?.setAttribute("aria-current", "true");
  if (next && next !== live) next.classList.add("is-next", ...("standby" in bar.dataset ? ["is-standby"] : []));
  marked = [live, next].filter(Boolean);
}

/** Bring a cue into the middle of the view. */
export function show(cue) {
  const row = rowOf(cue);
  if (!row) return;
  row.scrollIntoView({ block: "center", inline: "nearest" });
  return cellAt({ cue, column: "title" });
}

onSwap((elements) => {
  // what can concern the marks: the bar itself, a row, or the whole grid
  if (elements.some((element) => element.id)) mark();
});
mark();
