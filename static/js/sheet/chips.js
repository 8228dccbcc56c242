// The one-key chips of an editor: pick a size, move or angle; the free text beside them follows.

function inputOf(chips) {
  return chips.closest(".family").querySelector("input");
}

function choose(chip) {
  const chips = chip.closest(".chips");
  const input = inputOf(chips);
  input.value = input.value === chip.dataset.code ? "" : chip.dataset.code; // again: not, after all
  show(chips);
  focus(chip);
}

function focus(chip) {
  for (const other of chip.parentElement.children) other.tabIndex = other === chip ? 0 : -1;
  chip.focus();
}

/** Show which chip the text beside them stands for. */
function show(chips) {
  const text = inputOf(chips).value.trim().toLowerCase();
  for (const chip of chips.children) {
    chip.setAttribute("aria-checked", String(text !== "" && chip.dataset.code.toLowerCase() === text));
  }
}

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** A key pressed on a chip; true when it was for the chips. */
function pressed(event) {
  const chip = event.target.closest(".chip");
  if (!chip || event.ctrlKey || event.metaKey || event.altKey) return false;
  const all = [...chip.parentElement.children];
  if (event.key in STEPS) {
    focus(all[(all.indexOf(chip) + STEPS[event.key] + all.length) % all.length]);
    return true;
  }
  if (event.key === " ") {
    choose(chip);
    return true;
  }
  if (event.key === "Backspace" || event.key === "Delete") {
    inputOf(chip.parentElement).value = "";
    show(chip.parentElement);
    return true;
  }
  const wanted = all.find((other) => other.querySelector(".key")?.textContent === event.key.toLowerCase());
  if (wanted && event.key.length === 1) choose(wanted);
  return Boolean(wanted);
}

/** Make the chips inside `host` work; the host stays, its contents come and go. */
export function listen(host) {
  host.addEventListener("click", (event) => {
    const chip = event.target.closest(".chip");
    if (chip && !chip.disabled) choose(chip);
  });
  host.addEventListener("keydown", (event) => {
    if (pressed(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  host.addEventListener("input", (event) => {
    const family = event.target.closest(".family");
    if (family) show(family.querySelector(".chips"));
  });
}

/** Show the chips of a form that was just filled. */
export function showAll(form) {
  for (const chips of form.querySelectorAll(".chips")) {
    const value = inputOf(chips).dataset.was;
    const checked = chips.querySelector('[aria-checked="true"]');
    if (!checked || value !== inputOf(chips).defaultValue) show(chips);
  }
}
