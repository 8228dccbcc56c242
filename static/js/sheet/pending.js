// Edits that are not answered yet show at once, showing "pending", over what the server last said.
// A swap replaces what the server said; the mark stays until the answer.

import { on } from "../core/bus.js";
import * as outbox from "../core/outbox.js";
import { onSwap } from "./focus.js";
import { cellAt, rowOf } from "./grid.js";
import { drawCue, drawShot, readCue, readShot } from "./shot.js";

// What is written over: id of the part → {said: what the server says, wrote: {field: {id, value}}}.
const parts = new Map();
const showing = new Map(); // the id of every edit that shows here → the edit, as the outbox has it

function partOf(edit) {
  if (edit.kind === "write_shot") return { key: `${edit.cue}/${edit.camera}`, cue: edit.cue, camera: edit.camera };
  if (edit.kind === "write_cue") return { key: edit.cue, cue: edit.cue };
  return null;
}

function find(part) {
  return part.camera ? cellAt({ cue: part.cue, column: part.camera }) : rowOf(part.cue);
}

function paint(part, element) {
  const wrote = Object.fromEntries(Object.entries(part.wrote).map(([field, { value }]) => [field, value]));
  const pending = Object.keys(wrote).length > 0;
  const shown = { ...part.said, ...wrote };
  for (const family of ["size", "move", "angle"]) {
    if (family in wrote) shown[`${family}_typed`] = "";
  }
  if (part.camera) {
    drawShot(element, shown);
    element.classList.toggle("is-pending", pending);
  } else {
    drawCue(element, shown);
    element.querySelector(".cue-title").classList.toggle("is-pending", pending);
  }
}

function show(entry) {
  const found = partOf(entry.edit);
  if (!found) {
    showing.set(entry.id, entry);
    mark(entry, true);
    return;
  }
  const element = find(found);
  if (!element) return;
  showing.set(entry.id, entry);
  const part = parts.get(found.key) ?? { ...found, said: found.camera ? readShot(element) : readCue(element), wrote: {} };
  part.wrote[entry.edit.field] = { id: entry.id, value: entry.edit.value };
  parts.set(found.key, part);
  paint(part, element);
}

function unshow({ entry }) {
  showing.delete(entry.id);
  const found = partOf(entry.edit);
  if (!found) {
    mark(entry, false);
    return;
  }
  const part = parts.get(found.key);
  if (!part || part.wrote[entry.edit.field]?.id !== entry.id) return;
  delete part.wrote[entry.edit.field];
  const element = find(part);
  if (element) paint(part, element);
  if (!Object.keys(part.wrote).length) parts.delete(found.key);
}

/** Other edits change nothing before their answer; their row or column says that one is coming. */
function mark({ edit }, pending) {
  const place = edit.kind === "write_camera" ? { cue: "head", column: edit.camera } : { cue: edit.cue, column: "number" };
  if (!place.cue) return;
  cellAt(place)?.classList.toggle("is-pending", pending);
}

/** What is written in a cell or cue and not answered yet: {field: value}. */
export function unanswered(cue, camera) {
  const part = parts.get(camera ? `${cue}/${camera}` : cue);
  return Object.fromEntries(Object.entries(part?.wrote ?? {}).map(([field, { value }]) => [field, value]));
}

/** The server spoke about these elements; what is pending there goes on top again. */
function afterSwap(elements) {
  if (!parts.size) return;
  const grid = elements.some((element) => element.id === "grid");
  const touched = new Set(elements);
  for (const part of parts.values()) {
    const element = find(part);
    if (!element) continue;
    const fresh = grid || touched.has(element) || touched.has(element.parentElement) ||
      (!part.camera && [...element.children].some((child) => touched.has(child)));
    if (!fresh) continue;
    part.said = part.camera ? readShot(element) : { ...part.said, ...readFresh(part, element, touched, grid) };
    paint(part, element);
  }
}

/** Of a cue's row only the part that was swapped is the server's word; the rest is painted over. */
function readFresh(part, row, touched, grid) {
  const { number, ...rest } = readCue(row);
  const whole = grid || touched.has(row);
  return {
    ...(whole || touched.has(row.querySelector(".cue-number")) ? { number } : {}),
    ...(whole || touched.has(row.querySelector(".cue-title")) ? rest : {}),
  };
}

/** Show what waits, and nothing else: another tab may have had the answer. */
function sync() {
  const waiting = outbox.waiting();
  const ids = new Set(waiting.map(({ id }) => id));
  for (const entry of [...showing.values()]) {
    if (!ids.has(entry.id)) unshow({ entry });
  }
  const painted = new Set([...parts.values()].flatMap((part) => Object.values(part.wrote).map(({ id }) => id)));
  for (const entry of waiting) {
    if (!painted.has(entry.id)) show(entry);
  }
}

onSwap(afterSwap);
on("outbox", sync);
on("answered", unshow);
on("refused", unshow);
on("dropped", unshow);
sync();
