// Saves what is being filled in, a moment after the last key, by sending the form to its own draft address:
// <form data-draft="/…/draft/"> with an element [data-draft-note] that says when it was saved.
const PAUSE_MS = 1500;

export function keepDrafts(root) {
  root.querySelectorAll("form[data-draft]").forEach(keep);
}

function keep(form) {
  let timer = 0;
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(() => save(form), PAUSE_MS);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}

async function save(form) {
  const note = form.querySelector("[data-draft-note]");
  const data = new FormData(form);
  [...data.entries()].filter(([, value]) => value instanceof File).forEach(([name]) => data.delete(name));
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: data, headers: { Accept: "application/json" } });
    if (note) note.textContent = answer.ok ? savedWord(note) : (note.dataset.failed ?? "");
  } catch {
    if (note) note.textContent = note.dataset.failed ?? "";
  }
}

function savedWord(note) {
  const time = new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }).format(new Date());
  return `${note.dataset.saved ?? ""} ${time}`.trim();
}
