// The editor in place. The form comes from the server; without a connection the page's own blank
// one is filled from what the cell shows. It stands outside the grid, so no swap touches it.

import { write } from "../core/desk.js";
import { may, mayWrite, slug } from "../core/here.js";
import { toast } from "../core/notices.js";
import { stream } from "../core/stream.js";
import { ask, remember } from "./actions.js";
import * as chips from "./chips.js";
import { focusCell, onSwap } from "./focus.js";
import { editsOf, fill, isChanged } from "./form.js";
import { cameraName, cellAt, cueName, numberOf, rowOf, titleOf } from "./grid.js";
import { unanswered } from "./pending.js";
import { hms, readCue, readShot } from "./shot.js";

const PATIENCE = 1_500; // then the blank form; the server's comes too late to be of use
export const NEEDS_CONNECTION = "This needs the connection to the show. Try again when it says Synced.";
const host = document.getElementById("editor");
const asked = new WeakMap(); // a request for the editor → what was open when it was made
let open = null; // {place, improvised}
let typed = "";

/** The place that is being edited, or null. */
export function editing() {
  return open?.place ?? null;
}

function address({ cue, column }) {
  if (cue === "head") return `/shows/${slug}/cameras/${column}/editor`;
  if (column === "title" || column === "number") return `/shows/${slug}/cues/${cue}/editor`;
  return `/shows/${slug}/cues/${cue}/cameras/${column}/editor`;
}

function fetchInto(url) {
  return window.htmx.ajax("GET", url, { source: "#editor", target: "#editor", swap: "innerHTML" }).catch(() => {});
}

async function load(target) {
  if (stream.state !== "online") return;
  const comes = fetchInto(address(target));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  await (hasBlank(target) ? Promise.race([comes, late]) : comes);
}

/** Whether the page has a form of its own for it: of a camera it does not show all. */
function hasBlank({ cue }) {
  return cue !== "head";
}

/** Note what a form is asked for. A field that has gone with its form may still have one in its queue. */
function noteAsked(event) {
  const { ctx } = event.detail;
  if (ctx.target !== host) return;
  if (open && ctx.sourceElement.isConnected) asked.set(ctx, open);
  else event.preventDefault();
}

/** Keep an answer out that comes too late: its form would stand in the place of what is open now. */
function guard(event) {
  const { ctx } = event.detail;
  if (ctx.target !== host) return;
  if (!open || open.improvised || asked.get(ctx) !== open) event.preventDefault();
}

/** Fill the page's blank form from what the cell shows. */
function improvise({ cue, column }) {
  const aboutCue = column === "title" || column === "number";
  const blank = document.getElementById(aboutCue ? "cue-editor" : "cell-editor").content.cloneNode(true);
  const form = blank.querySelector("form");
  form.dataset.cue = cue;
  form.dataset.base = stream.seq;
  form.dataset.epoch = stream.epoch;
  if (aboutCue) {
    const values = readCue(rowOf(cue));
    fill(form, { ...values, start: hms(values.start), duration: hms(values.duration) });
    form.querySelector('[data-fill="where"]').textContent = cueName(cue);
  } else {
    const shot = readShot(cellAt({ cue, column }));
    form.dataset.camera = column;
    fill(form, { ...shot, size: shot.size_typed || shot.size, move: shot.move_typed || shot.move, angle: shot.angle_typed || shot.angle });
    form.querySelector('[data-fill="where"]').textContent = `${numberOf(cue)} · ${cameraName(column)}`;
    form.querySelector('[data-fill="title"]').textContent = titleOf(cue);
  }
  open.improvised = true;
  host.replaceChildren(blank);
  window.htmx.trigger(host, "htmx:abort");
  return form;
}

/** Over the cell, inside the window. On phones it is a sheet at the bottom, and the cell goes up. */
function place(cell) {
  if (innerWidth < 768) {
    cell?.scrollIntoView({ block: "start", inline: "nearest" });
    return;
  }
  const box = cell?.getBoundingClientRect() ?? { left: innerWidth / 2 - 240, top: 90, bottom: 90 };
  const width = host.offsetWidth;
  const height = host.offsetHeight;
  const below = box.top + height <= innerHeight - 8;
  host.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
  host.style.top = `${Math.max(8, below ? box.top : Math.min(box.bottom - height, innerHeight - height - 8))}px`;
}

function restrict(form) {
  const { kind, camera } = form.dataset;
  const locked = "locked" in document.getElementById("house").dataset;
  for (const field of form.querySelectorAll("[name]")) {
    const allowed = kind === "write_shot" ? mayWrite(camera, field.name) : may("editor");
    field.disabled = !allowed || (locked && field.name !== "note");
    for (const chip of field.closest(".family")?.querySelectorAll(".chip") ?? []) chip.disabled = field.disabled;
  }
  const nothing = [...form.querySelectorAll("[name]")].every((field) => field.disabled);
  form.classList.toggle("read-only", nothing);
  if (!nothing) return;
  form.querySelector('[type="submit"]').hidden = true;
  form.querySelector('[data-do="cancel"]').textContent = "Close";
}

