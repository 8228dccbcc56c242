// The caller's page: the clocks of the live cue, and the desk for those who call.

import { afterSwaps, begin, length, now, put } from "../card/clock.js";
import { watchStale } from "../card/stale.js";
import { startDesk } from "./desk.js";

const main = document.getElementById("main");
const caller = document.getElementById("caller");

const FAR = 2 * 3600; // a rehearsal at another hour is not late

/** How far the live cue was taken from its planned time of day, on this device's calendar. */
function fromPlan(at, start) {
  const taken = new Date(at);
  const seconds = taken.getHours() * 3600 + taken.getMinutes() * 60 + taken.getSeconds() - start;
  const day = 86_400; // shows run past midnight: the nearer side counts
  return ((((seconds + day / 2) % day) + day) % day) - day / 2;
}

function lateness(data) {
  if (data.at === undefined || data.start === undefined) return "";
  const late = fromPlan(Number(data.at), Number(data.start) % 86_400);
  if (Math.abs(late) > FAR) return "";
  if (Math.abs(late) < 1) return "began on time";
  return `began ${length(Math.abs(late))} ${late > 0 ? "late" : "early"}`;
}

function overOrUnder(data) {
  const over = caller.querySelector("[data-clock=over]");
  const seconds = data.ends === undefined ? null : Math.floor((now() - Number(data.ends)) / 1000);
  put(over, seconds === null ? "" : `${length(Math.abs(seconds))} ${seconds >= 0 ? "over" : "left"}`);
  over?.toggleAttribute("data-over", seconds !== null && seconds >= 0);
}

/** The clocks. They stop when the connection is lost: the live cue may be another by now. */
function tick() {
  if (main.hasAttribute("data-stale")) return;
  const data = caller.dataset;
  const elapsed = data.at === undefined ? "–:––" : length((now() - Number(data.at)) / 1000);
  put(caller.querySelector("[data-clock=elapsed]"), elapsed);
  overOrUnder(data);
  put(caller.querySelector("[data-clock=start]"), lateness(data));
}

begin(main);
const showDesk = main.hasAttribute("data-calls") ? startDesk(main, caller) : () => {};
afterSwaps(caller, () => {
  tick();
  showDesk();
});
watchStale(main, (text) => {
  showDesk(text);
  tick();
});
setInterval(tick, 250);
