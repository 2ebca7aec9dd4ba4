// Màn hình lớn: one slide after another; the live stream says when figures moved, and the slide is
// asked for at once. Without the stream it asks by itself, and listens again as soon as it can.
// It keeps nothing of what it has shown, so its memory stays flat for hours.
const SHOWN_FOR = 20_000;
const LOOK_EVERY = 1_000;
const ASK_EVERY = 5_000; // without the stream
const LISTEN_AGAIN_AFTER = 15_000; // when the stream was refused
const ANSWER_WITHIN = 10_000;
const A_DAY = 86_400_000; // then the page is loaded anew, with the software of the day
const GONE = [404, 410];

const wall = document.getElementById("wall");
const state = document.getElementById("wall-state");
const freshAt = document.getElementById("fresh-at");
const began = Date.now();
let shownSince = began;
let askedAt = began;
let said = "";
let isAsking = false;
let hasMoved = false;
let isLost = false;
let hears = false;

// --- What to show -------------------------------------------------------------------------
async function look() {
  const isOver = Date.now() - shownSince >= SHOWN_FOR;
  const asksByItself = (!hears || isLost) && Date.now() - askedAt >= ASK_EVERY;
  if (isAsking || !(hasMoved || isOver || asksByItself)) return;
  isAsking = true;
  hasMoved = false;
  askedAt = Date.now();
  try {
    await ask(isOver);
  } catch {
    found(wall.dataset.lost);
  }
  isAsking = false;
  if (hasMoved) look();
}

async function ask(isOver) {
  const { following, number } = document.getElementById("slide").dataset;
  const answer = await fetch(`?part&slide=${isOver ? following : number}`, {
    cache: "no-cache",
    signal: AbortSignal.timeout(ANSWER_WITHIN),
  });
  if (GONE.includes(answer.status)) return location.reload(); // closed: the page says so
  if (!answer.ok) throw new Error(answer.statusText);
  if (Date.now() - began > A_DAY) return location.reload();
  show(await answer.text());
  if (isOver) shownSince = Date.now();
  freshAt.textContent = answer.headers.get("X-Moment") || freshAt.textContent;
  found("");
}

function show(text) {
  if (text === said) return;
  said = text;
  const page = new DOMParser().parseFromString(text, "text/html");
  wall.replaceChildren(page.getElementById("slide"));
  wall.dispatchEvent(new CustomEvent("moved", { bubbles: true })); // who draws lets the old go
}

function found(words) {
  isLost = Boolean(words);
  state.textContent = words;
  state.className = words ? "lost" : "";
}

// --- When it moved ------------------------------------------------------------------------
function listen() {
  const asked = new URLSearchParams({ topic: "figures", age: Math.round(Date.now() - askedAt) });
  const address = `${document.body.dataset.stream}?${asked}`;
  const stream = new EventSource(address, { withCredentials: true });
  stream.addEventListener("open", () => {
    hears = true;
  });
  stream.addEventListener("moved", () => {
    hasMoved = true;
    look();
  });
  stream.addEventListener("error", () => {
    hears = false;
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, LISTEN_AGAIN_AFTER);
  });
  addEventListener("pagehide", () => stream.close(), { once: true });
}

setInterval(look, LOOK_EVERY);
listen();
