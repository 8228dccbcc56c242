// The one connection of a page: hello, the order of events, silence, and coming back.
//
// hx-ws opens the socket, swaps the HTML of each message and reconnects after a loss. What it does
// not do is here: it says hello, holds to the sequence, and notices when nothing comes any more.

import { whyRefused } from "./admission.js";
import { emit } from "./bus.js";
import { host } from "./here.js";

const SILENCE = 12_000; // the server speaks every 5 s
const SILENCE_WITHOUT_NETWORK = 6_000;
const PROBE = 3_000;
const HANGING = 8_000; // an attempt that neither opens nor fails; the longest backoff is 5 s
const ENDINGS = new Set([1008]); // signed out, or another role: coming back would not help

/** The state of the connection. Read it; only this module writes it. */
export const stream = {
  /** connecting | online | offline | ended */
  state: host ? "connecting" : "none",
  epoch: host?.dataset.epoch ?? "",
  seq: Number(host?.dataset.seq ?? 0),
  view: host?.dataset.view ?? "sheet",
  /** When it was lost, in milliseconds since 1970, or null. */
  since: null,
  /** Why it ended, as a sentence. */
  ending: "",
  /** Whether edits may be sent: hello was answered. */
  ready: false,
};

let link = null; // hx-ws's own record of the connection
let socket = null;
let triedAt = 0;
let heardAt = 0;
let deadline = 0;
let resyncing = false;

function become(state) {
  if (state === "online") stream.since = null;
  else if (stream.since === null) stream.since = Date.now();
  if (state !== "online") stream.ready = false;
  if (stream.state === state) return;
  stream.state = state;
  emit("stream");
}

/** Send a message now. False when there is no open connection. */
export function send(message) {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify(message));
  return true;
}

function hello() {
  resyncing = true;
  deadline = performance.now() + SILENCE;
  send({ type: "hello", epoch: stream.epoch, seq: stream.seq, view: stream.view });
}

function attempted(event) {
  link = event.detail.connection;
  triedAt = performance.now();
}

function opened(event) {
  socket = event.detail.connection.socket;
  heardAt = performance.now();
  hello();
}

function closed(event) {
  if (event.detail.reason !== "closed") return; // we took it down ourselves
  const attempt = !socket;
  socket = null;
  triedAt = performance.now();
  if (ENDINGS.has(event.detail.code)) {
    stream.ending ||= "You are signed out, or your role has changed.";
    become("ended");
  } else {
    become("offline");
    if (attempt) leaveIfRefused();
  }
}

/** An attempt failed: end it where the show itself refuses this person, as after 1008. */
async function leaveIfRefused() {
  const why = await whyRefused();
  if (!why || socket) return;
  stream.ending = why;
  window.htmx.process(host, true); // takes the connection down, and with it hx-ws's next attempt
  become("ended");
}

function settle() {
  resyncing = false;
  deadline = 0;
  if (stream.ready) return;
  stream.ready = true;
  become("online");
  emit("stream:ready");
}

/** Whether the message's HTML belongs on this page now; asks for what is missing if not. */
function follows(message) {
  if (message.type !== "events") return true;
  const first = message.events[0]?.seq ?? message.seq + 1;
  if (message.epoch === stream.epoch && first === stream.seq + 1) return true;
  if (message.epoch === stream.epoch && message.seq <= stream.seq) {
    if (resyncing) settle(); // the answer to a hello that events overtook: all of it is here
  } else if (!resyncing) {
    hello();
  }
  return false;
}

function incoming(event) {
  heardAt = performance.now();
  let message;
  try {
    message = JSON.parse(event.detail.message.data);
  } catch {
    event.preventDefault();
    return;
  }
  event.detail.message.parsed = message;
  event.detail.message.json = () => Promise.resolve(message); // hx-ws need not parse it again
  if (!follows(message)) event.preventDefault();
}

function swapped(event) {
  const message = event.detail.message.parsed;
  if (!message) return;
  if (message.type === "sheet" || message.type === "events") {
    stream.epoch = message.epoch;
    stream.seq = message.seq;
    settle();
    emit("stream");
  } else if (message.type === "bye") {
    stream.ending = message.message ?? "";
  }
  emit("stream:message", message);
}

/** Take the connection down and make a new one at once. */
export function reopen() {
  if (!host || stream.state === "ended") return;
  // Until it is there, nothing tells that it comes: a quick return is not shown (see the graces).
  if (stream.state === "online") become("offline");
  socket = null;
  resyncing = false;
  deadline = 0;
  heardAt = performance.now();
  window.htmx.process(host, true);
  window.htmx.trigger(host, "stream:open");
}

/** Find out at once whether the connection still lives, and make a new one if not. */
function probe() {
  if (!host || document.hidden) return;
  if (socket?.readyState !== WebSocket.OPEN) {
    if (link?.socket?.readyState !== WebSocket.CONNECTING) reopen();
  } else if (!resyncing) {
    hello();
    deadline = performance.now() + PROBE;
  }
}

function watch() {
  if (document.hidden || stream.state === "ended") return;
  const now = performance.now();
  if (!socket) {
    if (now - triedAt > HANGING) reopen();
    return;
  }
  const silence = navigator.onLine === false ? SILENCE_WITHOUT_NETWORK : SILENCE;
  if (now - heardAt < silence && !(deadline && now > deadline)) return;
  become("offline");
  reopen();
}

/** Begin. Called once, when every module of the page listens. */
export function start() {
  if (!host) return;
  host.addEventListener("htmx:ws:before:connection", attempted);
  host.addEventListener("htmx:ws:after:connection", opened);
  host.addEventListener("htmx:ws:close", closed);
  host.addEventListener("htmx:ws:before:message:incoming", incoming);
  host.addEventListener("htmx:ws:after:message:incoming", swapped);
  host.addEventListener("htmx:ws:error", (event) => event.stopPropagation());
  window.addEventListener("online", probe);
  window.addEventListener("offline", probe);
  window.addEventListener("pageshow", (event) => event.persisted && reopen());
  document.addEventListener("visibilitychange", () => setTimeout(probe, 50)); // hx-ws goes first
  setInterval(watch, 1000);
  reopen();
}
