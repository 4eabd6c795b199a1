"""What the tests' clients believe about certificates: nothing, since both sides and the bot speak plain HTTP here."""

import ssl

#: For `verify=`: reading the trusted certificates takes 60 ms for each client.
UNENCRYPTED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
