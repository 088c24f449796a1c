// The row of tools of a page that people keep, send on or listen to: each button shows itself where the browser can do it.
import { bindAloud } from "./aloud.js";
import { bindShare } from "./share.js";

document.querySelectorAll("[data-page-tools]").forEach((row) => {
  bindShare(row.querySelector("[data-share]"), row.querySelector("[data-tools-note]"));
  bindAloud(row.querySelector("[data-aloud]"));
});
