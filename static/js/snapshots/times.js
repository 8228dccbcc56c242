// Moments in the viewer's own zone, and the days that lists are parted by.

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const toTheSecond = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });

/** The days between two moments, by the calendar on the wall. */
function daysBetween(earlier, later) {
  const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
  return Math.round((midnight(later) - midnight(earlier)) / 86_400_000);
}

function dayName(moment, now) {
  const days = daysBetween(moment, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return days < 300 ? day.format(moment) : dayOfYear.format(moment);
}

function exact(moment, now, time = clock) {
  const name = dayName(moment, now);
  return `${name === "Today" || name === "Yesterday" ? name.toLowerCase() : name} at ${time.format(moment)}`;
}

const WRITERS = {
  clock: (element, moment) => { element.textContent = clock.format(moment); },
  moment: (element, moment, now) => { element.textContent = exact(moment, now); },
  second: (element, moment, now) => { element.textContent = exact(moment, now, toTheSecond); },
  title: (element, moment, now) => { element.title = exact(moment, now); },
};

function parted(list, now) {
  let last = "";
  for (const heading of list.querySelectorAll(":scope > .snapshot-day")) heading.remove();
  for (const item of list.querySelectorAll(":scope > [data-at]")) {
    const name = dayName(new Date(item.dataset.at), now);
    if (name === last) continue;
    last = name;
    const heading = document.createElement("h2");
    const row = document.createElement("li");
    heading.textContent = name;
    row.className = "snapshot-day";
    row.append(heading);
    item.before(row);
  }
}

function local() {
  const now = new Date();
  for (const element of document.querySelectorAll("time[data-local]")) {
    WRITERS[element.dataset.local](element, new Date(element.dateTime), now);
  }
  for (const list of document.querySelectorAll("[data-days]")) parted(list, now);
}

document.addEventListener("htmx:after:swap", local);
local();
