// Keys of the console and what needs a script; every page works without it.
(() => {
  const box = document.getElementById("q");
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  const rows = () => [...document.querySelectorAll("#hits a.row")];

  function move(step) {
    const all = rows();
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : -1) : at + step;
    (all[next] ?? box)?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (!box || event.altKey || event.metaKey || (event.ctrlKey && event.key !== "k")) return;
    if ((event.key === "/" && !typing(event.target)) || (event.ctrlKey && event.key === "k")) {
      event.preventDefault();
      box.focus();
      box.select();
    } else if (event.key === "Escape" && event.target === box) {
      box.value = "";
      box.dispatchEvent(new Event("input", { bubbles: true }));
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && rows().length && (event.target === box || event.target.closest("#hits"))) {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    }
  });

  // Enter leaves the page: an answer to what was typed before it must not change where the browser goes.
  let leaving = false;
  box?.form.addEventListener("submit", () => (leaving = true));
  addEventListener("pageshow", () => (leaving = false));
  for (const step of ["request", "response", "swap", "history:update"]) {
    document.addEventListener(`htmx:before:${step}`, (event) => leaving && event.preventDefault());
  }

  // One goes on where the text ends.
  if (document.activeElement === box) box.setSelectionRange(box.value.length, box.value.length);

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = "Copied";
    });
  }

  // News of the customer is said beside the page, which stays as it is until somebody asks for more. A hidden page
  // listens to nothing: browsers open only six connections to one server.
  const news = document.getElementById("news");
  let stream = null;

  function say(place, text) {
    place.textContent = text;
    place.hidden = !text;
  }

  function listen() {
    stream?.close();
    stream = document.hidden ? null : new EventSource(news.dataset.stream);
    stream?.addEventListener("news", (event) => say(news.querySelector("a"), `${event.data}, show`));
    stream?.addEventListener("company", (event) => say(news.querySelector("span"), event.data));
    stream?.addEventListener("over", () => stream.close());
  }

  if (news) {
    document.addEventListener("visibilitychange", listen);
    listen();
  }

  // A file that is dropped on its form is looked into at once.
  for (const form of document.querySelectorAll("[data-drop]")) {
    form.addEventListener("dragover", (event) => {
      event.preventDefault();
      form.classList.add("over");
    });
    form.addEventListener("dragleave", () => form.classList.remove("over"));
    form.addEventListener("drop", (event) => {
      event.preventDefault();
      form.classList.remove("over");
      form.elements.file.files = event.dataTransfer.files;
      if (form.elements.file.files.length) form.requestSubmit();
    });
  }

  // A value that was revealed goes away again.
  for (const secret of document.querySelectorAll("[data-expires]")) {
    setTimeout(() => secret.querySelector(".secret")?.remove(), Number(secret.dataset.expires) * 1000);
  }
})();
