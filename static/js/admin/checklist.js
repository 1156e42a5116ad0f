/* A field above a long list of checkboxes narrows it to what one types; what is chosen always shows. */
(function () {
  "use strict";
  function narrow(list) {
    var labels = Array.prototype.slice.call(list.querySelectorAll("label"));
    if (labels.length < 8) { return; }
    var field = document.createElement("input");
    field.type = "search";
    field.className = "checklist-search";
    field.setAttribute("aria-label", list.dataset.label);
    field.placeholder = list.dataset.label;
    field.addEventListener("input", function (event) {
      event.stopPropagation();
      var wanted = field.value.toLocaleLowerCase();
      labels.forEach(function (label) {
        var chosen = label.querySelector("input").checked;
        label.hidden = !chosen && label.textContent.toLocaleLowerCase().indexOf(wanted) === -1;
      });
    });
    // Enter narrows; it does not send the whole form.
    field.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); } });
    list.parentNode.insertBefore(field, list);
  }
  document.querySelectorAll("[data-checklist]").forEach(narrow);
})();
