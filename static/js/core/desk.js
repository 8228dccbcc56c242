// The way a page asks for a change: into the outbox, to the server, and its answer.

import { on } from "./bus.js";
import { newId } from "./ids.js";
import * as outbox from "./outbox.js";
import { send, stream } from "./stream.js";

const AGAIN_AFTER = 8_000;
const BATCH = 20;
const LIVE_PATIENCE = 5_000;

const sentAt = new Map();
const promised = new Map();
const calls = new Map();

function flush() {
  if (!stream.ready) return;
  const now = performance.now();
  const due = outbox.sendable().filter((entry) => now - (sentAt.get(entry.id) ?? -Infinity) > AGAIN_AFTER);
  outbox.markSent(due);
  while (due.length) {
    const epoch = due[0].epoch;
    const end = due.findIndex((entry) => entry.epoch !== epoch);
    const batch = due.splice(0, Math.min(BATCH, end < 0 ? due.length : end));
    const edits = batch.map(({ id, edit }) => ({ id, edit }));
    const sent = edits.length > 1 ? send({ type: "edits", epoch, edits }) : send({ type: "edit", epoch, ...edits[0] });
    if (!sent) return;
    for (const entry of batch) sentAt.set(entry.id, now);
  }
}

function keepPromise(id, answer) {
  promised.get(id)?.(answer);
  promised.delete(id);
  sentAt.delete(id);
}

/**
 * Ask for an edit (see camerasheet/sheet/edits.py). It is kept until the server answers, across
 * reloads. Resolves to {ok: true, seq, epoch}, or {ok: false, refusal} ({code, message, current?}), or
 * {ok: false, dropped: true} when it was given up or a later write of the same field replaced it.
 */
export function write(edit, { label = "", epoch = stream.epoch } = {}) {
  const entry = outbox.put(edit, { epoch, label });
  const answer = new Promise((resolve) => promised.set(entry.id, resolve));
  flush();
  return Object.assign(answer, { entry });
}

/** Write a refused edit anew, with a new id, in the show as it is now, or with `base` in `epoch`. */
export function writeAgain(entry, { base, epoch } = {}) {
  const edit = { ...entry.edit };
  if ("base" in edit) edit.base = base ?? stream.seq;
  outbox.drop(entry.id);
  return write(edit, { label: entry.label, epoch });
}

/**
 * Move the live position. Never kept: a take is for now or not at all.
 * `action`: standby | take | back | goto | hold | release; `from`: the live seq it was made from
 * (#live's data-seq); `cue` for goto and standby; `until`: when, by the server's clock, it is too late. Resolves to {ok, seq} or {ok: false, refusal};
 * without a connection, or without an answer in 5 s, the refusal's code is "offline".
 */
export function callLive(action, { from, cue, until } = {}) {
  const id = newId();
  const message = { type: "live", id, epoch: stream.epoch, action, from };
  if (cue) message.cue = cue;
  if (until) message.until = Math.round(until);
  const offline = { ok: false, refusal: { code: "offline", message: "Not sent: there is no connection to the show." } };
  if (!stream.ready || !send(message)) return Promise.resolve(offline);
  return new Promise((resolve) => {
    const silent = { code: "offline", message: "No answer from the show. Look where it stands before calling again." };
    const timer = setTimeout(() => settleCall(id, { ok: false, refusal: silent }), LIVE_PATIENCE);
    calls.set(id, { resolve, timer });
  });
}

function settleCall(id, answer) {
  const call = calls.get(id);
  if (!call) return false;
  clearTimeout(call.timer);
  calls.delete(id);
  call.resolve(answer);
  return true;
}

function heard(message) {
  if (message.type === "ack") {
    if (settleCall(message.id, { ok: true, seq: message.seq })) return;
    outbox.accept(message.id, message.seq);
    flush(); // a later write of the same field may have waited for this
  } else if (message.type === "refused") {
    const { type, id, ...refusal } = message;
    if (settleCall(id, { ok: false, refusal })) return;
    if (refusal.retry) return; // no answer about the edit itself: it is sent again
    outbox.refuse(id, refusal);
    flush();
  }
}

on("stream:message", heard);
on("stream:ready", () => {
  sentAt.clear(); // what was on its way may be lost: the server knows which it has
  flush();
});
on("answered", ({ entry, seq }) => keepPromise(entry.id, { ok: true, seq, epoch: entry.epoch }));
on("refused", ({ entry, refusal }) => keepPromise(entry.id, { ok: false, refusal }));
on("dropped", ({ entry }) => keepPromise(entry.id, { ok: false, dropped: true }));
setInterval(flush, 2_000);

window.addEventListener("beforeunload", (event) => {
  if (outbox.isFragile() && outbox.waiting().length) event.preventDefault();
});

