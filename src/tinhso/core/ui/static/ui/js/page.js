// On every page: nothing is sent twice, files show their progress, a lost line is told. Without this file all forms still work.
import { guardForms } from "./submit.js";
import { watchLine } from "./line.js";
import { bindUploads } from "./upload.js";
import { bindPageControls } from "./controls.js";
import { keepDrafts } from "./draft.js";
import { helpFields } from "./fields.js";

document.documentElement.classList.add("ts-scripted");
guardForms(document);
watchLine(document.getElementById("offline"));
bindUploads(document);
bindPageControls(document);
keepDrafts(document);
helpFields(document);
// What was kept for work without a line belongs to whoever is signed in: anybody else's pages are forgotten.
globalThis.caches?.keys().then((names) => {
  const own = `ts-collect-${document.body.dataset.account}`;
  names.filter((name) => name.startsWith("ts-collect-") && name !== own).forEach((name) => caches.delete(name));
});
window.addEventListener("popstate", () => location.reload());
document.addEventListener("htmx:load", (event) => bindUploads(event.target));
