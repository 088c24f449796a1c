// A form as a table of cells: keys as in a spreadsheet, blocks copied and pasted as text with tabs, each cell judged by
// the server as it is left. Without this file it is an ordinary form of one page of rows.
const CHECK_WAIT_MS = 150;
const form = document.querySelector("form[data-cells]");
const grid = form ? [...form.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")].map((td) => td.querySelector("[data-cell]"))) : [];
const places = new Map(grid.flatMap((row, r) => row.map((cell, c) => [cell, [r, c]])).filter(([cell]) => cell));
const said = (text) => text.replaceAll("\r\n", "\n").trim();
const isTyped = (cell) => said(cell.value) !== said(cell.dataset.was);
let anchor = null;
let isSending = false;

if (form) {
  form.addEventListener("keydown", onKey);
  form.addEventListener("copy", copyBlock);
  form.addEventListener("beforeinput", spreadBlock);
  form.addEventListener("input", (event) => event.target.matches("[data-cell]") && mark(event.target));
  form.addEventListener("change", (event) => event.target.matches("[data-cell]") && judge([event.target]));
  form.addEventListener("focusin", (event) => choose(null, event.target));
  // Only what was typed travels; the rest would be compared for nothing.
  form.addEventListener("formdata", (event) => {
    for (const cell of places.keys()) if (!isTyped(cell)) event.formData.delete(cell.name);
  });
  form.addEventListener("submit", () => (isSending = true));
  window.addEventListener("pageshow", () => (isSending = false));
  window.addEventListener("beforeunload", (event) => {
    if (!isSending && [...places.keys()].some(isTyped)) event.preventDefault();
  });
  places.forEach((_place, cell) => mark(cell));
}

function onKey(event) {
  const cell = event.target;
  if (!places.has(cell) || event.ctrlKey || event.metaKey || event.altKey) return;
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Enter: [1, 0] };
  const step = steps[event.key];
  if (event.key === "Escape") {
    cell.value = cell.dataset.was;
    mark(cell);
    judge([cell]);
    cell.select();
  } else if (event.key === "Delete" && block().length > 1) {
    fill(block().map((each) => [each, ""]));
  } else if (step && (event.shiftKey || !inside(cell, event.key))) {
    const next = neighbour(places.get(cell), step);
    if (!next) return;
    const from = event.shiftKey && event.key !== "Enter" ? anchor ?? cell : null;
    next.focus();
    next.select();
    choose(from, next);
  } else return;
  event.preventDefault();
}

// Left and right move inside a text until its end; a long text has lines of its own.
function inside(cell, key) {
  const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
  if (cell.tagName === "TEXTAREA" && key === "Enter") return false;
  if (whole) return false;
  if (key === "ArrowLeft") return cell.selectionEnd > 0;
  return key === "ArrowRight" && cell.selectionStart < cell.value.length;
}

function neighbour([row, column], [down, right]) {
  for (let r = row + down, c = column + right; grid[r] && c >= 0 && c < grid[r].length; r += down, c += right) {
    if (grid[r][c]) return grid[r][c];
  }
  return null;
}

// The block between the cell where it began and the one that has the focus.
function choose(from, to) {
  anchor = from;
  const chosen = from && places.has(to) ? block(from, to) : [];
  for (const cell of places.keys()) cell.parentElement.classList.toggle("ts-cells__on", chosen.includes(cell));
}

function block(from = anchor, to = document.activeElement) {
  if (!from || !places.has(to)) return places.has(to) ? [to] : [];
  return lines(from, to).flat().filter(Boolean);
}

function lines(from, to) {
  const [[r1, c1], [r2, c2]] = [places.get(from), places.get(to)];
  const [top, bottom, left, right] = [Math.min(r1, r2), Math.max(r1, r2), Math.min(c1, c2), Math.max(c1, c2)];
  return grid.slice(top, bottom + 1).map((row) => row.slice(left, right + 1));
}

function copyBlock(event) {
  if (!anchor || !places.has(document.activeElement)) return;
  const quoted = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const text = lines(anchor, document.activeElement).map((row) => row.map((cell) => quoted(cell?.value ?? "")).join("\t"));
  event.clipboardData.setData("text/plain", text.join("\n"));
  event.preventDefault();
}

// A block that somebody brings from a spreadsheet goes over as many cells; what is one value goes the ordinary way.
function spreadBlock(event) {
  const text = (event.data ?? "").replaceAll("\r\n", "\n").replace(/\n$/, "");
  if (event.inputType !== "insertFromPaste" || !places.has(event.target) || !/[\t\n]/.test(text)) return;
  const [row, column] = places.get(event.target);
  const values = unfold(text).flatMap((line, r) => line.map((value, c) => [grid[row + r]?.[column + c], value]));
  fill(values.filter(([cell]) => cell));
  event.preventDefault();
}

// Text with tabs as a spreadsheet gives it: a cell with a tab or a line in it stands in quotes.
function unfold(text) {
  const found = [[""]];
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const line = found.at(-1);
    const sign = text[at];
    if (isQuoted && sign === '"' && text[at + 1] === '"') {
      line[line.length - 1] += '"';
      at += 1;
    } else if (sign === '"' && (isQuoted || line.at(-1) === "")) isQuoted = !isQuoted;
    else if (sign === "\t" && !isQuoted) line.push("");
    else if (sign === "\n" && !isQuoted) found.push([""]);
    else line[line.length - 1] += sign;
  }
  return found;
}

function fill(values) {
  for (const [cell, value] of values) {
    cell.value = value;
    mark(cell);
  }
  judge(values.map(([cell]) => cell));
}

function mark(cell) {
  cell.parentElement.classList.toggle("ts-cells__typed", isTyped(cell));
  count();
}

function count() {
  const all = [...places.keys()];
  const typed = all.filter(isTyped).length;
  const wrong = all.filter((cell) => cell.hasAttribute("aria-invalid")).length;
  const parts = [typed && `${typed} ${form.dataset.unsavedText}`, wrong && `${wrong} ${form.dataset.wrongText}`];
  const told = form.querySelector("[data-cells-count]");
  const text = parts.filter(Boolean).join(" · ");
  if (told.textContent !== text) told.textContent = text;
}

const waiting = new Set();
let timer = 0;

function judge(cells) {
  cells.forEach((cell) => waiting.add(cell));
  clearTimeout(timer);
  timer = setTimeout(ask, CHECK_WAIT_MS);
}

// The server judges, by the rules by which it would write; a line that is down leaves it to the sending.
async function ask() {
  const cells = [...waiting];
  waiting.clear();
  const asked = cells.map((cell) => ({ field: cell.dataset.field, text: cell.value }));
  const headers = { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const answer = await fetch(form.dataset.check, { method: "POST", headers, body: JSON.stringify(asked) }).catch(() => null);
  if (!answer?.ok) return;
  const problems = await answer.json();
  cells.forEach((cell, place) => {
    if (cell.value === asked[place].text) tell(cell, isTyped(cell) ? problems[place] : "");
  });
  count();
}

function tell(cell, problem) {
  cell.toggleAttribute("aria-invalid", Boolean(problem));
  if (problem) cell.setAttribute("aria-invalid", "true");
  cell.parentElement.querySelector("[data-cell-note]").textContent = problem;
}
