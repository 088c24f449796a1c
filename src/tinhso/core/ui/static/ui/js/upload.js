// Files: size told before sending, the phone's camera, drag and drop, and the progress of the whole form.
// The form itself is an ordinary one; here it is sent in the background and the answer takes the place of the page.
import { keepDrafts } from "./draft.js";
import { free, lock } from "./submit.js";

export function bindUploads(root) {
  root.querySelectorAll("[data-upload]:not([data-bound])").forEach(bindField);
}

function bindField(field) {
  field.setAttribute("data-bound", "");
  const input = field.querySelector('input[type="file"]');
  const camera = field.querySelector("[data-camera]");
  if (!input) return;
  input.addEventListener("change", () => checkSize(field, input));
  if (camera) bindCamera(camera, input);
  bindDrop(field, input);
  const form = input.form;
  if (form && !form.hasAttribute("data-upload-form") && !form.hasAttribute("hx-post")) {
    form.setAttribute("data-upload-form", "");
    form.addEventListener("submit", (event) => sendWithProgress(event, form));
  }
}

function checkSize(field, input) {
  const most = Number(field.dataset.maxMb) * 1024 * 1024;
  const tooLarge = [...input.files].some((file) => file.size > most);
  input.setCustomValidity(tooLarge ? field.dataset.tooLarge : "");
  if (tooLarge) input.reportValidity();
}

function bindCamera(button, input) {
  if (!matchMedia("(pointer: coarse)").matches) {
    button.parentElement.hidden = true;
    return;
  }
  button.addEventListener("click", () => {
    input.setAttribute("capture", "environment");
    const accepted = input.accept;
    input.accept = "image/*";
    input.click();
    input.accept = accepted;
    input.removeAttribute("capture");
  });
}

function bindDrop(field, input) {
  const over = (isOver) => (event) => {
    event.preventDefault();
    field.classList.toggle("ts-file--over", isOver);
  };
  field.addEventListener("dragover", over(true));
  field.addEventListener("dragleave", over(false));
  field.addEventListener("drop", (event) => {
    over(false)(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change"));
  });
}

function sendWithProgress(event, form) {
  const fields = [...form.querySelectorAll("[data-upload]")];
  const chosen = fields.filter((field) => field.querySelector('input[type="file"]')?.files.length);
  if (!chosen.length || event.defaultPrevented) return;
  event.preventDefault();
  if (!lock(form, event.submitter)) return;
  const data = new FormData(form, event.submitter);
  const request = new XMLHttpRequest();
  request.open("POST", event.submitter?.getAttribute("formaction") || form.action);
  request.upload.addEventListener("progress", (step) => {
    if (step.lengthComputable) chosen.forEach((field) => showProgress(field, (step.loaded / step.total) * 100));
  });
  request.addEventListener("load", () => takePlace(request));
  request.addEventListener("error", () => {
    chosen.forEach((field) => hideProgress(field));
    free(form);
    document.getElementById("offline").hidden = false;
  });
  chosen.forEach((field) => showProgress(field, 0));
  request.send(data);
}

// The answer's content becomes the page's. Loading its address again instead would lose messages that are shown once.
function takePlace(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const content = page.getElementById("content");
  if (!content || !request.getResponseHeader("Content-Type")?.startsWith("text/html")) {
    location.assign(request.responseURL);
    return;
  }
  if (request.responseURL !== location.href) history.pushState(null, "", request.responseURL);
  document.title = page.title;
  document.getElementById("content").replaceWith(content);
  bindUploads(content);
  keepDrafts(content);
  scrollTo(0, 0);
  (content.querySelector("[data-focus]") ?? content).focus();
}

function showProgress(field, value) {
  const bar = field.querySelector("progress");
  bar.hidden = false;
  bar.value = value;
  const note = field.querySelector("[data-upload-note]");
  if (note) note.textContent = field.dataset.sending;
}

function hideProgress(field) {
  field.querySelector("progress").hidden = true;
}
