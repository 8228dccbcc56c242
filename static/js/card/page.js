// The camera card: the server's HTML, and around it the clock, the place in the list, the thumb.

import { showReady } from "./actions.js";
import { stayAwake } from "./awake.js";
import { afterSwaps, begin, length, now, put } from "./clock.js";
import { comeBack, keepLastKnown } from "./last-known.js";
import { showPosition } from "./list.js";
import { watchStale } from "./stale.js";

const main = document.getElementById("main");
const card = document.getElementById("card");
let switching = false;

/** The time left until my next shot; on hold and without a connection nobody knows. */
function tick() {
  const { ends, then, hold } = document.getElementById("card-top").dataset;
  const unknown = ends === undefined || hold === "1" || main.hasAttribute("data-stale");
  const left = Math.max(0, (Number(ends) - now()) / 1000) + Number(then);
  put(card.querySelector("[data-clock=wait]"), unknown ? "" : left > 0 ? length(Math.ceil(left)) : "due");
}

function swapped() {
  const drop = card.querySelector(".switch");
  if (drop.open !== switching) drop.open = switching;
  showPosition();
  showReady();
  tick();
}

document.addEventListener("click", (event) => {
  const summary = event.target.closest(".switch > summary");
  if (summary) switching = !summary.parentElement.open;
  else if (switching && !event.target.closest(".switch")) {
    switching = false;
    card.querySelector(".switch").open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !switching) return;
  switching = false;
  card.querySelector(".switch").open = false;
  card.querySelector(".switch > summary").focus();
});

const lastKnown = comeBack(main, card);
begin(main, lastKnown.isKept);
afterSwaps(card, swapped);
keepLastKnown(card);
watchStale(main, (text) => {
  const band = document.getElementById("last-known");
  band.hidden = !text;
  put(band, text);
  tick();
}, lastKnown.asOf);
stayAwake();
setInterval(tick, 250);
