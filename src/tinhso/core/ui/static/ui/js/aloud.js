// Reads the main text of the page aloud with the browser's own voices. Shown only where there is one for the page's language.
const PASSAGES = "h1, h2, h3, p, li, dt, dd, th, td";
const SILENT = ".ts-no-print, .ts-crumbs, form, nav, [hidden]";

export function bindAloud(button) {
  const synthesis = window.speechSynthesis;
  if (!synthesis || typeof SpeechSynthesisUtterance === "undefined") return;
  const language = document.documentElement.lang;
  const label = button.querySelector("span");
  const start = label.textContent;
  const voice = () => synthesis.getVoices().find((each) => each.lang.toLowerCase().startsWith(language));
  const offer = () => {
    button.hidden = !voice();
  };
  // Counts the readings, so that what is left of a stopped one says nothing more.
  let reading = 0;
  const stop = () => {
    reading += 1;
    synthesis.cancel();
    label.textContent = start;
    button.setAttribute("aria-pressed", "false");
  };
  // One passage at a time: browsers break off long texts.
  const say = (left, own) => {
    if (own !== reading) return;
    if (!left.length) {
      stop();
      return;
    }
    const utterance = new SpeechSynthesisUtterance(left[0]);
    utterance.voice = voice();
    utterance.lang = utterance.voice.lang;
    utterance.onend = () => say(left.slice(1), own);
    utterance.onerror = () => own === reading && stop();
    synthesis.speak(utterance);
  };
  button.addEventListener("click", () => {
    const speaking = button.getAttribute("aria-pressed") === "true";
    stop();
    if (speaking) return;
    label.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
    say(passages(document.querySelector("main")), reading);
  });
  synthesis.addEventListener?.("voiceschanged", offer);
  window.addEventListener("pagehide", stop);
  offer();
}

// The texts of the innermost passages in order, without what a listener cannot use.
function passages(main) {
  return [...main.querySelectorAll(PASSAGES)]
    .filter((each) => !each.closest(SILENT) && !each.querySelector(PASSAGES))
    .map((each) => each.innerText.replace(/\s*\n\s*/g, ". ").trim())
    .filter(Boolean);
}
