// A form that takes a while is sent once: its button says what is happening, until the page is shown again.
"use strict";
(() => {
  document.addEventListener("submit", (event) => {
    const button = event.target.querySelector("button[data-busy]");
    if (!button || event.defaultPrevented) return;
    button.dataset.idle = button.textContent;
    button.textContent = button.dataset.busy;
    button.disabled = true;
  });
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[data-idle]")) {
      button.textContent = button.dataset.idle;
      button.disabled = false;
    }
  });
})();
