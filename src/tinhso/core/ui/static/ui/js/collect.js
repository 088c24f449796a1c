// Field collection: a sheet is kept in the browser's own database under an id of its own and sent when there is a line.
// The server takes each id once, so that sending twice does no harm. Sheets are shown to the account that wrote them.
const STORE = "sheets";
const form = document.querySelector("[data-collect]");
const note = document.querySelector("[data-collect-note]");
const queue = document.querySelector("[data-collect-queue]");
const list = document.querySelector("[data-collect-list]");
const { account, register } = form.dataset;
let editing = null;
let sending = null;

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("ts-collect", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "key" });
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

async function store(mode, work) {
  const base = await opened;
  return new Promise((resolve, reject) => {
    const deed = base.transaction(STORE, mode);
    const asked = work(deed.objectStore(STORE));
    deed.oncomplete = () => resolve(asked.result);
    deed.onerror = () => reject(deed.error);
  });
}

async function own() {
  const all = await store("readonly", (sheets) => sheets.getAll());
  return all.filter((sheet) => sheet.account === account && sheet.register === register).sort((a, b) => a.at - b.at);
}

function say(word) {
  note.textContent = form.dataset[word] ?? "";
}

function written() {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (name.startsWith("_") || !value) continue;
    values[name] = name in values ? `${values[name]}; ${value}` : value;
  }
  return values;
}

form.addEventListener(
  "submit",
  async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const { _unit, _reason } = form.elements;
    const sheet = { key: editing ?? crypto.randomUUID(), account, register, unit: _unit.value, basis: _reason.value };
    await store("readwrite", (sheets) => sheets.put({ ...sheet, values: written(), at: Date.now(), problem: "" }));
    editing = null;
    form.reset();
    say("wordKept");
    await draw();
    await send();
  },
  true,
);

document.querySelector("[data-collect-send]").addEventListener("click", () => send());
window.addEventListener("online", () => send());

form.querySelectorAll("[data-position]").forEach((button) => {
  button.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements[button.dataset.position].value = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
      },
      () => say("wordPlace"),
      { enableHighAccuracy: true, timeout: 20_000 },
    );
  });
});

// One sending at a time; the sheets that are written meanwhile go with the next one.
function send() {
  sending ??= sendAll().finally(() => {
    sending = null;
  });
  return sending;
}

async function sendAll() {
  const waiting = (await own()).filter((sheet) => !sheet.problem);
  if (!waiting.length) return;
  try {
    const session = await fetch(form.dataset.session, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (!session.ok) return say("wordSignin");
    const who = await session.json();
    if (who.account !== account) return say("wordOther");
    for (const sheet of waiting) if (!(await sendOne(sheet, who.token))) return;
  } catch {
    return say("wordOffline");
  } finally {
    await draw();
  }
  say((await own()).length ? "wordRefused" : "wordSent");
}

// Whether the next one may be sent.
async function sendOne(sheet, token) {
  const { key, unit, values, basis } = sheet;
  const answer = await fetch(form.dataset.collect, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ key, unit_id: unit, values, basis }),
  });
  if (answer.ok) {
    await store("readwrite", (sheets) => sheets.delete(key));
    return true;
  }
  if (answer.status === 401 || answer.status === 429 || answer.status >= 500) {
    say(answer.status === 401 ? "wordSignin" : "wordOffline");
    return false;
  }
  const told = await answer.json().catch(() => ({}));
  const fields = Object.entries(told.fields ?? {}).map(([name, text]) => `${labelOf(name)}: ${text}`);
  const problem = [told.message ?? String(answer.status), ...fields].join(" · ");
  await store("readwrite", (sheets) => sheets.put({ ...sheet, problem }));
  return true;
}

function labelOf(name) {
  return form.querySelector(`label[for="${CSS.escape(name)}"]`)?.textContent.trim() || name;
}

async function draw() {
  const sheets = await own();
  queue.hidden = !sheets.length;
  list.replaceChildren(...sheets.map(line));
}

function line(sheet) {
  const row = document.createElement("li");
  const name = document.createElement("strong");
  name.textContent = sheet.values[form.dataset.title] || sheet.key.slice(0, 8);
  const state = document.createElement("p");
  state.className = sheet.problem ? "govuk-error-message" : "ts-small ts-muted";
  state.textContent = sheet.problem || queue.dataset.wordWaiting;
  const words = queue.dataset;
  row.append(name, state, button(words.wordEdit, () => edit(sheet)), " ", button(words.wordDrop, () => drop(sheet)));
  return row;
}

function button(word, work) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "ts-button ts-button--quiet ts-button--small";
  made.textContent = word;
  made.addEventListener("click", work);
  return made;
}

function edit(sheet) {
  editing = sheet.key;
  form.reset();
  for (const control of form.elements) {
    const value = sheet.values[control.name];
    if (value === undefined) continue;
    if (control.type === "checkbox") control.checked = value.split("; ").includes(control.value);
    else if (control.type === "radio") control.checked = control.value === value;
    else control.value = value;
  }
  form.elements._unit.value = sheet.unit;
  form.elements._reason.value = sheet.basis;
  form.scrollIntoView();
}

async function drop(sheet) {
  if (!confirm(queue.dataset.wordSure)) return;
  await store("readwrite", (sheets) => sheets.delete(sheet.key));
  await draw();
}

async function keepPage() {
  await navigator.serviceWorker.register(form.dataset.worker, { scope: "/desk/thu-thap/" });
  await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType("resource").map((one) => one.name);
  const ours = parts.filter((name) => name.startsWith(`${location.origin}/`) && !/\/(desk|api)\//.test(name));
  const kept = await caches.open(`ts-collect-${account}`);
  await kept.addAll([location.pathname, ...new Set(ours)]);
  if (!note.textContent) say("wordReady");
}

draw().then(send);
if ("serviceWorker" in navigator && navigator.onLine) keepPage().catch(() => {});
