// Light, dark or as the system says: applied before the first paint, remembered in this browser.
"use strict";
(() => {
  const key = "assay-theme";
  const root = document.documentElement;
  const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)");

  function remembered() {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is forbidden: the system's choice holds
    }
  }

  function remember(theme) {
    try {
      localStorage.setItem(key, theme);
    } catch {
      // the choice lasts for this page only
    }
  }

  function current() {
    return root.dataset.theme || (systemIsDark.matches ? "dark" : "light");
  }

  const stored = remembered();
  if (stored === "light" || stored === "dark") root.dataset.theme = stored;

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      const label = () => button.setAttribute("aria-pressed", String(current() === "dark"));
      button.hidden = false;
      label();
      systemIsDark.addEventListener("change", label);
      button.addEventListener("click", () => {
        root.dataset.theme = current() === "dark" ? "light" : "dark";
        remember(root.dataset.theme);
        label();
      });
    }
  });
})();
