"""A passkey without a browser: it answers what a page asks it, as an authenticator whose count stays zero."""

import hashlib
import json
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

_PRESENT, _HOLDS_A_KEY = 0x01, 0x40


class SoftwareKey:
    def __init__(self, host: str = "localhost", name: bytes = b"a key of the tests") -> None:
        self.host, self.name = host, name
        self._key = ec.generate_private_key(ec.SECP256R1())

    def register(self, options: dict[str, Any]) -> str:
        """Returns what the form says where a page offers to add a passkey with these options."""
        held = bytes(16) + len(self.name).to_bytes(2, "big") + self.name + self._public_key()
        data = self._about(_PRESENT | _HOLDS_A_KEY) + held
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._say(
            clientDataJSON=self._asked("webauthn.create", options["challenge"]), attestationObject=statement
        )

    def sign(self, options: dict[str, Any]) -> str:
        """Returns what the form says where a page asks for a passkey with these options."""
        data, asked = self._about(_PRESENT), self._asked("webauthn.get", options["challenge"])
        signature = self._key.sign(data + hashlib.sha256(asked).digest(), ec.ECDSA(SHA256()))
        return self._say(clientDataJSON=asked, authenticatorData=data, signature=signature)

    def _public_key(self) -> bytes:
        """Returns it as COSE_Key (RFC 9053, 7.1.1): an elliptic curve, ES256, P-256, x and y."""
        point = self._key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (point.x, point.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _about(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + bytes(4)

    def _asked(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": f"http://{self.host}", "crossOrigin": False}
        return json.dumps(said).encode()

    def _say(self, **response: bytes) -> str:
        name = bytes_to_base64url(self.name)
        encoded = {key: bytes_to_base64url(value) for key, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": encoded})
