// Sends the address of the page on: by the phone's own sheet, else by copying it, else by showing it to be copied by hand.
export function bindShare(button, note) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const page = { title: document.title, url: location.href };
    if (navigator.share) {
      // Closing the sheet is no fault.
      await navigator.share(page).catch(() => {});
      return;
    }
    try {
      await navigator.clipboard.writeText(page.url);
      note.textContent = button.dataset.copied;
    } catch {
      note.textContent = `${button.dataset.address} ${page.url}`;
    }
  });
}
