// What a person may ask of the sheet besides writing in it, each with its words and its undo.

import { write } from "../core/desk.js";
import { toast } from "../core/notices.js";
import { stream } from "../core/stream.js";
import { focusCell } from "./focus.js";
import { cameraName, cellAt, cueName } from "./grid.js";
import { besideAfterMoves } from "./order.js";
import { readShot } from "./shot.js";

const done = []; // what this page changed, newest last: {made, away}; away takes its toast down
let awaited = null; // the edit whose new row or column gets the focus

/** Ask for an edit; once it is accepted, say so with an Undo where `said` is given. */
export async function ask(edit, { label, said, epoch } = {}) {
  const answer = await write(edit, { label, epoch });
  if (!answer.ok) return answer;
  finish([answer], said);
  return answer;
}

/** Several edits that are one step to the person: one toast, one undo. */
export async function askAll(edits, { label, said }) {
  const answers = await Promise.all(edits.map((edit) => write(edit, { label })));
  const made = answers.filter((answer) => answer.ok);
  if (!made.length) return;
  finish(made, said);
}

/** Remember edits for Ctrl+Z, by the answers to them. */
export function remember(answers) {
  const made = answers.filter((answer) => answer.ok);
  if (made.length) done.push({ made });
}

function finish(made, said) {
  const step = { made };
  if (said) step.away = toast(said, { word: "Undo", act: () => undo(step) });
  done.push(step);
}

async function undo(step) {
  step.away?.();
  if (done.includes(step)) done.splice(done.indexOf(step), 1);
  if (step.made.some(({ epoch }) => epoch !== stream.epoch)) {
    toast("The show was brought back from a copy since: there is nothing of this to undo.");
    return;
  }
  for (const { seq, epoch } of [...step.made].reverse()) await write({ kind: "undo", seq }, { label: "undo", epoch });
}

/** Take back the last thing that this page changed. */
export function undoLast() {
  const last = done.at(-1);
  if (last) undo(last);
  else toast("Nothing of yours to undo since this page was opened.");
}

/** A new row; when it arrives it has the focus. */
export function addCue({ after = null, before = null, heading = false } = {}) {
  const edit = { kind: "add_cue", title: "" };
  if (after) edit.after = after;
  if (before) edit.before = before;
  if (heading) edit.heading = true;
  arrive(write(edit, { label: heading ? "a new heading" : "a new cue" }), "cue");
}

export function duplicateCue(cue) {
  arrive(write({ kind: "duplicate_cue", cue }, { label: `a copy of ${cueName(cue)}` }), "cue");
}

export function addCamera({ after = null } = {}) {
  const edit = { kind: "add_camera" };
  if (after) edit.after = after;
  arrive(write(edit, { label: "a new camera" }), "camera");
}

// The rows and columns that were there when one was asked for: what is new afterwards is it.
async function arrive(answer, what) {
  const ids = () => new Set([...document.querySelectorAll(what === "cue" ? "#rows .row" : "#heads > .head")].map((part) => part.dataset.cue ?? part.dataset.head));
  awaited = { entry: answer.entry.id, what, known: ids() };
  const made = await answer;
  if (!made.ok) return;
  remember([made]);
  const fresh = awaited?.entry === answer.entry.id ? [...ids()].filter((id) => !awaited.known.has(id)) : [];
  awaited = null;
  if (fresh.length !== 1) return;
  const place = what === "cue" ? { cue: fresh[0], column: "title" } : { cue: "head", column: fresh[0] };
  const cell = cellAt(place);
  if (!cell) return;
  focusCell(cell);
  cell.dispatchEvent(new CustomEvent("sheet:new", { bubbles: true }));
}

export function strikeCue(cue) {
  const name = cueName(cue);
  ask({ kind: "strike_cue", cue, base: stream.seq }, { label: `striking ${name}`, said: `${name[0].toUpperCase()}${name.slice(1)} struck` });
}

export function strikeCamera(camera) {
  const name = cameraName(camera);
  ask({ kind: "strike_camera", camera, base: stream.seq }, { label: `striking ${name}`, said: `${name[0].toUpperCase()}${name.slice(1)} and its shots struck` });
}

/** Move a row above or below another. */
export function moveCue(cue, where) {
  ask({ kind: "move_cue", cue, ...where }, { label: `moving ${cueName(cue)}` });
}

/** Move a row one up (-1) or down (1). */
export function stepCue(cue, step) {
  const where = besideAfterMoves("cue", cue, step);
  if (where) moveCue(cue, where);
}

/** Move a column one left (-1) or right (1). */
export function stepCamera(camera, step) {
  const where = besideAfterMoves("camera", camera, step);
  if (where) ask({ kind: "move_camera", camera, ...where }, { label: `moving ${cameraName(camera)}` });
}

export function setDown(camera, down) {
  const name = cameraName(camera);
  ask({ kind: "write_camera", camera, field: "down", value: down, base: stream.seq }, { label: `${name}: down`, said: down ? `${name[0].toUpperCase()}${name.slice(1)} is down` : `${name[0].toUpperCase()}${name.slice(1)} is back` });
}

export function setHouse(field, value) {
  ask({ kind: "set_house", field, value }, { label: field === "locked" ? "the lock" : "standby before take" });
}

function aboutCell(cue, camera) {
  return `${cueName(cue)}, ${cameraName(camera)}`;
}

/** Taken, or not. */
export function toggleTaken(cue, camera) {
  const cell = cellAt({ cue, column: camera });
  const taken = !cell.classList.contains("taken");
  ask({ kind: "write_shot", cue, camera, field: "taken", value: taken, base: stream.seq }, { label: `${aboutCell(cue, camera)}: taken` });
}

/** Empty a cell, in one undoable step. */
export function clearCell(cue, camera) {
  const shot = readShot(cellAt({ cue, column: camera }));
  const edits = ["size", "subject", "move", "angle", "note"].filter((field) => shot[field])
    .map((field) => ({ kind: "write_shot", cue, camera, field, value: "", base: stream.seq }));
  if (shot.taken) edits.push({ kind: "write_shot", cue, camera, field: "taken", value: false, base: stream.seq });
  if (edits.length) askAll(edits, { label: aboutCell(cue, camera), said: `${aboutCell(cue, camera)}: cleared` });
}

