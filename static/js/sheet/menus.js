// The menus: of a row on its number, of a column on its camera, of the sheet on "⋯".

import { el } from "../core/dom.js";
import { may, slug } from "../core/here.js";
import { toast } from "../core/notices.js";
import * as act from "./actions.js";
import { NEEDS_CONNECTION, edit, openForm } from "./editor.js";
import { focusCell } from "./focus.js";
import { cellAt, cameraName, cueName, isHeading } from "./grid.js";

const menu = document.getElementById("menu");
let opener = null;

async function form(path) {
  if (!(await openForm(`/shows/${slug}/${path}`))) toast(NEEDS_CONNECTION);
}

function rowItems(cue) {
  if (!may("editor")) return [["Show it in full", "Enter", () => edit({ cue, column: "title" })]];
  return [
    [isHeading(cue) ? "Edit the heading…" : "Edit number, title, times…", "", () => edit({ cue, column: "title" })],
    ["Insert a cue above", "", () => act.addCue({ before: cue })],
    ["Insert a cue below", "Ctrl+Enter", () => act.addCue({ after: cue })],
    ["Insert a heading above", "", () => act.addCue({ before: cue, heading: true })],
    ["Duplicate", "", () => act.duplicateCue(cue)],
    ["Move up", "Alt+↑", () => act.stepCue(cue, -1)],
    ["Move down", "Alt+↓", () => act.stepCue(cue, 1)],
    ["Strike", "", () => act.strikeCue(cue)],
  ];
}

function columnItems(camera) {
  const card = ["Open its card", "", `/shows/${slug}/camera/${camera}`];
  if (!may("editor")) return [card];
  const down = cellAt({ cue: "head", column: camera }).classList.contains("down");
  return [
    ["Edit the camera…", "", () => edit({ cue: "head", column: camera })],
    card,
    [down ? "It is back" : "It is down", "", () => act.setDown(camera, !down)],
    ["Hand its shots over…", "", () => form(`cameras/${camera}/reassign`)],
    ["Add a camera after it", "", () => act.addCamera({ after: camera })],
    ["Move left", "", () => act.stepCamera(camera, -1)],
    ["Move right", "", () => act.stepCamera(camera, 1)],
    ["Strike the camera", "", () => act.strikeCamera(camera)],
  ];
}

function sheetItems() {
  const house = document.getElementById("house").dataset;
  const items = [
    ["Add a cue at the end", "", () => act.addCue()],
    ["Add a camera", "", () => act.addCamera()],
    ["Add a heading at the end", "", () => act.addCue({ heading: true })],
    ["Renumber…", "", () => form("renumber")],
    ["standby" in house ? "Take without standby" : "Standby before each take", "", () => act.setHouse("uses_standby", !("standby" in house))],
  ];
  if (may("admin")) items.push(["locked" in house ? "Unlock planning" : "Lock planning", "", () => act.setHouse("locked", !("locked" in house))]);
  items.push(["Undo my last change", "Ctrl+Z", () => act.undoLast()]);
  return items;
}

function render(title, items) {
  menu.setAttribute("aria-label", title);
  menu.replaceChildren(el("p", { class: "menu-title", role: "presentation" }, title), ...items.map(([words, key, what]) => {
    const content = [words, key && el("span", { class: "key", "aria-hidden": "true" }, key)];
    if (typeof what === "string") return el("a", { role: "menuitem", tabindex: "-1", href: what }, ...content);
    return el("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: () => { close(); what(); } }, ...content);
  }));
}

function place(box) {
  menu.hidden = false;
  menu.style.left = `${Math.max(8, Math.min(box.left, innerWidth - menu.offsetWidth - 8))}px`;
  const below = box.bottom + menu.offsetHeight + 8 <= innerHeight;
  menu.style.top = `${Math.max(8, below ? box.bottom + 2 : Math.min(box.top - menu.offsetHeight - 2, innerHeight - menu.offsetHeight - 8))}px`;
}

/** Open the menu of a row (column "number") or of a camera (cue "head"). */
export function openMenu(at) {
  const cell = cellAt(at);
  if (!cell) return;
  focusCell(cell);
  const title = at.cue === "head" ? cameraName(at.column) : cueName(at.cue);
  render(title[0].toUpperCase() + title.slice(1), at.cue === "head" ? columnItems(at.column) : rowItems(at.cue));
  open(() => focusCell(cellAt(at), { scroll: false }), cell);
}

/** Open the menu of the sheet under its button. */
export function openSheetMenu(button) {
  render("This sheet", sheetItems());
  open(() => button.focus(), button);
  button.setAttribute("aria-expanded", "true");
}

function open(back, over) {
  opener = { back, over };
  place(over.getBoundingClientRect());
  menu.querySelector('[role="menuitem"]').focus();
}

function close() {
  if (menu.hidden) return;
  menu.hidden = true;
  opener?.over.removeAttribute("aria-expanded");
  opener?.back();
  opener = null;
}

menu.addEventListener("keydown", (event) => {
  const items = [...menu.querySelectorAll('[role="menuitem"]')];
  const index = items.indexOf(document.activeElement);
  const steps = { ArrowDown: index + 1, ArrowUp: index - 1 + items.length, Home: 0, End: items.length - 1 };
  if (event.key in steps) items[steps[event.key] % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else if (event.key.length === 1 && event.key !== " ") items.find((item) => item.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
document.addEventListener("pointerdown", (event) => {
  if (!menu.hidden && !menu.contains(event.target)) {
    menu.hidden = true;
    opener?.over.removeAttribute("aria-expanded");
    opener = null;
  }
}, true);
