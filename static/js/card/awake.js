// Keeping the screen on. Browsers offer that to https pages only; the old trick, a hidden video,
// no longer works where the video is silent or small, so where there is no wake lock we say so.

import { keep, kept } from "../core/kept.js";

const KEY = "camerasheet/awake-said";
const words = document.getElementById("awake");
let lock = null;

function explain() {
  words.hidden = Boolean(kept(KEY)) || !matchMedia("(pointer: coarse)").matches;
}

async function ask() {
  if (document.hidden || lock) return;
  try {
    lock = await navigator.wakeLock.request("screen");
    words.hidden = true;
    lock.addEventListener("release", () => { lock = null; });
  } catch {
    explain(); // a nearly empty battery refuses it
  }
}

/** Keep the screen on while the page is seen, or say that it cannot be done here. */
export function stayAwake() {
  document.getElementById("awake-ok").addEventListener("click", () => {
    keep(KEY, true);
    words.hidden = true;
  });
  if (!("wakeLock" in navigator)) {
    explain();
    return;
  }
  ask();
  document.addEventListener("visibilitychange", ask); // the browser lets go of it in the background
}
