// The order of rows and columns as it will be when every move that this browser asked for has been
// made. Someone who presses a key five times aims from there, and not from what is on the screen:
// on a slow network that is behind.

import { on } from "../core/bus.js";
import * as outbox from "../core/outbox.js";
import { stream } from "../core/stream.js";
import { cameras, rows } from "./grid.js";

const SHOWN = {
  cue: () => [...rows()].map((row) => row.dataset.cue),
  camera: cameras,
};

let accepted = []; // moves that the server made and this page does not show yet: {edit, epoch, seq}

/** Those that will change what is on the screen, in the order they are made. */
function coming(kind) {
  accepted = accepted.filter(({ epoch, seq }) => epoch === stream.epoch && seq > stream.seq);
  const waiting = outbox.waiting().map(({ edit }) => edit);
  return [...accepted.map(({ edit }) => edit), ...waiting].filter((edit) => edit.kind === kind);
}

function apply(order, id, { before, after }) {
  const beside = before ?? after;
  if (!order.includes(id) || !order.includes(beside) || beside === id) return;
  order.splice(order.indexOf(id), 1);
  order.splice(order.indexOf(beside) + (before ? 0 : 1), 0, id);
}

/** Where a step up or left (-1), or down or right (1), takes a cue or camera: {before} or {after}
    another one; null at the end. `what` is "cue" or "camera". */
export function besideAfterMoves(what, id, step) {
  const order = SHOWN[what]();
  for (const edit of coming(`move_${what}`)) apply(order, edit[what], edit);
  const beside = order.includes(id) && order[order.indexOf(id) + step];
  if (!beside) return null;
  return step < 0 ? { before: beside } : { after: beside };
}

on("answered", ({ entry, seq }) => {
  if (["move_cue", "move_camera"].includes(entry.edit.kind)) accepted.push({ edit: entry.edit, epoch: entry.epoch, seq });
});
