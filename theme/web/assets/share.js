// Copies a page's address. Without this script there is a field with the address.
(() => {
  if (document.documentElement.dataset.copies) return; // once, however many pages are visited
  document.documentElement.dataset.copies = "yes";

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.(".share__copy");
    if (!button) return;
    const share = button.closest(".share");
    const field = share.querySelector(".share__address input");
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = "Länken är kopierad";
      share.querySelector(".share__said").textContent = "Länken är kopierad";
    } catch {
      share.classList.add("share--field"); // the browser refuses: then the reader copies it
      field.select();
    }
  });
})();