function begin(form) {
  const first = form.querySelector("[data-first]:enabled") ?? form.querySelector('.chip[tabindex="0"]:enabled, [name]:enabled, [data-do="cancel"]');
  const field = form.querySelector("[data-first]:enabled") ?? form.querySelector("input[name]:enabled, textarea:enabled");
  if (typed && field && form.dataset.kind !== "write_camera") {
    field.focus();
    field.value = typed;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    first.focus();
    if (first.matches("input")) first.select();
  }
  typed = "";
}

/** Open the editor of a place; `text` is what was typed to open it. */
export async function edit(target, { text = "" } = {}) {
  if (open && !save()) return;
  typed = text;
  const mine = { place: target };
  open = mine;
  cellAt(target)?.classList.add("is-open");
  host.replaceChildren();
  await load(target);
  if (open !== mine) return;
  const form = host.querySelector("form[data-kind]") ?? (hasBlank(target) ? improvise(target) : null);
  if (!form) {
    close();
    toast(NEEDS_CONNECTION);
    return;
  }
  const waiting = unanswered(target.cue, ["title", "number", "head"].includes(target.column) || target.cue === "head" ? "" : target.column);
  for (const field of ["start", "duration"]) if (field in waiting) waiting[field] = hms(waiting[field]);
  fill(form, waiting);
  chips.showAll(form);
  restrict(form);
  host.hidden = false;
  place(cellAt(target));
  begin(form);
}

/** Open a form that belongs to no cell: renumbering, reassigning. False when it cannot be had. */
export async function openForm(url) {
  if (open && !save()) return;
  const mine = { place: null };
  open = mine;
  host.replaceChildren();
  await fetchInto(url);
  if (open !== mine) return true; // closed, or something else was opened: nothing to complain of
  if (!host.querySelector("form")) {
    close();
    return false;
  }
  host.hidden = false;
  host.style.left = `${Math.max(8, (innerWidth - host.offsetWidth) / 2)}px`;
  host.style.top = `${Math.max(8, innerHeight / 10)}px`;
  host.querySelector("select, input")?.focus();
  return true;
}

/** Close without saving; the focus goes back to the cell. */
export function close({ refocus = true } = {}) {
  if (!open) return;
  const { place: at } = open;
  open = null;
  typed = "";
  host.hidden = true;
  host.replaceChildren();
  for (const cell of document.querySelectorAll(".is-open")) cell.classList.remove("is-open");
  if (refocus && at) focusCell(cellAt(at));
}

function labelOf(edit) {
  const words = { as_directed: "as directed", taken: "taken" }[edit.field] ?? edit.field;
  if (edit.kind === "write_camera") return `${cameraName(edit.camera)}: ${words}`;
  if (edit.kind === "write_cue") return `${cueName(edit.cue)}: ${words}`;
  return `${cueName(edit.cue)}, ${cameraName(edit.camera)}: ${words}`;
}

/** Save what changed and close. False when something in the form cannot be understood yet. */
export function save({ refocus = true } = {}) {
  const form = host.querySelector("form[data-kind]");
  if (form && isChanged(form)) {
    const edits = editsOf(form);
    if (!edits) return false;
    const { epoch } = form.dataset; // what it was opened on, whatever the show is by now
    close({ refocus });
    Promise.all(edits.map((each) => write(each, { label: labelOf(each), epoch })))
      .then(remember);
    return true;
  }
  close({ refocus });
  return true;
}

/** Keys typed while the editor is still coming are kept for it. */
export function catchKey(event) {
  if (!open || !host.hidden) return false;
  if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) typed += event.key;
  else if (event.key === "Backspace") typed = typed.slice(0, -1);
  else if (event.key === "Escape") close();
  return true;
}

function submitSpecial(form) {
  const { send, numbers, base, epoch, from, to } = form.dataset;
  if (send === "renumber_cues") {
    ask({ kind: send, numbers: JSON.parse(numbers), base: Number(base) }, { label: "renumbering", said: "Renumbered", epoch });
  } else if (send === "reassign_shots") {
    ask({ kind: send, from, to }, { label: `${cameraName(from)}: handing its shots over`, said: `Shots handed over to ${cameraName(to)}`, epoch });
  }
  close();
}

/** Say in the open editor that its cell was changed by somebody meanwhile. */
function noteSwap(elements) {
  const cell = open?.place && cellAt(open.place);
  if (!cell || !elements.some((element) => element === cell || element.contains(cell))) return;
  cell.classList.add("is-open");
  if (Object.keys(unanswered(open.place.cue, open.place.column)).length) return; // it was us
  const note = host.querySelector(".changed");
  if (!note) return;
  note.textContent = "changed by somebody meanwhile";
  note.hidden = false;
}

onSwap(noteSwap);
document.addEventListener("htmx:before:request", noteAsked);
document.addEventListener("htmx:before:swap", guard);
chips.listen(host);
host.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.dataset.send) submitSpecial(event.target);
  else save();
});
host.addEventListener("click", (event) => {
  if (event.target.closest('[data-do="cancel"]')) close();
});
