/* What is missing before the text can be submitted: renewed with each keeping. */
(function () {
  "use strict";
  var form = document.getElementById("edition_form");
  var points = form && form.querySelector(".open-points");
  if (!points) { return; }
  var summary = points.querySelector("summary");
  var list = points.querySelector("ul");

  function link(point) {
    var item = document.createElement("li");
    var anchor = document.createElement("a");
    anchor.href = "#" + point.place;
    anchor.textContent = point.message;
    item.appendChild(anchor);
    return item;
  }

  function show(told) {
    if (!told.open_points) { return; }
    summary.textContent = told.open_points_count;
    points.toggleAttribute("data-none", !told.open_points.length);
    var written = told.open_points.map(function (point) { return point.place + point.message; }).join();
    if (written === list.getAttribute("data-written")) { return; }
    list.setAttribute("data-written", written);
    list.textContent = "";
    told.open_points.map(link).forEach(function (item) { list.appendChild(item); });
  }

  form.addEventListener("kept", function (event) { show(event.detail); });
})();
