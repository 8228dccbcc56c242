// Choosing what to restore: says how much is chosen, and goes no further with nothing.

const form = document.getElementById("restore");
const said = form?.querySelector("[data-chosen]");

function counted(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function show() {
  const part = form.querySelector("[name=part]:checked").value;
  const cues = form.querySelectorAll("[name=cue]:checked").length;
  const cameras = form.querySelectorAll("[name=camera]:checked").length;
  const chosen = {
    all: "Everything comes back.",
    cues: `${counted(cues, "cue")} chosen`,
    cameras: `${counted(cameras, "camera")} chosen`,
    cells: `${counted(cues, "cue")} × ${counted(cameras, "camera")} chosen`,
  };
  said.textContent = chosen[part];
  const nothing = (part !== "cameras" && part !== "all" && !cues) || (part !== "cues" && part !== "all" && !cameras);
  form.querySelector("button.primary").disabled = nothing;
}

if (form) {
  form.addEventListener("change", show);
  form.addEventListener("submit", () => {
    const button = form.querySelector("button.primary");
    button.textContent = form.dataset.busy;
    setTimeout(() => { button.disabled = true; }, 0);
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  show();
}
