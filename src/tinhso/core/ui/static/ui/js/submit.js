// One press, one request: a form that is on its way cannot be sent again. Coming back through the browser's history frees it.
const SENDING = "data-sending-now";

export function guardForms(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || event.defaultPrevented) return;
    if (form.hasAttribute(SENDING)) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    form.setAttribute(SENDING, "");
    // Disabling must wait until the browser has read which button was pressed.
    setTimeout(() => markBusy(form, event.submitter), 0);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) root.querySelectorAll(`form[${SENDING}]`).forEach(free);
  });
}

function markBusy(form, submitter) {
  form.setAttribute("aria-busy", "true");
  if (submitter) submitter.setAttribute("aria-disabled", "true");
}

export function free(form) {
  form.removeAttribute(SENDING);
  form.removeAttribute("aria-busy");
  form.querySelectorAll('[aria-disabled="true"]').forEach((button) => button.removeAttribute("aria-disabled"));
}
