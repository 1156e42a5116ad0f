/* "Add another photograph": without it one empty place is there, and saving makes the next. */
(function () {
  "use strict";
  var rows = document.getElementById("photograph-rows");
  var empty = document.getElementById("photograph-empty");
  var total = document.getElementById("id_photographs-TOTAL_FORMS");
  var add = document.getElementById("photograph-add");
  if (!rows || !empty || !total || !add) { return; }
  add.hidden = false;
  add.addEventListener("click", function () {
    var number = total.value;
    var holder = document.createElement("div");
    holder.appendChild(document.importNode(empty.content, true));
    holder.querySelectorAll("*").forEach(function (element) {
      ["id", "name", "for", "aria-describedby"].forEach(function (attribute) {
        var value = element.getAttribute(attribute);
        if (value) { element.setAttribute(attribute, value.split("__prefix__").join(number)); }
      });
    });
    total.value = String(Number(number) + 1);
    var row = holder.firstElementChild;
    rows.appendChild(row);
    var first = row.querySelector("input[type=file]");
    if (first) { first.focus(); }
  });
})();
