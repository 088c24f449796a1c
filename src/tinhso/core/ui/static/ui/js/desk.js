// The desk by keyboard. Rows are elements with data-row; the link inside is what Enter opens.
// j k next and previous row · Enter open · x mark · / search · g 1…9 menu · p print · ? help.
// Pages add their own keys with data-key="e" on a button or link.
const MENU_WAIT_MS = 1200;
let waitingForMenu = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const act = waitingForMenu && Date.now() - waitingForMenu < MENU_WAIT_MS ? openMenu : ACTIONS[event.key];
  waitingForMenu = 0;
  if (act ? act(event) !== false : pressOwnKey(event.key)) event.preventDefault();
});

const ACTIONS = {
  j: () => move(1),
  k: () => move(-1),
  x: mark,
  "/": focusSearch,
  p: () => window.print(),
  "?": () => document.getElementById("shortcuts")?.showModal(),
  g: () => {
    waitingForMenu = Date.now();
  },
};

function isTyping(element) {
  return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && !/^(checkbox|radio)$/.test(element.type);
}

const rows = () => [...document.querySelectorAll("[data-row]")];
const current = () => document.activeElement?.closest("[data-row]");

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const place = all.indexOf(current());
  const next = place < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(place + step, 0), all.length - 1);
  const target = all[next].querySelector("a") ?? all[next];
  target.focus();
  all[next].scrollIntoView({ block: "nearest" });
  return true;
}

function mark() {
  const box = current()?.querySelector('input[type="checkbox"]');
  if (!box) return false;
  box.click();
  return true;
}

function focusSearch() {
  const field = document.querySelector("[data-shortcut-search]") ?? document.querySelector('input[type="search"]');
  if (!field) return false;
  field.focus();
  field.select();
  return true;
}

function openMenu(event) {
  const link = document.querySelectorAll(".ts-rail__link")[Number(event.key) - 1];
  if (!link) return false;
  link.click();
  return true;
}

function pressOwnKey(key) {
  const target = /^[a-z0-9]$/i.test(key) && document.querySelector(`[data-key="${key}"]`);
  if (!target) return false;
  target.click();
  return true;
}

// Marked rows are counted and their bar of actions appears.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-mark-all]")) {
    rows().forEach((row) => {
      const box = row.querySelector('input[type="checkbox"]');
      if (box) box.checked = event.target.checked;
    });
  }
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const marked = rows().filter((row) => row.querySelector('input[type="checkbox"]')?.checked);
  rows().forEach((row) => row.classList.toggle("ts-row-on", marked.includes(row)));
  bar.hidden = marked.length === 0;
  const count = bar.querySelector("[data-bulk-count]");
  if (count) count.textContent = String(marked.length);
});
