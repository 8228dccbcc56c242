// Rows that arrive together. htmx finds every target of a message before it changes anything, so a
// row to be put under one that only comes, or is moved, in the same message would be lost. Rows
// come in the sheet's order: such a row belongs right after the one before it.

import { host } from "../core/here.js";

const PUTTING = new Set(["afterend", "afterbegin"]);

function chain(event) {
  const tasks = event.detail.tasks ?? [];
  const going = new Set(tasks.filter((task) => task.swapSpec?.style === "delete").map((task) => task.target));
  let last = null;
  for (const task of tasks) {
    if (!PUTTING.has(task.swapSpec?.style)) continue;
    if (last && (!task.target || going.has(task.target))) {
      last.fragment.append(...task.fragment.children);
      task.target = null; // htmx passes it over
    } else {
      last = task;
    }
  }
}

host.addEventListener("htmx:before:swap", chain);
