// Cửa của màn hình lớn: the code behind # is sent by the form, and stays in no address.
const code = decodeURIComponent(location.hash.slice(1));
if (code) {
  history.replaceState(null, "", location.pathname);
  document.getElementById("code").value = code;
  document.getElementById("door").requestSubmit();
}
