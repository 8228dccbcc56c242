// Saying so when what stands on the screen may no longer be true.

import { on } from "../core/bus.js";
import { stream } from "../core/stream.js";
import { clock } from "../core/sync-light.js";

const GRACE = 1_200; // a phone that wakes up is not offline for the blink that takes

/** The words for a screen that is cut off, or "" while it is not. */
function words(asOf) {
  if (stream.state === "ended") return `Stopped. ${stream.ending || "You may no longer follow this show."}`;
  if (stream.state === "offline") return `Offline since ${clock(asOf ?? stream.since)} — last known`;
  if (stream.state === "connecting" && asOf) return `Last known, of ${clock(asOf)} — connecting…`;
  return "";
}

/**
 * Mark `main` with data-stale, and call `told(words)`, while the connection is gone.
 * `asOf()`: when what is shown was true, if it is older than the loss of the connection.
 */
export function watchStale(main, told, asOf = () => null) {
  let timer = 0;
  const show = () => {
    clearTimeout(timer);
    const text = words(asOf());
    const late = Date.now() - (stream.since ?? 0);
    if (text && stream.state === "offline" && !main.hasAttribute("data-stale") && late < GRACE) {
      timer = setTimeout(show, GRACE - late);
      return;
    }
    main.toggleAttribute("data-stale", Boolean(text));
    told(text);
  };
  on("stream", show);
  on("stream:ready", show);
  show();
}
