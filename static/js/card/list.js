// My shots: which are over, which is live, which comes next; and staying at that place.
//
// The list's HTML does not depend on the live position, so a take need not send it again.

import { put } from "./clock.js";

const IDLE = 30_000; // somebody who leafed through the list and put the phone away
const WORDS = { live: "now", next: "next" };

const follow = document.getElementById("follow");
let following = true;
let placed = 0;
let timer = 0;
let shown = "";

function mark(list, top) {
  const { live, next, air } = top.dataset;
  let past = true;
  for (const entry of list.querySelectorAll(".entry")) {
    const cue = entry.dataset.cue;
    if (cue === next) past = false;
    const when = cue === live ? "live" : cue === next ? "next" : past ? "past" : "";
    if (entry.dataset.when !== when) entry.dataset.when = when;
    entry.toggleAttribute("data-air", cue === live && air === "mine");
    if (when === "live" || when === "next") entry.setAttribute("aria-current", "true");
    else entry.removeAttribute("aria-current");
    put(entry.querySelector(".entry-when"), WORDS[when] ?? "");
  }
}

/** Put the place where the show stands at the top, with one line of what is behind. */
function scroll(list) {
  const entries = [...list.querySelectorAll(".entry")];
  const here = entries.findIndex((entry) => ["live", "next"].includes(entry.dataset.when));
  const top = entries[here < 0 ? entries.length - 1 : Math.max(0, here - 1)];
  if (!top) return;
  const heading = top.previousElementSibling?.matches(".entry-section") ? top.previousElementSibling : top;
  const covered = heading === top ? list.querySelector(".entry-section")?.offsetHeight ?? 0 : 0;
  list.scrollTop = heading.offsetTop - list.offsetTop - covered;
  placed = list.scrollTop;
}

function scrolled(event) {
  if (event.target.id !== "card-list" || Math.abs(event.target.scrollTop - placed) < 4) return;
  following = false;
  follow.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(backToNow, IDLE);
}

function backToNow() {
  clearTimeout(timer);
  following = true;
  follow.hidden = true;
  const list = document.getElementById("card-list");
  if (list) scroll(list);
}

/** Bring the list up to the live position that the card says. */
export function showPosition() {
  const list = document.getElementById("card-list");
  const top = document.getElementById("card-top");
  if (!list || !top) return;
  mark(list, top);
  const place = `${top.dataset.live}/${top.dataset.next}/${list.querySelectorAll(".entry").length}`;
  if (following && place !== shown) scroll(list);
  shown = place;
}

document.addEventListener("scroll", scrolled, true);
window.addEventListener("resize", () => following && backToNow());
follow.addEventListener("click", backToNow);
