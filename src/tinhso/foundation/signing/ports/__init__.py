"""What signs: keys, the certificate authority, the time stamp, and PDF signatures themselves."""
