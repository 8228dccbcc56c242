// What an operator does with one thumb: ready, and a note on a shot of their own.

import { on } from "../core/bus.js";
import { write } from "../core/desk.js";
import { say } from "../core/dom.js";
import * as outbox from "../core/outbox.js";
import { stream } from "../core/stream.js";
import { put } from "./clock.js";

const dialog = document.getElementById("note");
const text = document.getElementById("note-text");
let noting = null;

const cameraId = () => document.getElementById("card").dataset.camera;

/** The tick on its way for that cue, if there is one. */
function pendingTick(cue) {
  const ticks = outbox.waiting().filter(({ edit }) => edit.kind === "mark_ready" && edit.cue === cue);
  return ticks.at(-1)?.edit;
}

/** Show the tick as it was pressed, marked as on its way until the server has it. */
export function showReady() {
  const button = document.getElementById("ready-button");
  if (!button) return;
  const pending = pendingTick(button.dataset.cue);
  const ready = pending ? pending.ready : button.getAttribute("aria-pressed") === "true";
  button.toggleAttribute("data-pending", Boolean(pending));
  put(button.querySelector(".ready-word"), ready ? "✓ Ready" : "Ready?");
  put(button.querySelector("small"), `for ${button.dataset.number}${pending ? " · sending…" : ""}`);
}

function press(button) {
  const { cue, number } = button.dataset;
  if (pendingTick(cue)) return; // a second tap of the same thumb
  const ready = button.getAttribute("aria-pressed") !== "true";
  write({ kind: "mark_ready", cue, camera: cameraId(), ready }, { label: `Ready for ${number}` });
  say(ready ? `Ready for ${number}` : `Not ready for ${number}`);
}

function openNote(button) {
  const { note: cue, number } = button.dataset;
  const entry = document.querySelector(`#card-list .entry[data-cue="${cue}"]`);
  noting = { cue, number, epoch: stream.epoch, base: stream.seq, before: entry?.querySelector(".entry-note")?.textContent ?? "" };
  document.getElementById("note-title").textContent = `Note for ${number}`;
  text.value = noting.before;
  dialog.showModal();
  text.focus();
}

function saveNote(event) {
  event.preventDefault();
  const { cue, number, epoch, base, before } = noting;
  dialog.close();
  if (text.value.trim() === before.trim()) return;
  const edit = { kind: "write_shot", cue, camera: cameraId(), field: "note", value: text.value, base };
  write(edit, { label: `Note for ${number}`, epoch });
}

document.addEventListener("click", (event) => {
  const ready = event.target.closest("#ready-button");
  if (ready) press(ready);
  const note = event.target.closest("[data-note]");
  if (note) openNote(note);
});
document.getElementById("note-form").addEventListener("submit", saveNote);
document.getElementById("note-cancel").addEventListener("click", () => dialog.close());
on("outbox", showReady);
