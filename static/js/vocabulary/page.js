// The vocabulary: one form above the list edits a code, so that swaps of the list never touch it.

import { write } from "../core/desk.js";
import { toast } from "../core/notices.js";

const form = document.getElementById("term-editor");
const fields = form.elements;
let old = null; // {family, code} as it was, or null for a new one

function open({ family, code = "", name = "", aliases = "" }) {
  old = code ? { family, code } : null;
  fields.family.value = family;
  fields.code.value = code;
  fields.name.value = name;
  fields.aliases.value = aliases;
  fields.code.readOnly = Boolean(code);
  form.querySelector("h2").textContent = code ? `${code}: edit` : `A new ${family}`;
  form.querySelector('[data-do="strike"]').hidden = !code;
  wrong(false);
  form.hidden = false;
  (code ? fields.name : fields.code).focus();
}

function close() {
  form.hidden = true;
  const selector = old ? `[data-term="${CSS.escape(old.code)}"][data-family="${old.family}"]` : `[data-new="${fields.family.value}"]`;
  document.querySelector(selector)?.focus();
}

function wrong(yes) {
  fields.code.setAttribute("aria-invalid", String(yes));
  document.getElementById("term-code-wrong").hidden = !yes;
}

async function ask(edit, said) {
  const answer = await write(edit, { label: `the code ${edit.code}` });
  if (answer.ok) toast(said, { word: "Undo", act: () => write({ kind: "undo", seq: answer.seq }, { label: "undo", epoch: answer.epoch }) });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const code = fields.code.value.trim();
  wrong(!code);
  if (!code) {
    fields.code.focus();
    return;
  }
  const aliases = fields.aliases.value.split(",").map((alias) => alias.trim()).filter(Boolean);
  ask({ kind: "set_term", family: fields.family.value, code, name: fields.name.value.trim(), aliases }, `${code} saved`);
  close();
});
form.addEventListener("keydown", (event) => event.key === "Escape" && close());
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.term) open({ family: button.dataset.family, code: button.dataset.term, name: button.dataset.name, aliases: button.dataset.aliases });
  else if (button.dataset.new) open({ family: button.dataset.new });
  else if (button.dataset.do === "cancel") close();
  else if (button.dataset.do === "strike" && old) {
    ask({ kind: "strike_term", ...old }, `${old.code} struck; shots that use it keep it`);
    close();
  }
});
