// Thả tệp vào trang: a file dropped anywhere on the page is checked as if it had been chosen.

const form = document.getElementById("check");

document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", drop);

function drop(event) {
  event.preventDefault();
  if (!event.dataTransfer.files.length) return;
  form.elements.file.files = event.dataTransfer.files;
  form.requestSubmit();
}
