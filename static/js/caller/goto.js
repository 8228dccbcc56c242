// Going to a cue by its number: typed, looked up, shown, and only then stood by for or taken.

import { slug } from "../core/here.js";
import { put } from "../card/clock.js";

const form = document.getElementById("goto");
const field = document.getElementById("goto-number");
const found = document.getElementById("goto-found");
const opener = document.getElementById("goto-open");
let asked = 0;
let opening = 0; // a number for each time that the form was opened or closed

/** The cue with that number, or null. */
async function find(number) {
  const address = `/shows/${slug}/caller/cue?number=${encodeURIComponent(number)}`;
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the show answered ${answer.status}`);
  return (await answer.json()).cue;
}

async function preview() {
  const number = field.value.trim();
  const mine = ++asked;
  if (!number) return put(found, "Type a cue’s number.");
  try {
    const cue = await find(number);
    if (mine === asked) put(found, cue ? `${cue.words} · ${cue.title}` : `There is no cue ${number}.`);
  } catch {
    if (mine === asked) put(found, "No connection to the show.");
  }
}

function close() {
  opening += 1;
  form.hidden = true;
  opener.setAttribute("aria-expanded", "false");
}

/**
 * Begin. `call(action, cue, press)` sends, `pressed()` notes what a press is made from, `tell(text)`
 * says what went wrong. Returns {open}.
 */
export function startGoto(call, pressed, tell) {
  let looking = -1; // the opening whose number is being looked up
  const go = async (action) => {
    const number = field.value.trim();
    if (!number || looking === opening) return;
    const mine = opening;
    const press = pressed(); // while the number is looked up, the show may move
    looking = mine;
    try {
      const cue = await find(number);
      if (mine !== opening) return; // closed or opened anew: it was taken back
      if (!cue) {
        put(found, `There is no cue ${number}.`);
        return;
      }
      close();
      opener.focus();
      opener.blur(); // so that the next space takes
      call(action, cue.id, press);
    } catch {
      if (mine === opening) tell("Not sent: there is no connection to the show.");
    } finally {
      if (looking === mine) looking = -1;
    }
  };
  const open = () => {
    opening += 1;
    form.hidden = false;
    opener.setAttribute("aria-expanded", "true");
    field.value = "";
    preview();
    field.focus();
  };
  opener.addEventListener("click", () => (form.hidden ? open() : close()));
  field.addEventListener("input", preview);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go("standby");
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key !== "Enter" || event.target !== field) return;
    event.preventDefault();
    if (!event.repeat) go(event.shiftKey ? "goto" : "standby");
  });
  document.getElementById("goto-now").addEventListener("click", () => go("goto"));
  document.getElementById("goto-close").addEventListener("click", close);
  return { open };
}
