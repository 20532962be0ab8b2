// Review by keys, one case after the other: the next case is fetched beforehand, so that it is painted at once.
(() => {
  const KEYS_OFF = "review-keys-off", MADE = "review-made";
  const main = document.getElementById("main");
  const here = (selector) => main.querySelector(selector);
  let ahead = null; // a promise of the page that follows the case that is shown
  let sending = Promise.resolve(); // decisions go out one after the other
  let moving = false;
  let pressed = 0;
  let stream = null; // of the case that is shown
  let keysOn = localStorage.getItem(KEYS_OFF) !== "yes";

  const made = () => JSON.parse(sessionStorage.getItem(MADE) ?? "[]");
  const keep = (decisions) => sessionStorage.setItem(MADE, JSON.stringify(decisions));

  async function load(href) {
    const answer = await fetch(href, { headers: { accept: "text/html" } });
    return read(answer);
  }

  async function read(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { url: answer.url, title: page.title, main: page.getElementById("main") };
  }

  // Once the decisions before it are kept, for they change what is next.
  function prefetch() {
    const next = here("#next");
    ahead = next ? sending.then(() => load(next.href)) : null;
    ahead?.then(() => (next.dataset.fetched = "yes"), () => (ahead = null));
  }

  function paint(page, { push = true, focus = "h1", decided = 0 } = {}) {
    const shown = performance.now();
    main.replaceChildren(...page.main.childNodes);
    document.title = page.title;
    if (push) history.pushState({ review: true }, "", page.url);
    else history.replaceState({ review: true }, "", page.url);
    window.scrollTo(0, 0);
    const left = here("[data-left]");
    if (left && /^\d+$/.test(left.textContent)) left.textContent = Number(left.textContent) - decided;
    ready();
    (here(focus) ?? here("h1"))?.focus({ preventScroll: true });
    requestAnimationFrame(() => performance.measure("case painted", { start: pressed || shown, end: performance.now() }));
  }

  function say(text) {
    const place = here("#said");
    if (!place) return;
    const line = document.createElement("p");
    line.className = "notice";
    line.textContent = text;
    place.replaceChildren(line);
  }

  async function onward(decided = 0) {
    if (moving || !here("#next")) return;
    moving = true;
    try {
      paint(await ahead, { decided });
    } catch {
      location.assign(here("#next").href);
    } finally {
      moving = false;
    }
  }

  function decide(form, verdict) {
    if (form.dataset.sent) return;
    form.dataset.sent = "yes";
    const sent = new URLSearchParams(new FormData(form));
    sent.set("verdict", verdict);
    const painted = onward(1);
    sending = sending
      .then(() => send(sent, painted))
      .catch(() => say("The server cannot be reached: the last decision was not kept."));
  }

  async function send(sent, painted) {
    const item = sent.get("item");
    const answer = await fetch("/review/decide", { method: "POST", body: sent, headers: { accept: "application/json" } });
    await painted;
    if (!answer.headers.get("content-type")?.startsWith("application/json")) {
      const url = `/review/${encodeURIComponent(item)}`;
      paint({ ...(await read(answer)), url }, { push: false, focus: "#refused" });
      return;
    }
    const told = await answer.json();
    keep([...made(), [told.decision, item]]);
    const versions = here("#decide:not([data-sent]) [name=versions]")?.value ?? "";
    if (told.touched.some((id) => versions.includes(`${id} `))) await again();
    say(`Decided: ${sent.get("verdict") === "same" ? "the same person" : "different persons"}.`);
  }

  // The case that was painted beforehand is about somebody who changed with the decision.
  async function again() {
    const reason = here("#reason").value;
    paint(await load(location.href), { push: false });
    if (here("#reason")) here("#reason").value = reason;
  }

  function undo(form) {
    const decisions = made();
    const [decision, item] = decisions.pop() ?? [];
    const sent = new URLSearchParams(new FormData(form));
    if (decision) {
      sent.set("decision", decision);
      sent.set("item", item);
    }
    sending = sending.then(async () => {
      const answer = await fetch("/review/undo", { method: "POST", body: sent, headers: { accept: "application/json" } });
      if (!answer.ok) return paint(await read(answer), { push: false, focus: "[role=alert]" });
      keep(decisions);
      paint(await load((await answer.json()).next));
      say("Undone: the case waits again.");
    });
  }

  function move(step) {
    const cases = [...main.querySelectorAll("#cases a.case")];
    if (!cases.length) return step > 0 ? onward() : history.back();
    cases[Math.min(Math.max(cases.indexOf(document.activeElement) + step, 0), cases.length - 1)].focus();
  }

  const acts = {
    s: () => here("[data-key=s]")?.click(),
    d: () => here("[data-key=d]")?.click(),
    z: () => here("[data-key=z]")?.click(),
    u: () => onward(),
    e: () => here("#evidence")?.toggleAttribute("open"),
    j: () => move(1),
    k: () => move(-1),
    "?": () => here("#keys-help")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (!keysOn || event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    // A dialog that was just closed may have the focus until the page is drawn again.
    if (event.target.closest("input, textarea, select, dialog[open]")) return;
    const act = Object.hasOwn(acts, event.key) ? acts[event.key] : null;
    if (!act) return;
    event.preventDefault();
    pressed = event.timeStamp;
    act();
  });

  main.addEventListener("submit", (event) => {
    if (event.target.id === "decide" && event.submitter?.name === "verdict") {
      event.preventDefault();
      decide(event.target, event.submitter.value);
    } else if (event.target.id === "undo") {
      event.preventDefault();
      undo(event.target);
    }
  });

  main.addEventListener("click", (event) => {
    const button = event.target.closest("#keys-switch, button[data-key='?'], a#next");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (button.id === "next") {
      event.preventDefault();
      onward();
    } else if (button.id === "keys-switch") {
      keysOn = !keysOn;
      localStorage.setItem(KEYS_OFF, keysOn ? "no" : "yes");
      showSwitch();
    } else acts["?"]();
  });

  window.addEventListener("popstate", () => location.reload());

  function showSwitch() {
    const button = here("#keys-switch");
    if (!button) return;
    button.textContent = keysOn ? "Keys are on" : "Keys are off";
    button.setAttribute("aria-pressed", String(keysOn));
    main.classList.toggle("keys-off", !keysOn);
  }

  // Who else is on the case that is shown. A hidden page listens to nothing.
  function listen() {
    stream?.close();
    const place = here("#company");
    stream = place && !document.hidden ? new EventSource(place.dataset.stream) : null;
    stream?.addEventListener("company", (event) => {
      place.textContent = event.data;
      place.hidden = !event.data;
    });
    stream?.addEventListener("over", () => stream?.close());
  }

  document.addEventListener("visibilitychange", listen);

  function ready() {
    for (const hidden of main.querySelectorAll("#keys-switch, button[data-key='?']")) hidden.hidden = false;
    showSwitch();
    prefetch();
    listen();
  }

  ready();
})();
