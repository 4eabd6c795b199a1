"""What goes wrong between the processes, and with Genesys, and what is then true."""
