// The replica's box is asked for again and again; only a change of its state is said aloud.

import { say } from "../core/dom.js";

const state = () => document.getElementById("replica")?.dataset.status;
let told = state();

document.addEventListener("htmx:after:swap", () => {
  if (state() === told) return;
  told = state();
  say(document.querySelector("#replica .replica-title").textContent);
});
