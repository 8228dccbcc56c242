// Rows moved by their number: with a mouse at once, with a finger after a moment's press.

import { may } from "../core/here.js";
import { moveCue } from "./actions.js";
import { rowBeside, scroller } from "./grid.js";

const SLOP = 6;
const PRESS = 350;
const EDGE = 48;

const line = document.getElementById("drop-line");
let drag = null;

function start(event) {
  const number = event.target.closest(".cue-number");
  if (!number || event.button !== 0 || !may("editor")) return;
  const row = number.parentElement;
  drag = { row, cue: row.dataset.cue, pointer: event.pointerId, x: event.clientX, y: event.clientY, moving: false, target: null };
  if (event.pointerType === "mouse") return;
  drag.timer = setTimeout(() => drag && begin(), PRESS);
}

function begin() {
  drag.moving = true;
  drag.row.classList.add("is-dragged");
  scroller.setPointerCapture?.(drag.pointer);
  drag.scrolling = setInterval(scrollAtEdge, 16);
}

function scrollAtEdge() {
  const box = scroller.getBoundingClientRect();
  if (drag.y < box.top + EDGE) scroller.scrollTop -= 12;
  else if (drag.y > box.bottom - EDGE) scroller.scrollTop += 12;
  else return;
  aim();
}

/** Find the gap nearest to the pointer and draw the line there. */
function aim() {
  const box = scroller.getBoundingClientRect();
  const row = document.elementFromPoint(box.left + 20, drag.y)?.closest("#rows .row");
  if (!row) return;
  const place = row.getBoundingClientRect();
  const above = drag.y < place.top + place.height / 2;
  drag.target = above ? { before: row.dataset.cue } : { after: row.dataset.cue };
  drag.beside = row;
  line.hidden = false;
  line.style.left = `${box.left}px`;
  line.style.width = `${scroller.clientWidth}px`;
  line.style.top = `${(above ? place.top : place.bottom) - 2}px`;
}

function move(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > SLOP;
  if (!drag.moving) {
    if (!far) return;
    if (event.pointerType !== "mouse") {
      stop(); // a finger that moves at once is scrolling
      return;
    }
    begin();
  }
  drag.y = event.clientY;
  aim();
  event.preventDefault();
}

function stop() {
  if (!drag) return null;
  const ended = drag;
  clearTimeout(drag.timer);
  clearInterval(drag.scrolling);
  drag.row.classList.remove("is-dragged");
  line.hidden = true;
  drag = null;
  return ended;
}

function drop(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  const { moving, target, beside, cue, row } = stop();
  if (!moving) return;
  // the click that follows a drop is not for the menu
  const swallow = (click) => click.stopPropagation();
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }), 50);
  if (!target || beside === row) return;
  const stays = rowBeside(row, target.before ? 1 : -1) === beside;
  if (!stays) moveCue(cue, target);
}

scroller.addEventListener("pointerdown", start);
window.addEventListener("pointermove", move, { passive: false });
window.addEventListener("pointerup", drop);
window.addEventListener("pointercancel", stop);
window.addEventListener("touchmove", (event) => drag?.moving && event.preventDefault(), { passive: false });
window.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && stop()) event.stopPropagation();
}, true);
