// Times in the reader's zone, and clocks that count down by the server's time.
"use strict";
(() => {
  const styles = {
    datetime: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
    full: { dateStyle: "full", timeStyle: "long" },
    date: { day: "numeric", month: "short", year: "numeric" },
    time: { hour: "2-digit", minute: "2-digit" },
    seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  };
  const format = (style) => new Intl.DateTimeFormat(document.documentElement.lang || "en-GB", styles[style]);

  function localise(root) {
    for (const time of root.querySelectorAll("time[data-local]")) {
      const moment = new Date(time.dateTime);
      if (Number.isNaN(moment.getTime())) continue;
      time.textContent = format(time.dataset.local in styles ? time.dataset.local : "datetime").format(moment);
      time.title = format("full").format(moment);
      time.removeAttribute("data-local");
    }
  }

  for (const said of document.querySelectorAll("[data-zone]")) {
    said.textContent = `Times are of ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`;
  }

  // The browser's clock may be wrong: the server says the seconds left, the page counts from there.
  function words(seconds) {
    const days = Math.floor(seconds / 86400);
    const hours = Math.floor((seconds % 86400) / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    if (days > 1) return `${days} d ${hours} h left`;
    if (days * 24 + hours > 0) return `${days * 24 + hours} h ${minutes} min left`;
    if (minutes >= 5) return `${minutes} min left`;
    return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s left`;
  }

  function tick(clock) {
    clock.dataset.until ??= String(performance.now() + Number(clock.dataset.secondsLeft) * 1000);
    const left = (Number(clock.dataset.until) - performance.now()) / 1000;
    clock.classList.toggle("clock-soon", left > 0 && left < 3600);
    clock.classList.toggle("clock-late", left <= 0);
    clock.textContent = left > 0 ? words(left) : "time is up";
  }

  function age(element) {
    element.dataset.since ??= String(performance.now() - Number(element.dataset.secondsAgo) * 1000);
    const seconds = Math.floor((performance.now() - Number(element.dataset.since)) / 1000);
    const said = seconds < 90 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
    element.textContent = `${said} ago`;
  }

  function tickAll(root) {
    root.querySelectorAll("[data-seconds-left]").forEach(tick);
    root.querySelectorAll("[data-seconds-ago]").forEach(age);
  }

  function start(root) {
    localise(root);
    tickAll(root);
  }

  document.addEventListener("DOMContentLoaded", () => {
    start(document);
    setInterval(() => tickAll(document), 1000);
  });
  document.addEventListener("htmx:load", (event) => start(event.detail.elt));
})();
