// Tells when the line is down, and keeps the person from leaving a page that cannot be sent.
export function watchLine(banner) {
  if (!banner) return;
  const show = () => {
    banner.hidden = navigator.onLine;
  };
  window.addEventListener("online", show);
  window.addEventListener("offline", show);
  show();
}
