// A table pasted from a word processor keeps its joined cells: its HTML is what is sent.

const field = document.getElementById("pasted");

field.addEventListener("paste", (event) => {
  const markup = event.clipboardData.getData("text/html");
  if (!markup.includes("<table")) return;
  event.preventDefault();
  field.value = markup;
});
