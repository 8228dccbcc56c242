// Edits that the server has not answered yet, in the order they were made.
//
// One localStorage key per edit, under the show and the person: they survive a reload and a closed
// tab, and all tabs share them (the server applies an id once, whoever sends it). A refused edit
// stays, with its text, until somebody decides what to do with it.

import { emit } from "./bus.js";
import * as here from "./here.js";
import { newId } from "./ids.js";
import { forget, keep, kept, keysUnder, onOtherTabs } from "./kept.js";

const PREFIX = `camerasheet/outbox/${here.show}/${here.person}/`;

let entries = new Map();
let counter = 0;
let fragile = false;
// Epoch and field → the seq of our last write of it. A show that was brought back from a copy has
// another epoch, and counts from an earlier seq: what was written before then says nothing there.
const ownSeqs = new Map();

/** What of the sheet an edit writes, so that later writes of the same field can wait for it. */
export function fieldOf(edit) {
  if (!edit.field) return null;
  return [edit.kind, edit.cue ?? "", edit.camera ?? "", edit.field].join("/");
}

const lifeOf = (epoch, field) => `${epoch} ${field}`;

function load() {
  const found = new Map();
  for (const key of keysUnder(PREFIX)) {
    const entry = kept(key);
    if (entry?.state === "accepted") forget(key); // its tab was closed in that very moment
    else if (entry?.id && entry.edit) found.set(entry.id, { ...entry, key });
  }
  entries = found;
}

function save(entry) {
  const { key, ...rest } = entry;
  if (!keep(key, rest)) fragile = true;
  entries.set(entry.id, entry);
}

function remove(entry) {
  forget(entry.key);
  entries.delete(entry.id);
}

/** Whether this browser keeps nothing: the edits last only as long as the page. */
export function isFragile() {
  return fragile;
}

/** Every edit not yet done with, oldest first. */
export function all() {
  return [...entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Those that the server has yet to answer. */
export function waiting() {
  return all().filter((entry) => entry.state === "waiting");
}

/** Those that it refused and nobody has decided about. */
export function refused() {
  return all().filter((entry) => entry.state === "refused");
}

/** Those that may be sent now: not the second write of a field whose first is unanswered. */
export function sendable() {
  return waiting().filter((entry) => !entry.after || !entries.has(entry.after));
}

export function find(id) {
  return entries.get(id);
}

/** Put an edit in. `label` says in words what it is about, for lists and refusals. */
export function put(edit, { epoch, label = "" }) {
  const field = fieldOf(edit);
  const entry = { id: newId(), edit: { ...edit }, epoch, label, made: Date.now(), state: "waiting", sent: false, after: null };
  entry.key = `${PREFIX}${String(entry.made).padStart(15, "0")}-${String(counter).padStart(6, "0")}-${entry.id}`;
  counter += 1;
  if (field && entry.edit.base != null) {
    entry.edit.base = Math.max(entry.edit.base, ownSeqs.get(lifeOf(epoch, field)) ?? 0);
  }
  const earlier = field && waiting().findLast((other) => fieldOf(other.edit) === field);
  if (earlier && !earlier.sent) {
    if (entry.edit.base != null && earlier.epoch === epoch) entry.edit.base = earlier.edit.base ?? entry.edit.base;
    entry.after = earlier.after;
    drop(earlier.id);
  } else if (earlier) {
    entry.after = earlier.id;
  }
  save(entry);
  emit("outbox");
  return entry;
}

/** Remember that these have left: from now on their words are fixed. */
export function markSent(sent) {
  for (const entry of sent) {
    if (!entry.sent) save({ ...entry, sent: true });
  }
}

/** The server accepted it, as event `seq`. */
export function accept(id, seq) {
  const entry = entries.get(id);
  if (!entry) return;
  for (const later of entries.values()) {
    if (later.after !== id) continue;
    const base = later.edit.base == null ? later.edit.base : Math.max(later.edit.base, seq);
    save({ ...later, after: null, edit: { ...later.edit, base } });
  }
  const { key, ...rest } = entry;
  keep(key, { ...rest, state: "accepted", seq }); // the other tabs hear that, not only that it went
  accepted(entry, seq);
}

function accepted(entry, seq) {
  const field = fieldOf(entry.edit);
  const written = lifeOf(entry.epoch, field);
  if (field && seq) ownSeqs.set(written, Math.max(seq, ownSeqs.get(written) ?? 0));
  remove(entry);
  emit("answered", { entry, seq });
  emit("outbox");
}

/** The server refused it: it stays for somebody to decide, unless a later write replaces it. */
export function refuse(id, refusal) {
  const entry = entries.get(id);
  if (!entry) return;
  const later = [...entries.values()].find((other) => other.after === id);
  if (later) {
    save({ ...later, after: null });
    drop(id);
    return;
  }
  const done = { ...entry, state: "refused", refusal };
  save(done);
  emit("refused", { entry: done, refusal });
  emit("outbox");
}

/** Give one up. */
export function drop(id) {
  const entry = entries.get(id);
  if (!entry) return;
  remove(entry);
  emit("dropped", { entry });
  emit("outbox");
}

/** Another tab has put an edit in, sent it, had its answer, or given it up. */
function changedElsewhere(key, value) {
  const entry = all().find((each) => each.key === key);
  if (value?.state === "accepted") {
    if (entry) accepted(entry, value.seq);
  } else if (value?.id && value.edit) {
    if (!entry && !kept(key)) return; // late news of one that is answered already
    const now = { ...value, key };
    entries.set(now.id, now);
    if (now.state === "refused" && entry?.state === "waiting") emit("refused", { entry: now, refusal: now.refusal });
    emit("outbox");
  } else if (entry) {
    drop(entry.id);
  }
}

/** Look at what is kept anew: what has gone meanwhile was answered somewhere, and who knows how. */
function lookAgain() {
  const before = entries;
  load();
  for (const entry of before.values()) {
    const now = entries.get(entry.id);
    if (!now) emit("dropped", { entry });
    else if (now.state !== entry.state) emit("refused", { entry: now, refusal: now.refusal });
  }
  emit("outbox");
}

load();
onOtherTabs(PREFIX, { changed: changedElsewhere, anything: lookAgain });
