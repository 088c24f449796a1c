// The wall's clock and full screen. Numbers refresh by htmx; a number that changed is marked for a while.
const FRESH_MS = 8000;
const clock = document.querySelector("[data-clock]");
const time = new Intl.DateTimeFormat("vi", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });

if (clock) {
  const show = () => {
    clock.firstChild.data = time.format(new Date());
  };
  show();
  setInterval(show, 1000);
}

document.querySelector("[data-fullscreen]")?.addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
});

const values = () => new Map([...document.querySelectorAll(".ts-target[id]")].map((card) => [card.id, read(card)]));
const read = (card) => card.querySelector(".ts-target__value")?.textContent ?? "";
let before = values();

document.addEventListener("htmx:afterSettle", () => {
  const now = values();
  for (const [id, value] of now) {
    if (before.has(id) && before.get(id) !== value) {
      const card = document.getElementById(id);
      card.classList.add("ts-target--fresh");
      setTimeout(() => card.classList.remove("ts-target--fresh"), FRESH_MS);
    }
  }
  before = now;
});
