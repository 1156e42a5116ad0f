/* Applies a change of display without a reload: the same POST as the plain form, answered in JSON.
   Whatever goes wrong, the form is sent as it would be without this file. */
(function () {
  "use strict";
  var root = document.documentElement;
  var sent = Promise.resolve();

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  /* One at a time: each answer sets the whole cookie, so two at once would lose one. */
  function send(form, name, value, button) {
    sent = sent.then(function () {
      var body = new URLSearchParams();
      body.set(name, value);
      return fetch(form.getAttribute("action"), {
        method: "POST",
        headers: { Accept: "application/json" },
        body: body,
      })
        .then(function (answer) {
          if (!answer.ok) throw new Error(String(answer.status));
          return answer.json();
        })
        .then(apply)
        .then(function () {
          if (button) button.scrollIntoView({ block: "nearest" });
        })
        .catch(function () {
          sendPlainly(form, name, value);
        });
    });
  }

  function sendPlainly(form, name, value) {
    var field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.appendChild(field);
    HTMLFormElement.prototype.submit.call(form);
  }

  function apply(change) {
    if (change.reload) {
      location.reload();
      return;
    }
    Object.keys(change.values).forEach(function (name) {
      var attribute = "data-" + name;
      if (attribute in change.attributes) root.setAttribute(attribute, change.attributes[attribute]);
      else root.removeAttribute(attribute);
    });
    each("[data-display-own]", function (link) {
      link.remove();
    });
    if (change.stylesheet) {
      var link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = change.stylesheet;
      link.setAttribute("data-display-own", "");
      document.head.appendChild(link);
    }
    each("[data-display-wide]", function (link) {
      link.media = change.wide;
    });
    showChosen(change);
    each("[data-display-live]", function (live) {
      live.textContent = change.message;
    });
  }

  /* Larger text folds the row of a wide screen: what is in use must not fold away under the focus. */
  function unfold(form) {
    var fold = form.previousElementSibling;
    if (fold && fold.matches(".display-fold")) fold.open = true;
  }

  function showChosen(change) {
    if (!change.own) {
      each("#display-colours-own", function (button) {
        button.remove();
      });
    }
    each(".display-step", function (button) {
      var chosen = change.values[button.name] === button.value;
      button.setAttribute("aria-pressed", String(chosen));
      button.removeAttribute("aria-describedby");
    });
    each("input[type=radio][data-display-setting]", function (radio) {
      radio.checked = change.values[radio.name] === radio.value;
    });
    each("[data-display-set]", function (set) {
      set.textContent = change.set;
    });
    each("[data-display-current]", function (current) {
      current.textContent = change.words[current.getAttribute("data-display-current")];
    });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-display-form] button[name]");
    if (!button || button.name === "profile") return;
    event.preventDefault();
    unfold(button.form);
    send(button.form, button.name, button.value, button);
  });

  /* Of two ways to the same colour the last one used counts; without this file, the picker. */
  document.addEventListener("input", function (event) {
    var field = event.target;
    var beside = field.form && field.form.elements[field.name + "-picked"];
    var list = field.type === "color" && field.form.elements[field.name.replace("-picked", "")];
    if (list) list.value = "picked";
    if (beside) beside.value = beside.defaultValue;
  });

  /* A browser that goes back shows the page as it kept it, with the display of that time. */
  window.addEventListener("pageshow", function (event) {
    var form = document.querySelector("[data-display-form]");
    var arrived = performance.getEntriesByType("navigation")[0];
    if (!form || !(event.persisted || (arrived && arrived.type === "back_forward"))) return;
    fetch(form.getAttribute("action"), { headers: { Accept: "application/json" }, cache: "no-store" })
      .then(function (answer) {
        return answer.json();
      })
      .then(function (now) {
        now.reload = (now.values.images === "text") !== (root.getAttribute("data-images") === "text");
        apply(now);
      })
      .catch(function () {});
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("input[type=radio][data-display-setting]")) {
      send(event.target.form, event.target.name, event.target.value);
    }
  });
})();
