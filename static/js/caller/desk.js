// The buttons that move the show: impossible to press twice, and never for later.
//
// A press names the position that was on the screen when it was made. Until the show answers, no
// other press counts; and for a moment after one, since the second tap of a nervous thumb comes
// when the first has long been answered and would name the new position. Nothing is kept: without
// a connection the desk says so, and a call that was not answered is not repeated.

import { callLive } from "../core/desk.js";
import { isTyping, say } from "../core/dom.js";
import { reopen, stream } from "../core/stream.js";
import { now, put } from "../card/clock.js";
import { startGoto } from "./goto.js";

const AGAIN_AFTER = 500;
const SAID_FOR = 8_000;
const GOOD_FOR = 3_000; // a call held up longer than this by a bad network is refused on arrival
const KEYS = { " ": "go", s: "standby", b: "back", h: "hold" };

const desk = document.getElementById("desk");
const said = document.getElementById("call-said");
let caller = null;
let pending = "";
let pressedAt = -Infinity;
let cutOff = "";
let timer = 0;
let goto = null;

/** What a button would do now, as an action of the protocol. */
function actionOf(name) {
  const { hold, standby, usesStandby } = caller.dataset;
  if (name === "hold") return hold === "1" ? "release" : "hold";
  if (name === "go") return usesStandby === "1" && standby !== "1" ? "standby" : "take";
  return name;
}

/** Why a button can do nothing now, or "". */
function objection(action) {
  const { hold, next } = caller.dataset;
  if (cutOff) return "Offline: nothing can be called from here.";
  if (hold === "1" && (action === "take" || action === "back")) return "On hold. Release first, or go to a cue.";
  if (!next && (action === "take" || action === "standby")) return "There is no next cue.";
  return "";
}

function tell(text, lasting = false) {
  clearTimeout(timer);
  put(said, text);
  if (text && !lasting) timer = setTimeout(() => put(said, ""), SAID_FOR);
}

function sayRefusal({ code, message, current }, from) {
  const { liveNumber, nextNumber } = caller.dataset;
  const isLate = current?.seq === from; // nobody moved it: the call took too long
  if (code !== "stale_position" || isLate) return tell(message);
  const where = liveNumber ? `The show is at ${liveNumber}` : "The show has not begun";
  return tell(`Not called twice: somebody moved it first. ${where}${nextNumber ? `, next ${nextNumber}` : ""}.`);
}

/** What a press is made from: the position on the screen, and until when it holds. */
function pressed() {
  return { from: Number(caller.dataset.liveSeq), until: now() + GOOD_FOR };
}

/** Send one action. Ignored while another is unanswered. `press`: what it was made from, if before. */
async function call(action, cue, press = pressed()) {
  const moment = performance.now();
  if (pending || moment - pressedAt < AGAIN_AFTER) return;
  const why = cue ? (cutOff && objection(action)) : objection(action);
  if (why) {
    tell(why);
    return;
  }
  pressedAt = moment;
  pending = action;
  tell("");
  show();
  const answer = await callLive(action, { ...press, cue });
  pending = "";
  if (!answer.ok) {
    sayRefusal(answer.refusal, press.from);
    // What went unanswered must not arrive later over a connection that comes back to life.
    if (answer.refusal.code === "offline" && stream.state === "online") reopen();
  }
  show();
}

function takeWords() {
  const { liveNumber, nextNumber, hold } = caller.dataset;
  if (pending) return ["Sending…", ""];
  if (cutOff) return ["Offline", "· cannot call"];
  if (!nextNumber) return [liveNumber ? "The end" : "No cue yet", ""];
  if (actionOf("go") === "standby") return ["Stand by", nextNumber];
  if (hold === "1") return ["On hold", "· release first"];
  return ["Take", nextNumber];
}

function show() {
  desk.dataset.state = pending ? "sending" : cutOff ? "offline" : "ready";
  for (const button of desk.querySelectorAll("[data-call]")) {
    button.setAttribute("aria-disabled", String(Boolean(pending || objection(actionOf(button.dataset.call)))));
  }
  const [word, more] = takeWords();
  put(desk.querySelector("[data-word=take]"), word);
  put(desk.querySelector("[data-word=take-more]"), more);
  put(desk.querySelector("[data-word=hold]"), caller.dataset.hold === "1" ? "Release" : "Hold");
}

/** Whether a key belongs to what has the focus: a field, or a control reached by the keyboard. */
function isTaken(event) {
  if (isTyping(event.target)) return true;
  const control = event.target.closest?.("a, button, summary");
  return Boolean(control) && (event.key === " " || event.key === "Enter");
}

function keyed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const key = event.key.toLowerCase();
  if (event.repeat && (key in KEYS || key === "g" || key === "enter")) {
    if (!isTyping(event.target)) event.preventDefault(); // a key that is held down is one press
    return;
  }
  if (isTaken(event)) return;
  if (key in KEYS && !event.shiftKey) {
    event.preventDefault();
    call(actionOf(KEYS[key]));
  } else if (key === "g") {
    event.preventDefault();
    goto.open();
  }
}

function clicked(event) {
  const button = event.target.closest("[data-call]");
  if (!button) return;
  // A mouse leaves the focus on what it pressed; the next space is to take, not to press it again.
  if (event.detail > 0) button.blur();
  call(actionOf(button.dataset.call));
}

/** Begin. Returns what to call after a swap, or with the words for a lost connection. */
export function startDesk(main, element) {
  caller = element;
  goto = startGoto(call, pressed, tell);
  desk.addEventListener("click", clicked);
  document.addEventListener("keydown", keyed);
  return (text) => {
    if (text !== undefined) {
      if (text) tell(text, true);
      else if (cutOff) tell("");
      if (text && !cutOff) say("The desk is offline");
      cutOff = text;
    }
    show();
  };
}
