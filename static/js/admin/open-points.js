/* What is missing before the text can be submitted, and what else might be better: renewed with each keeping. */
(function () {
  "use strict";
  var form = document.getElementById("edition_form");
  if (!form || !form.querySelector(".open-points")) { return; }

  function link(point) {
    var item = document.createElement("li");
    var anchor = document.createElement("a");
    anchor.href = "#" + point.place;
    anchor.textContent = point.message;
    item.appendChild(anchor);
    return item;
  }

  function show(points, told, count) {
    var list = points.querySelector("ul");
    points.querySelector("summary").textContent = count;
    var written = told.map(function (point) { return point.place + point.message; }).join();
    if (written === list.getAttribute("data-written")) { return; }
    list.setAttribute("data-written", written);
    list.textContent = "";
    told.map(link).forEach(function (item) { list.appendChild(item); });
  }

  form.addEventListener("kept", function (event) {
    var told = event.detail;
    if (!told.open_points) { return; }
    var points = form.querySelector(".open-points");
    var hints = form.querySelector(".hints");
    show(points, told.open_points, told.open_points_count);
    points.toggleAttribute("data-none", !told.open_points.length);
    show(hints, told.hints, told.hints_count);
    hints.hidden = !told.hints.length;
  });
})();
