// The desk's forms and papers: a viewer, a live preview, Enter that moves on, lists narrowed by a few letters.
// Everything works without this file: papers open on their own, forms are sent by their buttons.
const PREVIEW_WAIT_MS = 900;

document.addEventListener("click", (event) => {
  const paper = event.target.closest("[data-view]");
  if (paper && !event.ctrlKey && !event.metaKey && !event.shiftKey && showPaper(paper)) event.preventDefault();
  const step = event.target.closest("[data-view-step]");
  if (step) stepPaper(Number(step.dataset.viewStep));
  const print = event.target.closest("[data-print-frame]");
  if (print) document.getElementById(print.dataset.printFrame)?.contentWindow.print();
});

// On a narrow screen list and detail do not stand side by side: the link then goes to the page itself.
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest("[data-split-link]");
    if (link && matchMedia("(max-width: 62em)").matches) event.stopPropagation();
  },
  true,
);

// The row whose detail is shown is marked.
document.addEventListener("htmx:afterSwap", (event) => {
  const link = event.detail.requestConfig?.elt;
  if (!link?.matches?.("[data-split-link]")) return;
  document.querySelectorAll(".ts-list__item--on").forEach((row) => row.classList.remove("ts-list__item--on"));
  link.closest(".ts-list__item")?.classList.add("ts-list__item--on");
  event.detail.target.scrollTo?.(0, 0);
});

let shown = null;

function showPaper(link) {
  const dialog = document.getElementById("xem");
  const frame = dialog?.querySelector("[data-view-frame]");
  if (!frame) return false;
  shown = link;
  frame.src = link.href;
  dialog.querySelector("h2").textContent = link.dataset.view;
  dialog.querySelector("[data-view-open]").href = link.href;
  if (!dialog.open) dialog.showModal();
  return true;
}

function stepPaper(step) {
  const all = [...document.querySelectorAll("[data-view]")].filter((link) => link.offsetParent);
  const next = all[(all.indexOf(shown) + step + all.length) % all.length];
  if (next) showPaper(next);
}

// The draft is shown again a moment after the last keystroke.
let waiting = 0;
document.addEventListener("input", (event) => {
  const button = document.getElementById(event.target.dataset?.livePreview ?? "");
  if (button) {
    clearTimeout(waiting);
    waiting = setTimeout(() => event.target.form.requestSubmit(button), PREVIEW_WAIT_MS);
  }
  if (event.target.matches("[data-fold-text]")) narrow(event.target);
});

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().trim();

function narrow(field) {
  const wanted = fold(field.value).split(/\s+/);
  field.closest("[data-fold-filter]").querySelectorAll(".govuk-checkboxes__item, .govuk-radios__item").forEach((item) => {
    const text = fold(item.textContent);
    item.hidden = !wanted.every((word) => text.includes(word)) && !item.querySelector(":checked");
  });
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form) form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-enter-moves]");
  if (form && event.key === "Enter") moveOn(event, form);
  else if (event.target.matches?.("[data-first-of]")) chooseFromList(event);
  else if (event.target.closest?.("[data-arrows]") && /^Arrow(Up|Down)$/.test(event.key)) stepInList(event);
  else if (event.target.matches?.("[data-fold-text]") && event.key === "Enter") event.preventDefault();
});

// The hands are on the keyboard: the first question that is still empty has the focus, unless an error has it.
const entry = document.querySelector("form[data-enter-moves]");
if (entry && !document.querySelector("[data-focus]")) {
  const stops = [...entry.querySelectorAll("input, select, textarea")].filter(isStop);
  (stops.find((stop) => stop.type === "radio" ? !entry.elements[stop.name].value : !stop.value) ?? stops[0])?.focus();
}

// Enter goes to the next question and, after the last one, to the button; Ctrl Enter sends.
function moveOn(event, form) {
  const send = form.querySelector('[name="receive"]');
  if (event.ctrlKey) {
    event.preventDefault();
    form.requestSubmit(send);
    return;
  }
  if (!/^(INPUT|SELECT)$/.test(event.target.tagName) || event.target.type === "file") return;
  event.preventDefault();
  const stops = [...form.querySelectorAll("input, select, textarea")].filter(isStop);
  const next = stops[stops.indexOf(event.target) + 1] ?? send;
  next?.focus();
  if (next?.select && next.type !== "checkbox" && next.type !== "radio") next.select();
}

// A group of choices is one stop: the chosen one, else the first.
function isStop(field) {
  if (field.type === "hidden" || field.type === "file" || field.disabled || !field.offsetParent) return false;
  if (field.type !== "radio") return true;
  const group = [...field.form.elements].filter((one) => one.name === field.name);
  return field === (group.find((one) => one.checked) ?? group[0]);
}

function chooseFromList(event) {
  const list = document.querySelector(event.target.dataset.firstOf);
  const first = list?.querySelector("button, a");
  if (!first) return;
  if (event.key === "Enter") {
    event.preventDefault();
    first.click();
  } else if (event.key === "ArrowDown") {
    event.preventDefault();
    first.focus();
  }
}

function stepInList(event) {
  const all = [...event.target.closest("[data-arrows]").querySelectorAll("button, a")];
  const place = all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  (all[place] ?? document.querySelector("[data-first-of]"))?.focus();
}
