// Ký nhiều báo cáo: what was opened can be ticked, what is ticked is signed, one request for each.

const form = document.getElementById("sign-several");
const words = form.querySelector("[data-words]").dataset;
const button = form.querySelector("button");
const progress = form.querySelector("progress");

form.addEventListener("toggle", opened, true);
form.addEventListener("change", count);
form.addEventListener("submit", sign);

/** Let a report be ticked once it was opened. */
function opened({ target }) {
  if (!target.open || !target.matches("details")) return;
  const box = boxOf(target.closest("[data-report]"));
  if (!box.dataset.done) box.disabled = false;
}

function count() {
  const ticked = chosen().length;
  form.querySelector("[data-count]").textContent = ticked;
  if (button) button.disabled = ticked === 0;
}

async function sign(event) {
  event.preventDefault();
  const items = chosen();
  const pin = form.elements.pin?.value ?? "";
  let done = 0;
  button.disabled = true;
  progress.hidden = false;
  progress.max = items.length;
  for (const [at, item] of items.entries()) {
    if (await signOne(item, pin)) done += 1;
    progress.value = at + 1;
    say(done, items.length);
  }
  if (form.elements.pin) form.elements.pin.value = "";
  count();
}

async function signOne(item, pin) {
  const box = boxOf(item);
  show(item, "plain", words.signing);
  const body = new URLSearchParams({ pin, sha256: item.dataset.sha256 });
  let answer, said;
  try {
    answer = await fetch(item.dataset.address, {
      method: "POST", body, redirect: "manual",
      headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    });
    said = await answer.json();
  } catch {
    show(item, "late", `✕ ${words.missed}`);
    return false;
  }
  if (!answer.ok) {
    show(item, "late", `✕ ${said.message}`);
    return false;
  }
  box.checked = false;
  box.disabled = true;
  box.dataset.done = "yes";
  show(item, "done", `✔ ${words.signed.replace("{number}", said.number)}`);
  return true;
}

function show(item, tone, text) {
  const state = item.querySelector("[data-state]");
  state.className = `state state-${tone}`;
  state.textContent = text;
}

function say(done, all) {
  const text = words.summary.replace("{done}", done).replace("{all}", all);
  form.querySelector("[data-said]").textContent = text;
}

function chosen() {
  return [...form.querySelectorAll("[data-report]")].filter((item) => boxOf(item).checked);
}

function boxOf(item) {
  return item.querySelector("input[type=checkbox]");
}
