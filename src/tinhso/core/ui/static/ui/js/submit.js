// One press, one request: a form that is on its way cannot be sent again. Coming back through the browser's history frees it.
const SENDING = "data-sending-now";
// After this long the line is probably down; the server takes a second sending of the same form for the first.
const GIVE_UP_MS = 20000;

export function guardForms(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    // What is only shown in a frame beside the form changes nothing and may be asked for again.
    if (event.submitter?.formTarget) return;
    if (!lock(form, event.submitter)) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) root.querySelectorAll(`form[${SENDING}]`).forEach(free);
  });
}

// Whether the form may be sent now; from then on it may not, until it is freed.
export function lock(form, submitter) {
  if (form.hasAttribute(SENDING)) return false;
  form.setAttribute(SENDING, "");
  form.setAttribute("aria-busy", "true");
  submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => free(form), GIVE_UP_MS);
  return true;
}

export function free(form) {
  form.removeAttribute(SENDING);
  form.removeAttribute("aria-busy");
  form.querySelectorAll('[aria-disabled="true"]').forEach((button) => button.removeAttribute("aria-disabled"));
}
