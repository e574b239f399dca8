// Buttons that copy the text of the element they name, and say so.
"use strict";
(() => {
  async function copy(button) {
    const source = document.getElementById(button.dataset.copy);
    const said = button.textContent;
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = "Copied";
    } catch {
      window.getSelection().selectAllChildren(source); // no clipboard here: the text is selected instead
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = said; }, 2000);
  }

  function reveal(root) {
    for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
  }

  document.addEventListener("DOMContentLoaded", () => reveal(document));
  document.addEventListener("htmx:load", (event) => reveal(event.detail.elt));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button) copy(button);
  });
})();
