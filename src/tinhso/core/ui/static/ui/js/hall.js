// The waiting room: a number that is called is spoken, where the browser has a voice of the page's language; each call once.
// The ticket of a kiosk prints itself and leaves for the next person.
const LEAVE_MS = 12000;
const spoken = new Set();

function voice(language) {
  return window.speechSynthesis?.getVoices().find((one) => one.lang.toLowerCase().startsWith(language));
}

function tell(root, silently) {
  for (const call of root.querySelectorAll("[data-call]")) {
    if (spoken.has(call.dataset.call)) continue;
    spoken.add(call.dataset.call);
    const language = root.querySelector("[data-hall]")?.lang ?? "vi";
    const found = voice(language);
    if (silently || !found) continue;
    const words = new SpeechSynthesisUtterance(call.dataset.spoken);
    words.voice = found;
    words.lang = found.lang;
    window.speechSynthesis.speak(words);
  }
}

tell(document, true);
document.addEventListener("htmx:afterSettle", () => tell(document, false));

// A page that people leave goes back to the first one by itself: at once when it only thanks, later when it asks something.
const left = document.querySelector("[data-leave]");
if (left) {
  const wait = Number(left.dataset.leaveSeconds ?? LEAVE_MS / 1000) * 1000;
  let timer = setTimeout(() => location.assign(left.dataset.leave), wait);
  left.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => location.assign(left.dataset.leave), wait);
  });
}

const ticket = document.querySelector("[data-ticket]");
if (ticket) {
  window.print();
  setTimeout(() => location.assign(ticket.dataset.back), LEAVE_MS);
}
