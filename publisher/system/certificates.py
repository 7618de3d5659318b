"""What is wrong with a server's certificate, in Swedish."""

from __future__ import annotations

import ssl

_CERTIFICATE = {
    10: "serverns certifikat har gått ut",
    18: "serverns certifikat är utfärdat av den själv, och inte av någon som datorn litar på",
    19: "serverns certifikat är utfärdat av någon som datorn inte litar på",
    20: "serverns certifikat är utfärdat av någon som datorn inte litar på",
    62: "serverns certifikat gäller ett annat namn än det i mail.smtp.host",
    64: "serverns certifikat gäller ett annat namn än det i mail.smtp.host",
}
"""What OpenSSL finds wrong (x509_vfy.h: expired, self-signed, its issuer, a name, an address)."""


def untrusted(error: ssl.SSLError) -> str:
    """Why an encrypted session was not begun."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _CERTIFICATE.get(error.verify_code, f"serverns certifikat: {error.verify_message}")
    return f"krypteringen gick inte att komma överens om ({error.reason or error})"
