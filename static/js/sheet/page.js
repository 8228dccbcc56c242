// The sheet's page: one listener per kind of event, for all cells together.

import { isTyping } from "../core/dom.js";
import { slug } from "../core/here.js";
import { addCamera, addCue } from "./actions.js";
import "./drag.js";
import { edit, editing, save } from "./editor.js";
import "./find.js";
import { activePlace, focusCell, onSwap } from "./focus.js";
import { cellOf, placeOf, scroller } from "./grid.js";
import "./keys.js";
import { show } from "./live.js";
import { openMenu, openSheetMenu } from "./menus.js";
import "./pending.js";

const help = document.getElementById("help");
const helpButton = document.getElementById("help-button");
let pressedAt = null;

function toggleHelp(open = help.hidden) {
  help.hidden = !open;
  helpButton.setAttribute("aria-expanded", String(open));
  if (open) help.firstElementChild.focus();
  else helpButton.focus();
}

const DEEDS = {
  "add-cue": () => addCue(),
  "add-camera": () => addCamera(),
  "add-four": () => { for (let number = 0; number < 4; number += 1) addCamera(); },
  "sheet-menu": (button) => openSheetMenu(button),
  "close-help": () => toggleHelp(false),
};

function clicked(event) {
  const deed = event.target.closest("[data-do]");
  if (deed && deed.dataset.do in DEEDS) {
    DEEDS[deed.dataset.do](deed);
    return;
  }
  const link = event.target.closest("[data-go]");
  if (link?.dataset.go) show(link.dataset.go);
}

// On a desk a click chooses and a second one opens; a tap opens at once.
function chosen(event) {
  const cell = cellOf(event.target);
  if (!cell || event.target.closest("button, a")) return;
  const place = placeOf(cell);
  const again = pressedAt && pressedAt.cue === place.cue && pressedAt.column === place.column;
  const opens = place.cue === "head" || place.column === "number";
  focusCell(cell);
  if (opens) openMenu(place);
  else if (again || event.pointerType !== "mouse") edit(place);
}

scroller.addEventListener("pointerdown", (event) => {
  const cell = cellOf(event.target);
  pressedAt = cell && document.activeElement === cell ? activePlace() : null;
  if (editing()) save({ refocus: false });
});
scroller.addEventListener("click", chosen);
scroller.addEventListener("contextmenu", (event) => {
  const cell = cellOf(event.target);
  if (!cell) return;
  event.preventDefault();
  const place = placeOf(cell);
  openMenu(place.cue === "head" ? place : { cue: place.cue, column: "number" });
});
scroller.addEventListener("sheet:new", (event) => edit(placeOf(event.target)));
document.addEventListener("click", clicked);
helpButton.addEventListener("click", () => toggleHelp());
help.addEventListener("keydown", (event) => event.key === "Escape" && toggleHelp(false));
document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || isTyping(event.target)) return;
  event.preventDefault();
  toggleHelp();
});
function linkUp() {
  for (const link of document.querySelectorAll("[data-show-link]")) link.href = `/shows/${slug}/${link.dataset.showLink}`;
}
onSwap(linkUp);
linkUp();
