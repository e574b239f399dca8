// Says so when a live part can no longer reach the server, and takes it back when it can.
"use strict";
(() => {
  const show = (away) => {
    const notice = document.getElementById("connection");
    if (notice) notice.hidden = !away;
  };
  window.addEventListener("offline", () => show(true));
  window.addEventListener("online", () => show(false));
  document.addEventListener("htmx:sendError", () => show(true));
  document.addEventListener("htmx:afterOnLoad", () => show(false));
})();
