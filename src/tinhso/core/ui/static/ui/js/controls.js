// Small behaviours named in the markup: print, open a dialog, close a menu by clicking elsewhere, go to the list of errors.
export function bindPageControls(root) {
  root.addEventListener("click", (event) => {
    const target = event.target.closest("[data-print], [data-open-dialog]");
    if (target?.hasAttribute("data-print")) window.print();
    if (target?.dataset.openDialog) document.getElementById(target.dataset.openDialog)?.showModal();
    root.querySelectorAll("details[data-popover][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    root.querySelectorAll("details[data-popover][open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
  root.querySelector("[data-focus]")?.focus();
}
