// Đang xử lý: a form whose answer takes a while shows that it is being worked on.

const bars = [...document.querySelectorAll("form progress[data-waiting]")];

for (const bar of bars) {
  bar.closest("form").addEventListener("submit", () => { bar.hidden = false; });
}
addEventListener("pageshow", () => { // also when the page comes back from the browser's memory
  for (const bar of bars) bar.hidden = true;
});
