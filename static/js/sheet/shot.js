// What the server's HTML of a cell or a cue says, and the same HTML made here, for edits that are
// not answered yet. Mirrors the macros of templates/sheet/_partials.html.

import { el } from "../core/dom.js";

function words(part, selector) {
  return part.querySelector(selector)?.textContent ?? "";
}

/** The attributes of an element whose text may need more than the two lines it has. */
function clipped(text, name = "") {
  const long = text.length > 40 || text.includes("\n");
  return { class: [name, long && "long-text"].filter(Boolean).join(" ") || null };
}

/** The fields of a shot, read off its cell. */
export function readShot(cell) {
  return {
    size: words(cell, ":scope > b"),
    size_typed: words(cell, ":scope > i"),
    subject: words(cell, ".subject"),
    move: words(cell, ".move"),
    move_typed: words(cell, ".move-typed"),
    angle: words(cell, ".angle"),
    angle_typed: words(cell, ".angle-typed"),
    note: words(cell, "small"),
    taken: cell.classList.contains("taken"),
  };
}

/** Show a shot in its cell. */
export function drawShot(cell, shot) {
  cell.classList.toggle("taken", shot.taken);
  const how = [
    shot.move && el("em", { class: "move" }, shot.move),
    shot.move_typed && el("i", { class: "move-typed" }, shot.move_typed),
    shot.angle && el("em", { class: "angle" }, shot.angle),
    shot.angle_typed && el("i", { class: "angle-typed" }, shot.angle_typed),
    shot.note && el("small", {}, shot.note),
  ].filter(Boolean);
  const parts = [
    shot.taken && el("span", { class: "dot", role: "img", "aria-label": "Taken" }),
    shot.size && el("b", {}, shot.size),
    shot.size_typed && el("i", {}, shot.size_typed),
    shot.subject && el("span", { class: "subject" }, shot.subject),
    how.length && el("p", clipped(how.map((part) => part.textContent).join("")), ...how.flatMap((part) => [" ", part]).slice(1)),
  ].filter(Boolean);
  cell.replaceChildren(...parts.flatMap((part) => [part, " "]));
}

/** Seconds as h:mm:ss; nothing for null. */
export function hms(seconds) {
  if (seconds == null) return "";
  const two = (value) => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** A duration: m:ss, with the hours only where there are some. */
function lasting(total) {
  return total >= 3600 ? hms(total) : hms(total).replace(/^0:0?/, "");
}

/** What a person wrote as a time: h:mm:ss, m:ss or seconds. null for nothing, undefined for nonsense. */
export function seconds(text, { clock = false } = {}) {
  const bare = text.trim();
  if (!bare) return null;
  const parts = bare.split(/[:.]/);
  if (parts.length > 3 || parts.some((part) => !/^\d{1,5}$/.test(part))) return undefined;
  const numbers = parts.map(Number);
  if (numbers.slice(1).some((value) => value > 59)) return undefined;
  if (clock && numbers.length === 2) numbers.push(0); // 20:15 is a time of day
  const total = numbers.reduce((sum, value) => sum * 60 + value, 0);
  return total < 172_800 ? total : undefined;
}

/** The fields of a cue, read off its row. */
export function readCue(row) {
  const timed = (name) => {
    const part = row.querySelector(`.${name}`);
    return part ? Number(part.dataset.seconds) : null;
  };
  return {
    number: row.classList.contains("heading") ? "" : row.querySelector(".cue-number").firstChild?.textContent.trim() ?? "",
    title: words(row, ".title"),
    start: timed("start"),
    duration: timed("duration"),
    transition: words(row, ".transition"),
    notes: words(row, ".notes"),
  };
}

/** Show a cue's own fields in its row. */
export function drawCue(row, cue) {
  const number = row.querySelector(".cue-number");
  if (!row.classList.contains("heading") && number.textContent !== cue.number) number.textContent = cue.number;
  const when = [
    cue.start != null && el("time", { class: "start", "data-seconds": cue.start }, hms(cue.start)),
    cue.duration != null && el("span", { class: "duration", "data-seconds": cue.duration }, lasting(cue.duration)),
    cue.transition && el("span", { class: "transition" }, cue.transition),
  ].filter(Boolean);
  const parts = [el("span", clipped(cue.title, "title"), cue.title)];
  if (when.length) parts.push(el("span", { class: "when" }, ...when));
  if (cue.notes) parts.push(el("small", clipped(cue.notes, "notes"), cue.notes));
  row.querySelector(".cue-title").replaceChildren(...parts);
}
