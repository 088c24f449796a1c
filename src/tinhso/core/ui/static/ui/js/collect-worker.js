// Keeps the pages of field collection, and what they are made of, for when there is no line. Nothing else is kept: lists,
// records and answers of the API go past. A page that answers otherwise than before (signed out) forgets all of them.
const PREFIX = "ts-collect";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin || address.pathname.endsWith(".json")) return;
  if (address.pathname.startsWith("/api/")) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  try {
    const fresh = await fetch(request);
    if (request.mode === "navigate" && !fresh.ok) await forget();
    return fresh;
  } catch (error) {
    const kept = await caches.match(request, { ignoreSearch: true, ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}

async function forget() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX)).map((name) => caches.delete(name)));
}
