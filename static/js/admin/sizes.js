/* Says beside a photograph that it is too large, before it is sent: the proxy would end it with a page of its own. */
(function () {
  "use strict";
  var rows = document.getElementById("photograph-rows");
  if (!rows) { return; }
  var ofOne = Number(rows.dataset.bytesOfOne);
  var atOnce = Number(rows.dataset.bytesAtOnce);

  function size(input) {
    return Array.prototype.reduce.call(input.files || [], function (sum, file) { return sum + file.size; }, 0);
  }
  function describe(input, id, isDescribed) {
    var ids = (input.getAttribute("aria-describedby") || "").split(" ").filter(function (each) {
      return each && each !== id;
    });
    if (isDescribed) { ids.unshift(id); }
    if (ids.length) { input.setAttribute("aria-describedby", ids.join(" ")); }
    else { input.removeAttribute("aria-describedby"); }
  }
  function say(input, sentence) {
    var id = input.id + "_size";
    var field = input.closest(".field");
    var list = document.getElementById(id);
    if (sentence === (list ? list.textContent : "")) { return; }
    if (list) { field.removeChild(list); }
    if (sentence) {
      list = document.createElement("ul");
      list.id = id;
      list.className = "errorlist";
      list.setAttribute("role", "alert");
      list.appendChild(document.createElement("li")).textContent = sentence;
      field.insertBefore(list, field.firstChild);
    }
    describe(input, id, Boolean(sentence));
    // The server may have found another fault there.
    var isWrong = Boolean(field.querySelector(".errorlist"));
    field.classList.toggle("errors", isWrong);
    if (isWrong) { input.setAttribute("aria-invalid", "true"); }
    else { input.removeAttribute("aria-invalid"); }
  }
  /* Returns the fields that are too large; all together are said of at the last one that was chosen. */
  function judge() {
    var chosen = Array.prototype.slice.call(rows.querySelectorAll("input[type=file]"));
    var last = chosen.filter(size).pop();
    var sum = chosen.reduce(function (before, input) { return before + size(input); }, 0);
    return chosen.filter(function (input) {
      var sentence = "";
      if (size(input) > ofOne) { sentence = rows.dataset.tooLarge; }
      else if (sum > atOnce && input === last) { sentence = rows.dataset.tooLargeAtOnce; }
      say(input, sentence);
      return sentence;
    });
  }
  rows.addEventListener("change", function (event) { if (event.target.type === "file") { judge(); } });
  // Before whatever else hears of it: a form that is not sent must not count as sent.
  document.addEventListener("submit", function (event) {
    if (!event.target.contains(rows)) { return; }
    var wrong = judge();
    if (!wrong.length) { return; }
    event.preventDefault();
    event.stopPropagation();
    wrong[0].focus();
  }, true);
})();
