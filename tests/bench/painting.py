"""What a page measures of its own painting, which the driver reads afterwards: no clock of the driver counts.

Something is painted when a task runs behind the frame that follows the change.
"""

from playwright.sync_api import Page

ROWS, ROWS_ASKED, CASE = "rows since the last letter", "rows since they were asked for", "case since the key"

# Rows count where they were asked for after the last letter; the answer to an earlier one may still come in.
_WATCH = f"""
(() => {{
  const painted = (name, start) => requestAnimationFrame(() => {{
    const {{ port1, port2 }} = new MessageChannel();
    port1.onmessage = () => performance.measure(name, {{ start, end: performance.now() }});
    port2.postMessage(0);
  }});
  let typed = 0, asked = 0, pressed = 0;
  addEventListener("input", (event) => {{
    typed = event.timeStamp;
    performance.clearMeasures("{ROWS}");
    performance.clearMeasures("{ROWS_ASKED}");
  }}, true);
  addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
  addEventListener("htmx:before:request", () => (asked = performance.now()), true);
  new MutationObserver((changes) => {{
    const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node.querySelector);
    if (typed && asked > typed && added.some((node) => node.id === "hits")) {{
      painted("{ROWS}", typed);
      painted("{ROWS_ASKED}", asked);
      typed = 0;
    }}
    if (pressed && added.some((node) => node.querySelector("#decide"))) {{
      painted("{CASE}", pressed);
      pressed = 0;
    }}
  }}).observe(document, {{ childList: true, subtree: true }});
}})()
"""
_MEASURED = """
([name, count]) => new Promise((resolve) => {
  const observer = new PerformanceObserver(look);
  observer.observe({ type: "measure", buffered: true });
  look();
  function look() {
    const all = performance.getEntriesByName(name, "measure");
    if (all.length < count) return;
    observer.disconnect();
    resolve(all.map((entry) => entry.duration));
  }
})
"""
_LARGEST_PAINT = """
() => new Promise((resolve) => {
  const observer = new PerformanceObserver((list) => {
    observer.disconnect();
    resolve(Math.max(...list.getEntries().map((entry) => entry.startTime)));
  });
  observer.observe({ type: "largest-contentful-paint", buffered: true });
})
"""


def watch_painting(page: Page) -> None:
    """Let each page that is opened here from now on measure."""
    page.add_init_script(_WATCH)


def paints(page: Page, name: str, count: int = 1) -> list[float]:
    """Milliseconds of each paint of this name in the page, as soon as there are so many."""
    durations: list[float] = page.evaluate(_MEASURED, [name, count])
    return durations


def opening(page: Page, address: str) -> float:
    """Milliseconds from the start of the navigation, redirects included, to the largest paint of the page."""
    page.goto(address)
    return float(page.evaluate(_LARGEST_PAINT))
