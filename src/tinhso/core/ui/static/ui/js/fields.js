// Small helps of fields: money grouped while it is typed, a date picked on the browser's own calendar.
// Without this file amounts and dates are typed, which is all the server asks for.
export function helpFields(root) {
  root.addEventListener("input", (event) => {
    if (event.target.matches("[data-money]")) group(event.target);
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-date-pick]");
    if (button) pick(button.parentElement.querySelector("[data-date-parts]"));
  });
  root.addEventListener("change", (event) => {
    if (event.target.matches("[data-date-parts]")) fill(event.target);
  });
}

// 1250000 → 1.250.000, the caret staying behind the same digit. What is not digits and points is left for the server to tell.
function group(field) {
  if (!/^[\d.]*$/.test(field.value)) return;
  const digitsBefore = field.value.slice(0, field.selectionStart).replaceAll(".", "").length;
  const grouped = field.value.replaceAll(".", "").replace(/\B(?=(\d{3})+$)/g, ".");
  if (grouped === field.value) return;
  field.value = grouped;
  let place = 0;
  for (let digits = 0; digits < digitsBefore; place += 1) if (grouped[place] !== ".") digits += 1;
  field.setSelectionRange(place, place);
}

function parts(native) {
  const id = native.dataset.dateParts;
  return ["", "-month", "-year"].map((part) => document.getElementById(id + part));
}

function pick(native) {
  const [day, month, year] = parts(native).map((field) => field.value.trim());
  const written = [year.padStart(4, "0"), month.padStart(2, "0"), day.padStart(2, "0")].join("-");
  native.value = year && month && day ? written : "";
  native.showPicker();
}

function fill(native) {
  const [year, month, day] = native.value.split("-");
  if (!day) return;
  const fields = parts(native);
  [day, month, year].forEach((text, place) => {
    fields[place].value = text;
  });
  fields[0].dispatchEvent(new Event("input", { bubbles: true }));
  fields[0].dispatchEvent(new Event("change", { bubbles: true }));
  fields[2].focus();
}
