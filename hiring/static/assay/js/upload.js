// Handing in: drop or choose a file, see it travel. Without this script the form still posts.
"use strict";
(() => {
  const megabytes = (bytes) => `${(bytes / 1048576).toFixed(bytes < 10485760 ? 1 : 0)} MB`;

  class Upload {
    constructor(form) {
      this.form = form;
      this.input = form.querySelector("input[type=file]");
      this.drop = form.querySelector("[data-drop]");
      this.bar = form.querySelector("progress");
      this.said = form.querySelector("[data-said]");
      this.send = form.querySelector("[type=submit]");
      form.addEventListener("submit", (event) => this.submit(event));
      this.input.addEventListener("change", () => this.chosen());
      for (const name of ["dragenter", "dragover"]) this.drop.addEventListener(name, (event) => this.hover(event, true));
      for (const name of ["dragleave", "drop"]) this.drop.addEventListener(name, (event) => this.hover(event, false));
      this.drop.addEventListener("drop", (event) => this.dropped(event));
      this.drop.querySelector("[data-drop-hint]").hidden = false;
    }

    hover(event, over) {
      event.preventDefault();
      this.drop.classList.toggle("drop-over", over);
    }

    dropped(event) {
      if (event.dataTransfer.files.length !== 1) return this.say("Drop one zip file.");
      this.input.files = event.dataTransfer.files;
      this.chosen();
    }

    chosen() {
      const [file] = this.input.files;
      if (!file) return;
      const limit = Number(this.form.dataset.limit);
      const tooLarge = limit && file.size > limit;
      this.send.disabled = Boolean(tooLarge);
      this.say(tooLarge
        ? `${file.name} is ${megabytes(file.size)}; the limit is ${megabytes(limit)}. Leave out what the brief does not ask for.`
        : `${file.name}, ${megabytes(file.size)}.`);
    }

    submit(event) {
      if (!this.input.files.length) return;
      event.preventDefault();
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (sent) => this.progress(sent));
      request.upload.addEventListener("load", () => this.say("Received. Checking the digest and writing the receipt."));
      request.addEventListener("load", () => this.answered(request));
      request.addEventListener("error", () => this.stopped("The connection broke. Nothing was handed in; try again."));
      request.open("POST", this.form.action || location.href);
      request.send(new FormData(this.form));
      this.send.disabled = true;
      this.bar.hidden = false;
    }

    progress(sent) {
      if (!sent.lengthComputable) return;
      this.bar.max = sent.total;
      this.bar.value = sent.loaded;
      this.say(`Sending: ${megabytes(sent.loaded)} of ${megabytes(sent.total)}.`);
    }

    answered(request) {
      if (request.status < 300 && request.responseURL) {
        location.assign(request.responseURL);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      const refusal = page.querySelector("[data-refusal]");
      this.stopped(refusal ? refusal.textContent.trim() : "This could not be handed in. Reload the page and try again.");
    }

    stopped(sentence) {
      this.bar.hidden = true;
      this.send.disabled = false;
      this.say(sentence);
    }

    say(sentence) {
      this.said.textContent = sentence;
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-upload]").forEach((form) => new Upload(form));
  });
})();
