"""Rules become a verdict; no I/O."""
