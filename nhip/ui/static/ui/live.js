// Trực tiếp: what moved elsewhere moves here, without a reload. The stream says only that
// something moved; what it is now comes from the page's own address. Without the stream the
// page asks by itself; without this script it is as it was when it was opened.
//
//   <body data-stream="…">                          where the stream is
//   <div id="…" data-live="figures" data-from="…">  a part, what moves it, where it comes from
//   data-said="…"  what is announced when it changed
//   data-with      comes along with a part and replaces what bears the same id
//   hx-preserve    what a script drew stays; the script hears "moved" on the part and draws again
(() => {
  "use strict";

  const ASK_EVERY = 5_000; // without the stream
  const AGAIN_AFTER = 30_000; // when the stream was refused
  const SPREAD = 250; // many pages do not ask in the same moment
  const MARKED_FOR = 6_000;

  const asking = new Map(); // part's id → whether it must be asked for once more
  let timer = null;
  let put_off = false;
  let heard = ""; // when that moved which is asked for now, as the stream says; "" when nobody said

  const parts = () => [...document.querySelectorAll("[data-live]")];

  // --- A part as it is now ---------------------------------------------------------------
  async function refresh(id) {
    if (asking.has(id)) {
      asking.set(id, true);
      return;
    }
    asking.set(id, false);
    try {
      await fetched(document.getElementById(id));
    } catch {
      // The next saying, or the next round of asking, tries again.
    }
    const again = asking.get(id);
    asking.delete(id);
    if (again) refresh(id);
  }

  async function fetched(part) {
    const headers = part.dataset.from ? { "HX-Request": "true" } : {};
    // An answer that knows of it will do, though something else moved since: that is said again.
    if (heard) headers["Nhip-Heard"] = heard;
    const answer = await fetch(part.dataset.from || location.href, { headers });
    if (!answer.ok || answer.redirected) return; // signed out: the page stays as it was
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const other of page.querySelectorAll("[data-with]")) put(other);
    const fresh = page.getElementById(part.id);
    if (!fresh) return;
    const changed = new Set();
    become(part, fresh, changed);
    for (const one of part.querySelectorAll(".fresh")) changed.add(one);
    for (const one of changed) mark(one);
    if (changed.size) say(fresh.dataset.said);
    if (window.htmx) window.htmx.process(part);
    part.dispatchEvent(new CustomEvent("moved", { bubbles: true }));
  }

  // What came along with a part: the moment at which it stood so, the words to announce.
  function put(other) {
    const here = document.getElementById(other.id);
    if (here) here.textContent = other.textContent;
    other.remove();
  }

  function say(words) {
    const told = document.getElementById("told");
    if (told && words) told.textContent = words;
  }

  function mark(one) {
    one.classList.add("fresh");
    setTimeout(() => one.classList.remove("fresh"), MARKED_FOR);
  }

  // --- One tree becomes the other; what is the same is not touched: focus and scroll stay --
  function become(old, fresh, changed) {
    if (fresh.hasAttribute("hx-preserve")) return;
    if (old.hasAttribute("hx-preserve")) return; // drawn by a script, which hears that it moved
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
      if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    let here = next(old.firstChild);
    for (let child = next(fresh.firstChild); child; child = next(child.nextSibling)) {
      const same = find(here, child);
      if (!same) {
        old.insertBefore(arrived(child, changed), here);
        continue;
      }
      while (here !== same) here = removed(here);
      here = next(here.nextSibling);
      if (same.nodeType === Node.ELEMENT_NODE) become(same, child, changed);
      else if (same.data !== child.data) reword(same, child.data, changed);
    }
    while (here) here = removed(here);
  }

  // From this node on, the first that says something: white space between elements does not.
  function next(node) {
    while (node && node.nodeType !== Node.ELEMENT_NODE && !node.data.trim()) node = node.nextSibling;
    return node;
  }

  // Lines and sections are known by where they lead, everything else by its kind.
  function find(from, wanted) {
    const name = key(wanted);
    for (let node = from; node; node = next(node.nextSibling)) {
      if (node.nodeName !== wanted.nodeName) continue;
      if (key(node) === name) return node;
      if (!name && !key(node)) return node;
    }
    return null;
  }

  function key(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.id) return node.id;
    if (!["LI", "TR", "SECTION"].includes(node.nodeName)) return "";
    const way = node.querySelector("a[href], form[action]");
    return way ? way.getAttribute("href") || way.getAttribute("action") : "";
  }

  function arrived(node, changed) {
    const one = document.importNode(node, true);
    if (one.nodeType === Node.ELEMENT_NODE) changed.add(one);
    const both = document.createDocumentFragment();
    both.append(" ", one);
    return both;
  }

  function reword(text, words, changed) {
    if (text.data.trim() !== words.trim()) {
      changed.add(text.parentElement.closest("td, th, li, p, dd, h2") || text.parentElement);
    }
    text.data = words;
  }

  function removed(node) {
    const following = next(node.nextSibling);
    node.remove();
    return following;
  }

  // --- When to ask ------------------------------------------------------------------------
  function moved(topics, said = "") {
    heard = said.split("-")[1] || "";
    if (document.hidden) {
      put_off = true;
      return;
    }
    for (const part of parts()) {
      if (!topics || topics.includes(part.dataset.live)) {
        setTimeout(refresh, Math.random() * SPREAD, part.id);
      }
    }
  }

  function askByItself() {
    timer ??= setInterval(() => moved(), ASK_EVERY);
  }

  function listen() {
    // Its age tells the stream what moved while the page was on its way.
    const asked = new URLSearchParams({ age: Math.round(performance.now()) });
    for (const topic of new Set(parts().map((part) => part.dataset.live))) {
      asked.append("topic", topic);
    }
    const address = `${document.body.dataset.stream}?${asked}`;
    const stream = new EventSource(address, { withCredentials: true });
    stream.addEventListener("open", () => {
      clearInterval(timer);
      timer = null;
    });
    stream.addEventListener("moved", (event) => moved(event.data.split(" "), event.lastEventId));
    stream.addEventListener("error", () => {
      askByItself();
      if (stream.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN_AFTER);
    });
    addEventListener("pagehide", () => stream.close(), { once: true });
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !put_off) return;
    put_off = false;
    moved();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted && parts().length) listen(); // came back from the browser's memory
  });

  if (!parts().length) return;
  askByItself();
  listen();
})();
