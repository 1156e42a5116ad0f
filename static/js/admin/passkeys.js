/* Asks the browser for a passkey and sends what it says with the form. Without a script, or where the browser
   knows no passkeys, the form stays hidden. */
(function () {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) { return; }

  function toBytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }

  function toText(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function withBytes(credential) {
    return Object.assign({}, credential, { id: toBytes(credential.id) });
  }

  // What stands in them as text is bytes to the browser.
  function read(options) {
    options.challenge = toBytes(options.challenge);
    if (options.user) { options.user.id = toBytes(options.user.id); }
    options.excludeCredentials = (options.excludeCredentials || []).map(withBytes);
    options.allowCredentials = (options.allowCredentials || []).map(withBytes);
    return options;
  }

  function write(credential) {
    var response = {}, given = credential.response;
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (given[name]) { response[name] = toText(given[name]); }
    });
    if (given.getTransports) { response.transports = given.getTransports(); }
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: response
    });
  }

  document.querySelectorAll("[data-no-passkeys]").forEach(function (said) { said.hidden = true; });
  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    var said = form.querySelector("script[type='application/json']").textContent;
    var alerts = form.querySelectorAll("[role=alert]");
    form.hidden = false;

    // One sentence for each error that has its own (data-error), the first for all others.
    function say(error) {
      var own = form.querySelector("[data-error='" + error.name + "']");
      document.querySelectorAll(".messagelist").forEach(function (before) { before.remove(); });
      (own || alerts[0]).hidden = false;
    }

    form.addEventListener("submit", function (event) {
      event.preventDefault();
      alerts.forEach(function (before) { before.hidden = true; });
      navigator.credentials[form.dataset.passkey]({ publicKey: read(JSON.parse(said)) }).then(
        function (credential) {
          form.elements.passkey.value = write(credential);
          form.submit();
        }
      ).catch(say);
    });
  });
})();
