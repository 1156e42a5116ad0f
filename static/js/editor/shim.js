/* The editor writes its handlers into attributes: onclick="CKEDITOR.tools.callFunction(12,this);return false;".
   Under a policy without 'unsafe-inline' they never run. This turns each into a listener: the call is parsed,
   never evaluated. Loaded before the editor, so that it sees everything the editor adds. docs/adr/0001. */
(function () {
  "use strict";

  var EVENTS = ["blur", "click", "dragstart", "focus", "keydown", "keypress", "load",
    "mousedown", "mouseout", "mouseover", "mouseup"];
  var CALL = /CKEDITOR\)?\.tools\.callFunction\(\s*(\d+)\s*(?:,([^)]*))?\)/;
  // As the editor has it, and as confine.js writes it.
  var PREFIXES = ["data-on", "on"];
  var ATTRIBUTES = [].concat.apply([], EVENTS.map(function (name) {
    return PREFIXES.map(function (prefix) { return { event: name, name: prefix + name }; });
  }));
  var WITH_HANDLERS = ATTRIBUTES.map(function (each) { return "[" + each.name + "]"; }).join(",");
  var EDITOR_PARTS = ".cke, .cke_reset_all, .cke_panel_container, [class^=cke_]";

  function argument(source, element, event) {
    var word = source.trim();
    if (word === "event") { return event; }
    if (word === "this") { return element; }
    if (word === "null") { return null; }
    if (/^'.*'$/.test(word)) { return word.slice(1, -1); }
    return Number(word);
  }

  /* Returns a function that does what the attribute says; null when it says nothing that the editor says. */
  function handler(source, element) {
    var call = CALL.exec(source);
    var refuses = /return\s+false/.test(source);
    var returns = /return\s+CKEDITOR/.test(source);
    if (!call && !refuses) { return null; }
    return function (event) {
      var result;
      if (call) {
        var given = call[2] ? call[2].split(",").map(function (word) { return argument(word, element, event); }) : [];
        result = window.CKEDITOR.tools.callFunction.apply(window.CKEDITOR.tools, [Number(call[1])].concat(given));
      }
      if (refuses || (returns && result === false)) { event.preventDefault(); }
    };
  }

  function listen(element) {
    if (!element.closest(EDITOR_PARTS)) { return; }
    ATTRIBUTES.forEach(function (each) {
      var source = element.getAttribute(each.name);
      if (!source) { return; }
      element.removeAttribute(each.name);
      var does = handler(source, element);
      if (does) { element.addEventListener(each.event, does); }
    });
    // href="javascript:void('Bold')" would be refused aloud at every press.
    if (/^javascript:void/.test(element.getAttribute("href") || "")) {
      element.setAttribute("href", "#");
      element.addEventListener("click", function (event) { event.preventDefault(); });
    }
  }

  function scan(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) { return; }
    var wanted = WITH_HANDLERS + ", [href^='javascript:void']";
    if (node.matches(wanted)) { listen(node); }
    node.querySelectorAll(wanted).forEach(listen);
    if (node.matches("iframe.cke_panel_frame")) { openPanel(node); }
    node.querySelectorAll("iframe.cke_panel_frame").forEach(openPanel);
  }

  function watch(tree) {
    new MutationObserver(function (records) {
      records.forEach(function (record) { record.addedNodes.forEach(scan); });
    }).observe(tree, { childList: true, subtree: true });
    if (tree.documentElement) { scan(tree.documentElement); }
  }

  /* Menus live in frames that the editor writes into; the body's onload tells it that they are there. */
  function openPanel(frame) {
    if (frame.dataset.listened) { return; }
    frame.dataset.listened = "yes";
    var tries = 0;
    var waiting = setInterval(function () {
      var inner = frame.contentDocument;
      var body = inner && inner.body;
      var source = body && (body.getAttribute("data-onload") || body.getAttribute("onload"));
      tries += 1;
      if (source) {
        clearInterval(waiting);
        PREFIXES.forEach(function (prefix) { body.removeAttribute(prefix + "load"); });
        dress(inner);
        watch(inner);
        var does = handler(source, inner.body);
        // It measures itself when told: not before its stylesheets are there.
        whenStyled(inner, function () { if (does) { does(null); } });
      } else if (tries > 200) {
        clearInterval(waiting);
      }
    }, 10);
  }

  /* A panel is a document of its own: it gets the page's display scheme and stylesheets of the display. */
  function dress(inner) {
    var root = document.documentElement;
    Array.prototype.forEach.call(root.attributes, function (attribute) {
      if (/^data-/.test(attribute.name)) { inner.documentElement.setAttribute(attribute.name, attribute.value); }
    });
    inner.documentElement.style.fontSize = window.getComputedStyle(root).fontSize;
    document.querySelectorAll("link[rel=stylesheet]").forEach(function (link) {
      if (/\/(accessibility|display)\//.test(link.getAttribute("href"))) {
        inner.head.insertBefore(inner.importNode(link, true), inner.head.firstChild);
      }
    });
    // Lists ask for the house's own stylesheet by themselves, menus do not.
    var names = Object.keys(window.CKEDITOR.instances);
    var looks = names.length ? window.CKEDITOR.instances[names[0]].config.contentsCss : [];
    [].concat(looks).forEach(function (address) {
      var link = inner.createElement("link");
      link.rel = "stylesheet";
      link.href = address;
      inner.head.appendChild(link);
    });
  }

  function whenStyled(inner, then) {
    var since = Date.now();
    var waiting = setInterval(function () {
      var links = Array.prototype.slice.call(inner.querySelectorAll("link[rel=stylesheet]"));
      if (links.every(function (link) { return link.sheet; }) || Date.now() - since > 1500) {
        clearInterval(waiting);
        then();
      }
    }, 10);
  }

  watch(document);
})();
